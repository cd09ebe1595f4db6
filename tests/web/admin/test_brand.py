"""The company's colour: readable wherever it is used, or refused with the nearest."""

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from app.people.brand import (
    DARK_GROUNDS,
    DEFAULT,
    INK,
    LIGHT_GROUNDS,
    READABLE,
    TOKENS,
    VISIBLE,
    WHITE,
    NoColour,
    UnreadableColour,
    ink_on,
    nearest_readable,
    palette,
    read_colour,
    style_version,
    stylesheet,
)
from app.people.colour_space import contrast, distance, to_hex, to_oklch
from config import ROOT
from tests.factories.people import make_organisation, make_person, sign_in
from tests.web.account.helpers import activities, where_to

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#5a5f69", "#ffffff", 6.41),
        ("#0f5f57", "#ffffff", 7.51),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize(
    ("colour", "lightness", "chroma"),
    [
        ("#ffffff", 1.0, 0.0),
        ("#000000", 0.0, 0.0),
        ("#ff0000", 0.628, 0.2577),
        ("#0000ff", 0.452, 0.3132),
    ],
)
def test_oklch_is_that_of_its_author(colour: str, lightness: float, chroma: float) -> None:
    found = to_oklch(colour)

    assert found.lightness == pytest.approx(lightness, abs=0.001)
    assert found.chroma == pytest.approx(chroma, abs=0.001)


@settings(deadline=None)
@given(colours)
def test_a_colour_goes_to_oklch_and_back(colour: str) -> None:
    assert to_hex(to_oklch(colour)) == colour


@pytest.mark.parametrize(
    ("colour", "on_button"),
    [
        ("#0f5f57", WHITE),
        ("#ffcc00", INK),
        ("#000000", WHITE),
        ("#ffffff", INK),
        ("#e30613", WHITE),
        ("#ff7900", INK),
        ("#00aaff", INK),
        ("#767676", WHITE),
        ("#777777", None),
        ("#7a7a7a", None),
        ("#848484", INK),
    ],
)
def test_what_is_written_on_a_button(colour: str, on_button: str | None) -> None:
    assert ink_on(colour) == on_button


def test_yellow_gives_ink_on_buttons_and_a_dark_gold_as_text() -> None:
    shades = palette("#ffcc00").light

    assert shades.on_brand == INK
    assert distance(shades.text, "#8f720e") < 0.02
    assert palette("#ffcc00").dark.text == "#ffcc00"


@pytest.mark.parametrize("colour", ["#777777", "#7a7a7a", "#7f7f7f", "#ff0033", "#a06f2c"])
def test_a_colour_that_takes_no_text_is_refused_with_the_nearest_that_does(colour: str) -> None:
    with pytest.raises(UnreadableColour) as refusal:
        palette(colour)

    nearest = refusal.value.nearest
    assert ink_on(nearest) is not None
    assert distance(nearest, colour) < 0.03
    assert refusal.value.field == "brand_color"


@settings(deadline=None)
@given(colours)
def test_whatever_the_colour_every_pair_can_be_read(colour: str) -> None:
    colour = nearest_readable(colour)
    shades = palette(colour)

    for grounds, each in ((LIGHT_GROUNDS, shades.light), (DARK_GROUNDS, shades.dark)):
        assert contrast(each.brand, each.on_brand) >= READABLE
        assert all(contrast(each.text, ground) >= READABLE for ground in (*grounds, each.tint))
    assert shades.light.brand == colour
    assert contrast(shades.dark.brand, DARK_GROUNDS[0]) >= VISIBLE


@settings(deadline=None)
@given(colours)
def test_a_pointed_button_reads_no_worse(colour: str) -> None:
    style = stylesheet(nearest_readable(colour))
    pairs = dict(re.findall(r"--([a-z-]+):light-dark\((.*?)\)", style))
    for hover, brand, ink in zip(
        *(pairs[name].split(",") for name in ("brand-hover", "brand", "on-brand")), strict=True
    ):
        assert contrast(hover, ink) >= contrast(brand, ink) - 0.1


def test_what_is_readable_already_is_left_as_it_is() -> None:
    assert nearest_readable("#0f5f57") == "#0f5f57"
    assert palette("#e30613").light.brand == "#e30613"


def test_the_default_is_what_the_tokens_say() -> None:
    tokens = (ROOT / "app/static/css/shared/tokens.css").read_text()

    for name, light, dark in (
        ("brand", TOKENS.light.brand, TOKENS.dark.brand),
        ("brand-text", TOKENS.light.text, TOKENS.dark.text),
        ("tint", TOKENS.light.tint, TOKENS.dark.tint),
    ):
        assert re.search(rf"--{name}:\s+light-dark\({light}, {dark}\)", tokens), name
    for ground in (*LIGHT_GROUNDS, *DARK_GROUNDS, INK):
        assert ground.replace("#ffffff", "#fff") in tokens


@pytest.mark.parametrize(
    ("typed", "colour"),
    [("#FFCC00", "#ffcc00"), ("ffcc00", "#ffcc00"), (" #fc0 ", "#ffcc00"), ("0F5F57", DEFAULT)],
)
def test_a_colour_is_read_as_people_write_it(typed: str, colour: str) -> None:
    assert read_colour(typed) == colour


@pytest.mark.parametrize(
    "typed", ["", "#", "red", "#12345", "#gggggg", "#1234567", "url(x)", "#é00000"]
)
def test_what_is_no_colour_is_refused(typed: str) -> None:
    with pytest.raises(NoColour):
        read_colour(typed)


def test_an_administrator_changes_the_colour_and_pages_load_it(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))
    assert "/brand.css" not in client.get("/account").text

    where_to(client.post("/admin/brand", data={"brand_color": "#FFCC00"}))

    page = client.get("/account").text
    address = f"/brand.css?v={style_version('#ffcc00')}"
    assert address in page
    assert [each.data for each in activities("organisation.changed")] == [
        {"changed": ["brand_color"]}
    ]


def test_an_unreadable_colour_is_refused_with_the_nearest_and_kept_in_the_field(
    client: FlaskClient,
) -> None:
    organisation = make_organisation()
    sign_in(client, make_person(role="admin", language="en"))

    answer = client.post("/admin/brand", data={"brand_color": "#777777"})

    assert answer.status_code == 422
    assert "#767676" in answer.text
    assert 'value="#777777"' in answer.text
    assert organisation.brand_color == DEFAULT


@pytest.mark.parametrize("typed", ["#ffcc00", "#777777", "nonsense", ""])
def test_the_preview_answers_whatever_is_typed(client: FlaskClient, typed: str) -> None:
    sign_in(client, make_person(role="admin"))

    answer = client.get("/admin/brand/preview", query_string={"brand_color": typed})

    assert answer.status_code == 200
    assert "style=" not in answer.text


def test_the_style_is_cached_for_good_under_its_version_and_briefly_otherwise(
    client: FlaskClient,
) -> None:
    make_organisation(brand_color="#ffcc00")

    current = client.get(f"/brand.css?v={style_version('#ffcc00')}")
    old = client.get("/brand.css?v=0000000000")

    assert "immutable" in current.headers["Cache-Control"]
    assert "no-transform" in current.headers["Cache-Control"]
    assert "immutable" not in old.headers["Cache-Control"]
    assert current.mimetype == "text/css"
    assert "Cookie" not in current.headers.get("Vary", "")
    assert "Set-Cookie" not in current.headers


@pytest.mark.parametrize("colour", ["#ffffff", "#fafafa", "#f6f5f2", "#fffff0"])
def test_a_colour_that_is_the_page_s_own_is_refused_with_one_that_works(colour: str) -> None:
    with pytest.raises(UnreadableColour) as refusal:
        palette(colour)

    nearest = palette(refusal.value.nearest).light
    assert min(contrast(nearest.edge, ground) for ground in LIGHT_GROUNDS) >= 3


@pytest.mark.parametrize(
    "colour",
    ["#ffcc00", "#ffee88", "#d0d0d0", "#c0e8ff", "#0f5f57", "#e30613", "#00ff88"],
)
def test_a_button_stands_out_of_each_ground_by_itself_or_by_its_edge(colour: str) -> None:
    shades = palette(colour)

    for grounds, each in ((LIGHT_GROUNDS, shades.light), (DARK_GROUNDS, shades.dark)):
        for ground in grounds:
            assert max(contrast(each.brand, ground), contrast(each.edge, ground)) >= 3
