"""A card is as networks take it, whatever its title is made of."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import typst
from flask import Flask
from PIL import Image, ImageChops

from app.core.files.pictures import store_picture
from app.people.models import Organisation
from app.sharing.cards import drawing, fonts
from app.sharing.cards.facts import CardFacts, breakable, facts_of
from app.web.writing.forms import LONGEST_TITLE
from config import ROOT
from tests.factories.people import make_organisation, make_person
from tests.factories.publishing import make_published_opening
from tests.sharing.cards import FONT

LONG = (
    "Responsable de la conformité réglementaire et de la protection des données personnelles pour"
    " les établissements de santé du Grand Ouest (femme ou homme)"
)
TITLES = {
    "short": "Chef",
    "usual": "Développeuse ou développeur Python confirmé",
    "long": LONG,
    "unbroken": "x" * LONGEST_TITLE,
    "words": "Anticonstitutionnellement " * 5 + "interdépartementalisation",
    "address": "https://emploi.ormelune.example/" + "a-b_c/" * 19,
    "emoji": "🚀 On recrute 👩🏽‍💻🇫🇷 dans l’équipe !",
    "latin": "Inženýr Łukasz Šimek, Ÿ œuvre à Dubrovačko-Neretvanska",
    "arabic": "مهندس برمجيات في باريس",
    "cyrillic": "Инженер по надёжности сервисов",
    "marks": '#set page() $x$ *b* `c` <a> "q" \\ [z] @ref // fin',
}


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fonts.cut(FONT, tmp_path_factory.mktemp("fonts"))


@pytest.fixture
def company(app: Flask) -> Organisation:
    return make_organisation(name="Ormelune", brand_color="#0f5f57")


def noise(width: int, height: int):
    data = BytesIO()
    Image.effect_noise((width, height), 120).save(data, "PNG")
    return store_picture(data.getvalue(), name="n.png", max_side=1600)


def facts(company: Organisation, title: str, **values) -> CardFacts:
    opening = make_published_opening(title=title, languages=["fr"], **values)
    return facts_of(opening, "fr", company)


@pytest.mark.parametrize("name", TITLES)
@pytest.mark.parametrize("full", [False, True], ids=["plain", "cover and person"])
def test_a_card_has_its_size_and_nothing_of_it_is_cut_off(company, cut, name, full):
    cover = noise(900, 1200) if full else None
    shown = facts(company, TITLES[name], cover=cover)
    if full:
        shown = shown.by(make_person(first_name="Zoé", last_name="Lambert", job_title="Juriste"))

    data = drawing.jpeg(shown, cut)

    picture = Image.open(BytesIO(data))
    assert (picture.format, picture.size) == ("JPEG", (1200, 630))
    assert len(data) <= 290_000
    red = picture.getchannel("R").point(lambda shade: 255 if shade > 190 else 0)
    left, top, right, bottom = red.crop((0, 0, 750 if full else 1200, 630)).getbbox()
    assert top > 15  # the safe area
    assert bottom < 615
    assert left >= 75
    assert right <= (725 if full else 1090)


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("title", [LONG, TITLES["usual"], "Ingénieure ou ingénieur données et IA"])
def test_a_french_title_is_wrapped_well(company, cut, title, full):
    shown = facts(company, title, cover=noise(900, 1200) if full else None)

    lines = title_lines(shown, cut)

    assert " ".join(lines).split() == title.split()  # whole, and no word of it cut
    if len(lines) > 1:
        assert len(lines[-1]) > 6  # no orphan
        assert max(map(len, lines)) < 2.6 * min(map(len, lines))


def test_a_word_wider_than_the_card_is_cut_where_its_language_cuts_it(company, cut):
    title = "Anticonstitutionnellement interdépartementalisation hospitalo-universitaire"
    lines = title_lines(facts(company, title, cover=noise(900, 1200)), cut)

    assert "".join(lines).replace("-", "").replace("\u00ad", "")[:8] == "Anticons"
    assert breakable("x" * 150).count("\u200b") == 12


def title_lines(shown: CardFacts, cut: Path) -> list[str]:
    """The lines of a title, read in a PDF of the same design."""
    folder = cut.parent / "design"
    folder.mkdir(exist_ok=True)
    said = dict(shown.said) | drawing._pictures(shown, folder)
    (folder / "card.typ").write_bytes(drawing.DESIGN.read_bytes())
    printed = typst.compile(
        folder / "card.typ",
        root=folder,
        format="pdf",
        sys_inputs={"card": json.dumps(said)},
        font_paths=[cut],
    )
    text = pypdfium2.PdfDocument(printed)[0].get_textpage().get_text_range()
    lines = [line.strip() for line in text.replace("\ufffe", "-\n").splitlines() if line.strip()]
    start = lines.index("Offre") + 1
    end = next(i for i, line in enumerate(lines) if "·" in line)
    return lines[start:end]


def test_emoji_without_a_font_are_left_out_and_letters_without_one_refuse(cut, monkeypatch):
    monkeypatch.setattr(drawing.typst, "Fonts", lambda **_: type("F", (), {"fonts": list})())

    assert drawing.shown_title("🚀 On recrute 👩🏽‍💻 ici", cut) == "On recrute ici"
    with pytest.raises(drawing.NoLetters):
        drawing.shown_title("東京で働く", cut)


def test_the_name_of_a_card_changes_with_what_it_shows_and_with_nothing_else(company):
    opening = make_published_opening(title="Un titre")
    person = make_person(first_name="Zoé")

    def name() -> str:
        return facts_of(opening, "fr", company).name

    first = name()
    opening.text("fr").summary = "Autre chose."
    assert name() == first != facts_of(opening, "en", company).name
    named = facts_of(opening, "fr", company).by(person).name
    assert named.startswith(f"{first}-")
    person.first_name = "Zoë"
    assert facts_of(opening, "fr", company).by(person).name != named
    company.brand_color = "#7a3fa0"
    assert name() != first


def test_the_company_s_colour_is_the_ground(company, cut):
    company.brand_color = "#ffcc00"
    picture = Image.open(BytesIO(drawing.jpeg(facts(company, "Titre"), cut))).convert("RGB")

    ground = Image.new("RGB", (40, 40), "#ffcc00")
    spot = picture.crop((10, 580, 50, 620))
    assert max(high for _low, high in ImageChops.difference(ground, spot).getextrema()) < 12


def test_the_web_program_never_loads_what_draws():
    script = (
        "import app, sys; app.pages_for_everyone(), app.pages_of_staff(), app.subscribe_domains();"
        "print([each for each in ('typst', 'fontTools', 'PIL') if each in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "[]"
