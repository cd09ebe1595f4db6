"""What one starts from: proposed texts, usual openings, the page of a curated link."""

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.people.models import Person, Role
from app.publishing.content import content_of
from app.publishing.curated.models import PageReading, PageReadingState
from app.publishing.models import Opening, StoryKind, Variant
from app.publishing.texts import NetworkText
from app.publishing.usual.models import UsualOpening
from app.publishing.usual.openings import keep_as_usual
from app.sharing.starts.models import ShareTemplate
from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_opening, make_published_opening, make_story
from tests.web.writing.test_editor_pages import fields
from tests.web.writing.test_story_pages import story_fields


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def texts_in(page: str) -> list[str]:
    return [each.get_text().strip() for each in soup(page).select("#variants textarea")]


def count_under(page: str, number: int) -> str:
    found = soup(page).select_one(f"#count-{number}")
    assert found
    return found.get_text().strip()


def test_a_text_is_kept_for_one_network_and_counted_as_it_counts(desk: FlaskClient) -> None:
    opening = make_opening()
    typed = fields(opening, **{
        "variants-0": "Pour tous.", "variant_networks-0": "",
        "variants-1": "é" * 300, "variant_networks-1": "x",
        "variants-2": " ", "variant_networks-2": "linkedin",
    })  # fmt: skip

    assert desk.post(f"/openings/{opening.id}", data=typed).status_code == 303

    words = content_of(opening).words["fr"]
    assert (words.variants, words.for_networks) == (
        ("Pour tous.",), (NetworkText("x", "é" * 300),)
    )  # fmt: skip
    page = desk.get(f"/openings/{opening.id}?language=fr").text
    assert texts_in(page)[:2] == ["Pour tous.", "é" * 300]
    assert "every network" in count_under(page, 0) or "tous les réseaux" in count_under(page, 0)
    assert " X" in count_under(page, 1)
    checked = desk.post(f"/openings/{opening.id}/check", data=typed).text
    assert count_under(checked, 1) == count_under(page, 1)


def test_a_network_that_is_none_keeps_what_was_there_and_says_so(desk: FlaskClient) -> None:
    opening = make_opening(variants=["Avant"])
    typed = fields(opening, **{"variants-0": "Après", "variant_networks-0": "myspace"})

    answer = desk.post(f"/openings/{opening.id}", data=typed)

    assert answer.status_code == 422
    assert "Après" in answer.text
    assert content_of(opening).words["fr"].variants == ("Avant",)


def test_texts_for_networks_are_enough_to_publish_and_none_at_all_is_refused(
    desk: FlaskClient,
) -> None:
    opening = make_opening(languages=["fr"], variants=[])
    refused = desk.post(f"/openings/{opening.id}", data=fields(opening, act="publish"))
    assert refused.status_code == 422
    assert 'href="#variants-0"' in refused.text

    typed = fields(opening, act="publish", **{"variants-0": "Pour X", "variant_networks-0": "x"})
    assert desk.post(f"/openings/{opening.id}", data=typed).status_code == 303
    assert opening.published_at


def test_two_people_may_change_the_texts_of_all_and_those_of_one_network(
    desk: FlaskClient,
) -> None:
    opening = make_opening(languages=["fr"], variants=["Pour tous"])
    page = soup(desk.get(f"/openings/{opening.id}").text)
    read = page.select_one('input[name="read"]')
    assert read
    opening.variants.append(Variant(language="fr", position=1, network="x", text="Pour X"))
    opening.version += 1
    db.session.flush()

    typed = fields(opening, version="1", read=read["value"], **{"variants-0": "Pour vous tous"})
    assert desk.post(f"/openings/{opening.id}", data=typed).status_code == 303

    words = content_of(opening).words["fr"]
    assert words.variants == ("Pour vous tous",)
    assert words.for_networks == (NetworkText("x", "Pour X"),)
    versions = desk.get(f"/openings/{opening.id}/versions/{opening.version}").text
    assert "Pour vous tous" in soup(versions).get_text().replace("\n", " ")


def test_a_start_is_proposed_from_what_is_typed_and_nothing_is_saved_by_it(
    desk: FlaskClient,
) -> None:
    opening = make_opening(languages=["fr"], variants=[])
    typed = fields(opening, title="Poseuse ou poseur de voies", act="start")

    answer = desk.post(f"/openings/{opening.id}", data=typed)

    proposed = [each for each in texts_in(answer.text) if each]
    assert answer.status_code == 200
    assert proposed
    assert all("Poseuse ou poseur de voies" in each for each in proposed)
    assert "data-typed" in answer.text
    assert content_of(opening).words["fr"].suggested == ()
    assert opening.version == 1

    kept = fields(opening, act="start", **{"variants-0": "Mes mots, courts."})
    again = desk.post(f"/openings/{opening.id}", data=kept).text
    assert [each for each in texts_in(again) if each] == ["Mes mots, courts."]


def test_a_correction_that_is_not_saved_is_asked_about_with_what_was_proposed(
    desk: FlaskClient,
) -> None:
    opening = make_published_opening(languages=["fr"])
    typed = fields(opening, act="start", **{"variants-0": ""})

    answer = desk.post(f"/openings/{opening.id}", data=typed).text

    assert soup(answer).select_one("form#editor[data-typed]")
    assert opening.version == 1


def test_who_writes_changes_the_sentences_and_a_wrong_one_is_named(
    client: FlaskClient, story_desk: FlaskClient
) -> None:
    page = soup(story_desk.get("/share-texts").text)
    typed = {each["name"]: each.get_text().strip() for each in page.select("form textarea")}
    assert len(typed) == 6
    wrong = typed | {"fr_short": "{titre} à lire", "en_short": "{title}, kept as typed"}

    refused = story_desk.post("/share-texts/article", data=wrong)

    assert refused.status_code == 422
    assert "{titre}" in refused.text
    assert "{title}, kept as typed" in refused.text
    assert db.session.scalars(select(ShareTemplate)).all() == []

    right = typed | {"fr_short": "À lire : {title}."}
    assert story_desk.post("/share-texts/article", data=right).status_code == 303
    assert [each.text for each in db.session.scalars(select(ShareTemplate))] == [
        "À lire : {title}."
    ]
    story = make_story(languages=["fr"], variants=[], title="Un " + "très " * 25 + "long titre")
    proposed = story_desk.post(f"/stories/{story.id}", data=story_fields_of(story)).text
    assert texts_in(proposed)[-1] == "" or "À lire" in " ".join(texts_in(proposed))
    assert story_desk.get("/share-texts/opening").status_code == 404


def story_fields_of(story: object) -> dict[str, str]:
    db.session.flush()
    variant = Variant(language="fr", position=0, text="x")
    story.variants.append(variant)  # type: ignore[attr-defined]
    typed = story_fields(story, act="start", **{"variants-0": ""})  # type: ignore[arg-type]
    story.variants.remove(variant)  # type: ignore[attr-defined]
    return typed


def test_a_usual_opening_is_kept_begun_from_named_otherwise_and_removed(
    desk: FlaskClient,
) -> None:
    opening = make_opening(title="Dev (F/H)")
    assert "Dev (F/H)" in desk.get(f"/openings/{opening.id}/keep-as-usual").text
    assert desk.post(f"/openings/{opening.id}/keep-as-usual", data={"name": ""}).status_code == 422
    kept = desk.post(f"/openings/{opening.id}/keep-as-usual", data={"name": "Dev, Nantes"})
    assert kept.status_code == 303
    usual = db.session.scalars(select(UsualOpening)).one()
    assert "Dev, Nantes" in desk.get("/openings/usual").text

    begun = desk.post(f"/openings/usual/{usual.id}/begin")
    assert begun.status_code == 303
    assert "Dev (F/H)" in desk.get(begun.location).text
    assert db.session.query(Opening).count() == 2

    desk.post(f"/openings/{opening.id}/keep-as-usual", data={"name": "Autre"})
    taken = desk.post(f"/openings/usual/{usual.id}", data={"name": "autre"})
    assert (taken.status_code, "autre" in taken.text) == (422, True)
    desk.post(f"/openings/usual/{usual.id}", data={"name": "Dev, Loire"})
    assert "Dev, Loire" in desk.get("/openings/usual").text
    desk.post(f"/openings/usual/{usual.id}", data={"act": "remove", "name": "Dev"})
    assert "Dev, Loire" not in desk.get("/openings/usual").text


def test_who_writes_no_opening_sees_no_usual_one(client: FlaskClient, editor: Person) -> None:
    usual = keep_as_usual(make_opening(), "À nous", by=editor, now=clock.now())
    sign_in(client, editor)

    assert client.get("/openings/usual").status_code == 403
    assert client.post(f"/openings/usual/{usual.id}/begin").status_code == 403


def test_the_page_of_an_address_that_is_typed_is_asked_for_once(story_desk: FlaskClient) -> None:
    story = make_story(story_kind=StoryKind.CURATED, languages=["fr"])
    typed = story_fields(story, source_url="journal.example/ponts") | {"version": "1"}

    story_desk.post(f"/stories/{story.id}/autosave", data=typed)

    asked = db.session.scalars(select(PageReading)).one()
    assert (asked.address, asked.language) == ("https://journal.example/ponts", "fr")
    waiting = story_desk.get(f"/stories/{story.id}/page-read").text
    assert "every 2s" in waiting

    asked.state, asked.refusal = PageReadingState.REFUSED, "private_address"
    db.session.flush()
    story_desk.post(f"/stories/{story.id}", data=typed | {"version": str(story.version)})
    assert asked.state is PageReadingState.REFUSED  # the same address: not asked for again
    refused = soup(story_desk.get(f"/stories/{story.id}?language=fr").text)
    said = refused.select_one("#page-read .over")
    assert said
    assert said.get_text().strip()

    again = typed | {"version": str(story.version), "act": "read-page"}
    story_desk.post(f"/stories/{story.id}", data=again)
    assert asked.state is PageReadingState.WAITING


def test_why_a_page_matters_is_the_words_of_who_shares_it(story_desk: FlaskClient) -> None:
    story = make_story(
        story_kind=StoryKind.CURATED, languages=["fr"], body="", source_url="https://a.example/"
    )

    typed = story_fields(story, act="publish", source_url="")

    answer = story_desk.post(f"/stories/{story.id}", data=typed)

    assert answer.status_code == 422
    assert 'href="#body"' in answer.text
    assert 'href="#source_url"' in answer.text


def test_only_who_writes_a_link_sees_what_its_page_said(client: FlaskClient) -> None:
    story = make_story(story_kind=StoryKind.CURATED)
    sign_in(client, make_person(roles=[Role.AMBASSADOR]))

    assert client.get(f"/stories/{story.id}/page-read").status_code == 404
