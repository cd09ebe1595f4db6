"""No box cuts what people type or paste: what is too long is kept, counted and said."""

from config import ROOT


def test_no_box_of_any_page_cuts_what_is_typed() -> None:
    cutting = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if 'maxlength="' in (page := path.read_text()) or '"maxlength":' in page
    ]

    assert cutting == []
