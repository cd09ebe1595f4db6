"""The editor's pages: nothing typed is lost, each refusal says what to do."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import clock
from app.core.calendar import local_date
from app.core.database import db
from app.people.models import Person, Role
from app.publishing.content import content_of
from app.publishing.models import Opening, PublicationState
from tests.factories.people import make_person, make_team, sign_in
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_story,
    make_theme,
)

NAUGHTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "{% raw %}",
    "'; DROP TABLE publications; --",
    "\x00\x07\ufffe",
    "\ue000token\ue001",
    "\u202ereversed\u202d",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
    "社會科學院語學研究所",
    "👩‍👩‍👧‍👦" * 20,
    "javascript:alert(1)",
    "%s%s%n",
    "a" * 149,
]


def fields(opening: Opening, **changes: Any) -> dict[str, Any]:
    """What the editor's form sends for an opening as it is, with some of it changed."""
    words = content_of(opening).words.get("fr")
    typed = {
        "language": "fr",
        "version": str(opening.version),
        "title": words.title if words else "",
        "summary": words.summary if words else "",
        "body": words.body if words else "",
        "team": str(opening.team_id or ""),
        "place": str(opening.place_id or ""),
        "contract": opening.contract.value,
        "remote": "partial",
        "seniority": "",
        "salary_min": str(opening.salary_min or ""),
        "salary_max": str(opening.salary_max or ""),
        "salary_period": "year",
        "starts_on": "",
        "closes_on": "",
        "hiring_manager": "",
        "recruiter": str(opening.recruiter_id or ""),
    }
    for index, text in enumerate(words.variants if words else ()):
        typed[f"variants-{index}"] = text
    return typed | changes


def test_a_new_opening_begins_a_draft_and_opens_its_editor(desk: FlaskClient) -> None:
    answer = desk.post("/openings")

    opening = db.session.scalars(select(Opening)).one()
    assert (answer.status_code, answer.location) == (303, f"/openings/{opening.id}")
    assert desk.get(answer.location).status_code == 200


def test_a_draft_left_empty_serves_again(desk: FlaskClient) -> None:
    first = desk.post("/openings").location

    assert desk.post("/openings").location == first


def test_what_is_typed_is_saved(desk: FlaskClient) -> None:
    opening = make_opening()

    answer = desk.post(f"/openings/{opening.id}", data=fields(opening, title="Autre titre"))

    assert answer.status_code == 303
    assert content_of(opening).words["fr"].title == "Autre titre"


def test_publishing_saves_then_shows_it_online(desk: FlaskClient) -> None:
    opening = make_opening()

    answer = desk.post(
        f"/openings/{opening.id}", data=fields(opening, title="Nouveau", act="publish")
    )

    assert answer.status_code == 303
    assert opening.state is PublicationState.PUBLISHED
    assert "Nouveau" in desk.get("/fr/offres").get_data(as_text=True)


def test_what_is_missing_is_said_with_links_to_the_fields_and_kept_as_typed(
    desk: FlaskClient,
) -> None:
    opening = make_opening(languages=["fr"])
    typed = fields(opening, title="Gardé", act="publish", place="", **{"variants-0": ""})

    answer = desk.post(f"/openings/{opening.id}", data=typed)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert opening.state is PublicationState.DRAFT
    assert 'href="#variants-0"' in page
    assert 'href="#place"' in page
    assert content_of(opening).words["fr"].title == "Gardé", "the draft is saved all the same"


def test_what_is_missing_in_the_other_language_is_a_link_to_it(desk: FlaskClient) -> None:
    opening = make_opening()
    content = content_of(opening)
    opening.variants = [each for each in opening.variants if each.language == "fr"]
    db.session.flush()
    assert content.words["en"].variants

    page = desk.post(f"/openings/{opening.id}", data=fields(opening, act="publish"))

    assert f"/openings/{opening.id}?language=en#variants-0" in page.get_data(as_text=True)


def test_a_wrong_field_is_said_and_everything_typed_stays(desk: FlaskClient) -> None:
    opening = make_opening()
    typed = fields(opening, title="Gardé à l’écran", salary_min="beaucoup", closes_on="demain")

    answer = desk.post(f"/openings/{opening.id}", data=typed)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for kept in ("Gardé à l’écran", 'value="beaucoup"', 'href="#salary_min"', 'href="#closes_on"'):
        assert kept in page
    assert content_of(opening).words["fr"].title != "Gardé à l’écran"


def test_an_unusual_amount_is_asked_again_and_kept_once_it_is_right(desk: FlaskClient) -> None:
    opening = make_opening()
    typed = fields(opening, title="Gardé à l’écran", salary_min="45", salary_max="52")

    asked = desk.post(f"/openings/{opening.id}", data=typed)

    page = asked.get_data(as_text=True)
    assert asked.status_code == 422
    for kept in ("Gardé à l’écran", 'value="45"', 'value="52"', 'href="#salary_sure"'):
        assert kept in page
    (question,) = re.findall(r'name="salary_sure" value="([^"]+)"', page)
    assert opening.salary_min == 48_000
    sure = desk.post(f"/openings/{opening.id}", data=typed | {"salary_sure": question})
    assert sure.status_code == 303
    db.session.expire_all()
    assert (opening.salary_min, opening.salary_max) == (45, 52)
    assert re.search(
        r'name="salary_sure" value="[^"]+" checked', desk.get(sure.location).get_data(as_text=True)
    )


def test_an_amount_with_cents_reaches_the_page_and_its_data(desk: FlaskClient) -> None:
    opening = make_opening()
    typed = fields(opening, salary_min="12,02", salary_max="", salary_period="hour", act="publish")

    assert desk.post(f"/openings/{opening.id}", data=typed).status_code == 303

    page = desk.get(f"/fr/offres/{opening.text('fr').slug}-{opening.number}").get_data(as_text=True)
    assert "12,02\u00a0€" in page
    assert '"minValue":12.02' in page.replace(" ", "")
    preview = desk.get(f"/openings/{opening.id}/preview/en").get_data(as_text=True)
    assert "From €12.02" in preview


def test_a_draft_saves_itself_around_what_is_wrong(desk: FlaskClient) -> None:
    opening = make_opening()
    typed = fields(opening, title="Sauvé", salary_min="beaucoup")

    answer = desk.post(f"/openings/{opening.id}/autosave", data=typed)

    saved = answer.get_data(as_text=True)
    assert content_of(opening).words["fr"].title == "Sauvé"
    assert opening.salary_min == 48_000
    assert 'name="version" value="2"' in saved


def test_what_is_online_does_not_save_itself(desk: FlaskClient) -> None:
    opening = make_published_opening()

    desk.post(f"/openings/{opening.id}/autosave", data=fields(opening, title="À moitié tap"))

    assert content_of(opening).words["fr"].title == "Ingénieure ou ingénieur données"


def test_a_draft_does_not_save_itself_over_somebody_else_s_words(desk: FlaskClient) -> None:
    opening = make_opening()
    mine = fields(opening, title="De Claire")
    opening.version += 1
    db.session.flush()

    saved = desk.post(f"/openings/{opening.id}/autosave", data=mine).get_data(as_text=True)

    assert content_of(opening).words["fr"].title != "De Claire"
    assert 'name="version" value="1"' in saved, "the next attempt is refused too"
    assert 'type="submit" form="editor"' in saved, "one can compare"


def test_a_second_editor_s_change_shows_both_versions(desk: FlaskClient) -> None:
    opening = make_opening()
    mine = fields(opening, title="De Claire")
    camille = make_person(first_name="Camille", last_name="Ferrand")
    opening.text("fr").title = "De Camille"
    opening.version, opening.updated_by = 2, camille
    db.session.commit()

    answer = desk.post(f"/openings/{opening.id}", data=mine)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "De Camille" in page
    assert "De Claire" in page
    assert "Camille Ferrand" in page
    assert 'name="version" value="2"' in page, "saving again keeps mine, knowingly"


def test_what_two_people_chose_otherwise_is_named_in_the_reader_s_language(
    client: FlaskClient,
) -> None:
    sign_in(client, make_person(role=Role.RECRUITER, language="en"))
    opening = make_opening()
    mine = fields(opening, contract="freelance", salary_min="40000")
    opening.team = make_team(name_fr="Données", name_en="Data")
    opening.themes = [make_theme(name_fr="Nuage", name_en="Cloud")]
    opening.closes_on = date(2099, 12, 31)
    opening.version = 2
    db.session.commit()

    page = client.post(f"/openings/{opening.id}", data=mine).get_data(as_text=True)

    found = page[page.index('<fieldset class="both">') : page.index("Save these choices")]
    for words in ("Data", "Cloud", "31\xa0December 2099", "Permanent contract", "€48,000"):
        assert words in found
    assert "Données" not in found


def test_an_opening_has_no_picture_to_take_away(desk: FlaskClient) -> None:
    opening = make_opening()

    answer = desk.post(f"/openings/{opening.id}", data=fields(opening, act="remove-cover"))

    assert answer.status_code == 303


def test_changing_language_saves_first(desk: FlaskClient) -> None:
    opening = make_opening()

    answer = desk.post(f"/openings/{opening.id}", data=fields(opening, title="Avant", act="en"))

    assert answer.location == f"/openings/{opening.id}?language=en"
    assert content_of(opening).words["fr"].title == "Avant"
    assert "Data engineer" in desk.get(answer.location).get_data(as_text=True)


def test_a_correction_is_online_at_once(desk: FlaskClient) -> None:
    opening = make_published_opening()

    desk.post(f"/openings/{opening.id}", data=fields(opening, summary="Une phrase corrigée."))

    text = opening.text("fr")
    page = desk.get(f"/fr/offres/{text.slug}-{opening.number}").get_data(as_text=True)
    assert "Une phrase corrigée." in page


def test_a_correction_that_leaves_a_part_missing_is_refused(desk: FlaskClient) -> None:
    opening = make_published_opening()
    db.session.commit()

    answer = desk.post(f"/openings/{opening.id}", data=fields(opening, body=""))

    assert answer.status_code == 422
    assert content_of(opening).words["fr"].body


def test_the_preview_shows_what_is_typed_and_keeps_nothing_of_it(desk: FlaskClient) -> None:
    opening = make_opening()
    typed = fields(opening, title="Pas encore enregistré", body="Un **mot**.")

    answer = desk.post(f"/openings/{opening.id}/preview/fr", data=typed)

    page = answer.get_data(as_text=True)
    assert "Pas encore enregistré" in page
    assert "Un <strong>mot</strong>." in page
    assert content_of(opening).words["fr"].title != "Pas encore enregistré"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_the_preview_of_an_empty_draft_says_what_it_is_for(desk: FlaskClient) -> None:
    opening = make_opening(languages=[], place=None)

    assert desk.get(f"/openings/{opening.id}/preview/fr").status_code == 200


def test_typing_tells_what_is_still_missing(desk: FlaskClient) -> None:
    opening = make_opening(languages=["fr"])

    answer = desk.post(f"/openings/{opening.id}/check", data=fields(opening, summary=""))

    assert 'href="#summary"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("text", NAUGHTY, ids=[ascii(text)[:20] for text in NAUGHTY])
def test_nothing_that_can_be_typed_breaks_a_page(desk: FlaskClient, text: str) -> None:
    opening = make_opening()
    typed = fields(opening, title=text, summary=text, body=text, act="publish")
    typed["variants-0"] = text

    assert desk.post(f"/openings/{opening.id}", data=typed).status_code in (303, 422)
    for path in ("", "/preview/fr"):
        page = desk.get(f"/openings/{opening.id}{path}").get_data(as_text=True)
        main = page[page.index("<main") :]
        assert re.search(r"<(script|img)[^>]*(alert|src=x)", main) is None
        assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", page)


def test_wrong_keys_and_wrong_versions_are_refused_and_never_a_bug(desk: FlaskClient) -> None:
    opening = make_opening()

    for changes in (
        {"version": "x"},
        {"version": ""},
        {"team": "x"},
        {"language": "de"},
        {"remote": "9"},
        {"contract": "x"},
    ):
        answer = desk.post(f"/openings/{opening.id}", data=fields(opening, title="Non", **changes))
        assert answer.status_code == 422, changes


def test_an_empty_form_is_refused_and_never_a_bug(desk: FlaskClient) -> None:
    assert desk.post(f"/openings/{make_opening().id}", data={}).status_code == 422


def test_closing_asks_first_then_the_public_page_answers_410(desk: FlaskClient) -> None:
    opening = make_published_opening()
    text = opening.text("fr")

    question = desk.get(f"/openings/{opening.id}/close").get_data(as_text=True)
    assert text.title in question
    assert opening.state is PublicationState.PUBLISHED
    desk.post(f"/openings/{opening.id}/close")

    assert desk.get(f"/fr/offres/{text.slug}-{opening.number}").status_code == 410


def test_an_opening_goes_from_closed_to_the_archive_and_back(desk: FlaskClient) -> None:
    opening = make_opening(state=PublicationState.CLOSED)

    desk.post(f"/openings/{opening.id}/archive")
    assert opening.state is PublicationState.ARCHIVED
    desk.post(f"/openings/{opening.id}/restore")
    desk.post(f"/openings/{opening.id}/reopen")

    assert opening.state is PublicationState.PUBLISHED


def test_an_act_that_no_longer_fits_is_said_and_changes_nothing(desk: FlaskClient) -> None:
    opening = make_published_opening()

    answer = desk.post(f"/openings/{opening.id}/archive", follow_redirects=True)

    assert answer.status_code == 200
    assert opening.state is PublicationState.PUBLISHED


def test_a_draft_is_deleted_after_a_question_and_what_was_published_never(
    desk: FlaskClient,
) -> None:
    draft, online = make_opening(), make_published_opening()
    key = draft.id

    assert desk.get(f"/openings/{key}/delete").status_code == 200
    desk.post(f"/openings/{key}/delete")

    assert db.session.get(Opening, key) is None
    assert desk.post(f"/openings/{online.id}/delete").status_code == 404


def test_an_ambassador_reads_what_is_online_and_finds_no_draft(
    client: FlaskClient, desk: FlaskClient
) -> None:
    draft, online = make_opening(), make_published_opening()
    sign_in(client, make_person())

    assert client.get(f"/openings/{draft.id}").status_code == 404
    assert client.get(f"/openings/{online.id}").status_code == 302
    assert client.post(f"/openings/{draft.id}", data={}).status_code == 403


def test_a_recruiter_does_not_write_others_stories_nor_a_communicator_openings(
    desk: FlaskClient, editor: Person
) -> None:
    story, opening = make_story(), make_opening()

    assert desk.post(f"/stories/{story.id}", data={}).status_code == 404
    sign_in(desk, editor)
    assert desk.post(f"/openings/{opening.id}", data={}).status_code == 403


def test_a_hiring_manager_reads_the_list_without_drafts(client: FlaskClient) -> None:
    make_opening(title="Un brouillon")
    make_published_opening(title="Une offre en ligne")
    sign_in(client, make_person(role=Role.HIRING_MANAGER))

    page = client.get("/openings").get_data(as_text=True)

    assert "Une offre en ligne" in page
    assert "Un brouillon" not in page


@pytest.mark.parametrize("day", ["2026-11-01", "01/11/2020", "1 nov. 2024"])
def test_a_last_day_that_is_over_is_said_by_its_field_and_nothing_is_published(
    desk: FlaskClient, day: str
) -> None:
    draft, shown = make_opening(), make_published_opening()

    for opening in (draft, shown):
        typed = fields(opening, closes_on=day, summary="Gardé", act="publish")
        answer = desk.post(f"/openings/{opening.id}", data=typed)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert 'id="closes_on-error"' in page
        assert 'href="#closes_on"' in page
        assert "Gardé" in page, "what was typed stays"
    assert draft.state is PublicationState.DRAFT
    assert shown.closes_on is None


def test_today_is_a_last_day_and_a_start_that_is_over_is_a_warning(desk: FlaskClient) -> None:
    opening = make_opening()
    today = local_date(clock.now()).isoformat()
    typed = fields(opening, closes_on=today, starts_on="2020-01", act="publish")

    answer = desk.post(f"/openings/{opening.id}", data=typed)

    assert answer.status_code == 303
    assert opening.state is PublicationState.PUBLISHED
    page = desk.get(answer.location).get_data(as_text=True)
    assert 'id="starts_on-warning"' in page


def read_in(page: str) -> dict[str, str]:
    """What the page of an editor says that its reader has read."""
    return {
        name: unescape(re.search(f'name="{name}" value="([^"]*)"', page)[1])
        for name in ("version", "read")
    }


def test_what_only_one_of_two_people_changed_is_kept_whoever_saves_last(desk: FlaskClient) -> None:
    opening = make_opening()
    page = desk.get(f"/openings/{opening.id}?language=fr").get_data(as_text=True)
    mine = fields(opening, body="Mon texte", salary_min="49000") | read_in(page)
    opening.text("fr").summary = "De Camille"
    opening.version = 2
    db.session.commit()

    answer = desk.post(f"/openings/{opening.id}", data=mine)

    assert answer.status_code == 303
    kept = content_of(opening).words["fr"]
    assert (kept.summary, kept.body) == ("De Camille", "Mon texte")
    assert opening.salary_min == 49_000


def test_what_both_changed_is_chosen_one_by_one(desk: FlaskClient) -> None:
    opening = make_opening()
    page = desk.get(f"/openings/{opening.id}?language=fr").get_data(as_text=True)
    mine = fields(opening, title="Le mien", summary="Le mien aussi") | read_in(page)
    opening.text("fr").title, opening.text("fr").summary = "Le leur", "Le leur aussi"
    opening.text("fr").body = "Leur texte"
    opening.version = 2
    db.session.commit()

    asked = desk.post(f"/openings/{opening.id}", data=mine)
    page = asked.get_data(as_text=True)
    chosen = mine | read_in(page) | {"keep.fr.title": "theirs", "keep.fr.summary": "mine"}
    answer = desk.post(f"/openings/{opening.id}", data=chosen)

    assert asked.status_code == 422
    assert 'name="keep.fr.title"' in page
    assert 'name="keep.fr.summary"' in page
    assert 'name="keep.fr.body"' not in page, "only the other one changed it"
    assert answer.status_code == 303
    kept = content_of(opening).words["fr"]
    assert (kept.title, kept.summary, kept.body) == ("Le leur", "Le mien aussi", "Leur texte")


def test_a_draft_saved_by_two_people_at_once_takes_both_s_fields(desk: FlaskClient) -> None:
    opening = make_opening()
    page = desk.get(f"/openings/{opening.id}?language=fr").get_data(as_text=True)
    mine = fields(opening, title="Le mien") | read_in(page)
    opening.text("fr").summary = "Le leur"
    opening.version = 2
    db.session.commit()

    saved = desk.post(f"/openings/{opening.id}/autosave", data=mine).get_data(as_text=True)
    again = mine | read_in(saved) | {"title": "Le mien, plus long"}
    desk.post(f"/openings/{opening.id}/autosave", data=again)

    kept = content_of(opening).words["fr"]
    assert (kept.title, kept.summary) == ("Le mien, plus long", "Le leur")


def test_my_other_tab_is_not_called_somebody_else(desk: FlaskClient, recruiter: Person) -> None:
    opening = make_opening()
    page = desk.get(f"/openings/{opening.id}?language=fr").get_data(as_text=True)
    mine = fields(opening, title="Ici") | read_in(page)
    opening.text("fr").title = "Là"
    opening.version, opening.updated_by = 2, recruiter
    db.session.commit()

    page = desk.post(f"/openings/{opening.id}", data=mine).get_data(as_text=True)

    assert "dans un autre onglet" in page


def test_amounts_of_two_people_are_never_mixed(desk: FlaskClient) -> None:
    opening = make_opening()
    page = desk.get(f"/openings/{opening.id}?language=fr").get_data(as_text=True)
    mine = fields(opening, salary_min="57000") | read_in(page)
    opening.salary_min, opening.salary_max = Decimal(40_000), Decimal(45_000)
    opening.version = 2
    db.session.commit()

    answer = desk.post(f"/openings/{opening.id}", data=mine)

    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count('name="keep.salary_min"') == 2


def test_the_tab_of_the_browser_has_the_title(desk: FlaskClient) -> None:
    opening = make_published_opening()

    page = desk.get(f"/openings/{opening.id}?language=fr").get_data(as_text=True)

    assert "Ingénieure ou ingénieur données" in page[: page.index("</title>")]
