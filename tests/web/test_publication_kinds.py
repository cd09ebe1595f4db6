"""A kind of publication is described once in each place: nothing else asks what one is."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.database import db
from app.people.models import Person, Role
from app.publishing.content import columns_of, content_of
from app.publishing.kinds import ARTICLE, FAMILIES, KINDS, STORIES, kind_of, kinds_of
from app.publishing.missing import NotReady
from app.publishing.publish import publish
from app.publishing.texts import Words
from app.publishing.write import save, start
from app.sharing.cards import facts
from app.sharing.starts.propose import starting
from app.web.site import kinds as site
from app.web.site.landing import SiteRenderer
from app.web.site.pages import cards as site_cards
from app.web.writing import openings, stories
from app.web.writing.editor import NAMES, PARTS
from app.web.writing.starting import texts
from config import ROOT
from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_published_story, make_story
from tests.web.site.conftest import address

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
EDITORS = {**openings.DESK.editors, **stories.DESK.editors}
DESCRIBED: dict[str, Mapping[str, Any]] = {
    "pages of the career site": site.PUBLIC_KINDS,
    "editors": EDITORS,
    "cards of the hub": facts.SUMMARIES,
    "values of suggested texts": texts.OWN_VALUES,
    "sentences of suggested texts": starting(),
}
# the kinds themselves, their tables, and the demonstration, which writes some of each
DESCRIBES = ("app/publishing/kinds/", "app/publishing/models.py", "app/demo/")
OF_A_KIND = re.compile(r"\b(Publication|Opening|Story)\b")
NAMES_A_KIND = {"family", "kind", "kind_code", "noun", "code"}
WORDS = {"opening", "story", "article", "portrait", "event", "news", "curated"}
# the editor's own button, the page of hours, and that of answers to an author
ON_OTHER_PAGES = {"publish", "schedule", "submit", "approve", "send_back", "decline", "reconsider"}
ON_OTHER_PAGES |= {"recall"}


@pytest.mark.parametrize("surface", DESCRIBED)
def test_each_surface_describes_every_kind_and_no_other(surface: str) -> None:
    assert DESCRIBED[surface].keys() == KINDS.keys()


@pytest.mark.parametrize("code", KINDS)
def test_an_editor_has_words_for_each_column_and_for_what_publishing_needs(code: str) -> None:
    kind, editor = KINDS[code], EDITORS[code]

    assert set(columns_of(kind.content)) <= {*NAMES, *editor.names}
    assert set(kind.needs) <= {*PARTS, *editor.parts}


@pytest.mark.parametrize("code", KINDS)
def test_a_draft_of_each_kind_is_of_that_kind_and_can_be_written_on(app: Flask, code: str) -> None:
    kind, by = KINDS[code], make_person(role=Role.ADMIN)

    draft = start(kind, by=by, now=NOON)
    words = {"en": Words(title="A title", summary="In short", body="At length")}
    content = replace(content_of(draft), words=words)

    assert kind_of(draft) is kind_of(content) is kind
    assert save(draft, content, version=1, by=by, now=NOON)
    assert content_of(draft) == content
    assert not save(draft, content, version=2, by=by, now=NOON), "nothing has changed"


def test_the_career_site_has_a_card_for_whatever_is_told() -> None:
    assert site_cards.DETAILS.keys() == {kind.code for kind in kinds_of(STORIES)}


def test_the_career_site_and_the_desks_have_every_family() -> None:
    assert site.PUBLIC_FAMILIES.keys() == FAMILIES.keys()
    assert {openings.DESK.family, stories.DESK.family} == set(FAMILIES.values())


def test_every_act_of_a_family_can_be_done_at_its_desk() -> None:
    for desk in (openings.DESK, stories.DESK):
        assert desk.family.acts.keys() - ON_OTHER_PAGES <= {act.name for act in desk.acts}


def questions(source: str) -> Iterator[str]:
    """Find where a program asks which kind a publication is. Pure."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare | ast.Match):
            asked = {each for each in ast.walk(node) if isinstance(each, ast.Attribute)}
            owners = {each.value.id for each in asked if isinstance(each.value, ast.Name)}
            words = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
            about_kind = {each.attr for each in asked} & NAMES_A_KIND
            if owners & {"PublicationFamily", "StoryKind"} or (about_kind and words & WORDS):
                yield ast.unparse(node)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("isinstance", "issubclass"):
            classes = ast.unparse(node.args[1])
            yield from [ast.unparse(node)] if OF_A_KIND.search(classes) else []


@pytest.mark.parametrize(
    "source",
    [
        "isinstance(publication, Opening)",
        "isinstance(publication, Opening | Story)",
        "publication.family is PublicationFamily.STORY",
        "story.story_kind in (StoryKind.PORTRAIT,)",
        "publication.kind_code == 'article'",
        "family.noun != 'story'",
    ],
)
def test_a_question_of_kind_is_found(source: str) -> None:
    assert list(questions(source))


def test_no_program_asks_which_kind_a_publication_is() -> None:
    found = [
        f"{path}: {question}"
        for path in sorted(Path(ROOT, "app").rglob("*.py"))
        if not str(path.relative_to(ROOT)).startswith(DESCRIBES)
        for question in questions(path.read_text())
    ]

    assert found == []


def test_no_template_asks_which_kind_a_publication_is() -> None:
    asked = re.compile(r"""(family|kind|kind_code|noun)(\.value)? (==|!=|is|not in) """)
    found = [
        f"{path}: {line.strip()}"
        for path in sorted(Path(ROOT, "templates").rglob("*.html"))
        if "/ui/" not in str(path)  # the design system draws each kind's own ground
        for line in path.read_text().splitlines()
        if asked.search(line) and any(word in line for word in WORDS)
    ]

    assert found == []


@pytest.fixture
def podcasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Describe articles as a kind that Relais does not have: it is about somebody, and heard."""
    podcast = replace(
        ARTICLE,
        name="Podcast",
        needs=("team", "about_person"),
        subject=lambda story: story.about_person,
    )
    monkeypatch.setitem(KINDS, "article", podcast)
    public = replace(
        site.PUBLIC_KINDS["article"],
        recommends=lambda name: f"{name} recommends that you listen",
        structured=lambda _story, text, url: {"@type": "PodcastEpisode", "url": url},
    )
    monkeypatch.setitem(site.PUBLIC_KINDS, "article", public)
    monkeypatch.setitem(facts.SUMMARIES, "article", lambda _: ["41 minutes"])
    words = {"parts": {"about_person": "Who speaks"}, "untitled": "An episode"}
    editor = replace(EDITORS["article"], **words)
    monkeypatch.setitem(stories.DESK.editors, "article", editor)


@pytest.mark.usefixtures("app", "podcasts")
def test_what_another_kind_needs_is_asked_before_publishing() -> None:
    with pytest.raises(NotReady) as refusal:
        publish(make_story(), by=make_person(role=Role.EDITOR), now=NOON)

    assert refusal.value.missing == ["about_person"]


@pytest.mark.usefixtures("podcasts")
def test_another_kind_has_its_pages_its_words_and_its_structured_data(
    client: FlaskClient, app: Flask
) -> None:
    speaker = make_person(first_name="Inès", last_name="Kaci")
    episode = make_published_story(about_person=speaker)
    db.session.commit()

    page = client.get(address(episode)).get_data(as_text=True)
    with app.test_request_context():
        landing = "".join(map(str, SiteRenderer().page(episode.id, "fr").pieces))

    assert '"@type": "PodcastEpisode"' in page
    assert "Podcast" in page
    assert "recommends that you listen" in landing
    assert "PodcastEpisode" not in landing
    for path in ("/fr/contenus", "/fr/contenus?kind=article"):
        listed = client.get(path).get_data(as_text=True)
        assert "Podcast" in listed, "the list names the kind"
        assert "Inès Kaci" in listed, "its card is signed by whom it is about"


@pytest.mark.usefixtures("podcasts")
def test_another_kind_has_its_editor_and_its_place_in_the_list_of_those_who_write(
    client: FlaskClient,
) -> None:
    sign_in(client, make_person(role=Role.EDITOR, language="en"))
    draft = make_story(languages=[])

    editor = client.get(f"/stories/{draft.id}").get_data(as_text=True)

    assert "An episode" in editor
    assert "Who speaks" in editor
    assert "Podcast" in client.get("/stories").get_data(as_text=True)


@pytest.mark.usefixtures("podcasts")
def test_another_kind_is_relayed_with_what_it_shows_first(client: FlaskClient) -> None:
    sign_in(client, reader := make_person())
    make_published_story(about_person=make_person())
    assert isinstance(reader, Person)

    listed = client.get("/hub/all").get_data(as_text=True)

    assert "Podcast" in listed
    assert "41 minutes" in listed
