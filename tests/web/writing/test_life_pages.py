"""The hours, the pause and the versions of a publication, as those who write it see them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.calendar import local_date
from app.core.database import db
from app.people.models import Person
from app.publishing.content import content_of
from app.publishing.models import EndReason, Opening, PublicationState
from app.publishing.write import save
from tests.conftest import CountStatements
from tests.factories.publishing import make_opening, make_published_opening
from tests.publishing.conftest import NOON


def tomorrow() -> str:
    return (local_date(clock.now()) + timedelta(days=1)).isoformat()


def test_an_hour_typed_plans_the_opening_and_the_list_says_when(desk: FlaskClient) -> None:
    opening = make_opening()
    db.session.commit()

    answer = desk.post(
        f"/openings/{opening.id}/hours",
        data={"publish_at": tomorrow(), "publish_at_time": "8h30"},
        follow_redirects=True,
    )

    assert opening.state is PublicationState.SCHEDULED
    assert "08:30" in answer.text
    assert "08:30" in desk.get("/openings?state=scheduled").text
    shown = desk.get(f"/openings/{opening.id}/hours").text
    assert tomorrow() in shown
    assert "08:30" in shown


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"publish_at": "2027-06-01"}, "publish_at_time"),
        ({"publish_at_time": "9h"}, "publish_at"),
        ({"publish_at": "2020-06-01", "publish_at_time": "9h"}, "publish_at"),
        ({"publish_at": "2027-03-28", "publish_at_time": "2h30"}, "publish_at_time"),
        ({"publish_at": "2027-10-31", "publish_at_time": "2h30"}, "publish_at_turn"),
        ({"publish_at": "demain", "publish_at_time": "9h"}, "publish_at"),
    ],
)
def test_what_is_no_hour_is_told_by_its_field_and_stays_typed(
    desk: FlaskClient, typed: dict[str, str], field: str
) -> None:
    opening = make_opening()
    db.session.commit()

    answer = desk.post(f"/openings/{opening.id}/hours", data=typed)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert all(value in answer.text for value in typed.values())
    assert opening.state is PublicationState.DRAFT


def test_what_lacks_something_is_not_planned_and_says_what(desk: FlaskClient) -> None:
    opening = make_opening(variants=[])
    db.session.commit()

    answer = desk.post(
        f"/openings/{opening.id}/hours",
        data={"publish_at": tomorrow(), "publish_at_time": "9:00"},
    )

    assert answer.status_code == 422
    assert 'href="#variants-0"' in answer.text


def test_a_paused_opening_says_so_to_who_reads_it_and_to_who_applies(
    desk: FlaskClient, client: FlaskClient
) -> None:
    opening = make_published_opening()
    db.session.commit()
    desk.post(f"/openings/{opening.id}/pause")
    path = f"/fr/offres/{opening.text('fr').slug}-{opening.number}"

    page, form = client.get(path), client.get(f"{path}/postuler")

    assert page.status_code == 200
    assert "est en pause" in page.text
    assert 'content="noindex"' in page.text
    assert "JobPosting" not in page.text
    assert form.status_code == 410
    assert "en pause" in form.text
    assert opening.text("fr").title not in client.get("/fr/offres").text
    assert desk.get("/openings?state=paused").text.count("data-row") == 1


def test_a_filled_opening_says_that_somebody_was_found(
    desk: FlaskClient, client: FlaskClient
) -> None:
    opening = make_published_opening()
    db.session.commit()

    assert "pourvue" in desk.get(f"/openings/{opening.id}/fill").text
    desk.post(f"/openings/{opening.id}/fill")

    page = client.get(f"/fr/offres/{opening.text('fr').slug}-{opening.number}")
    assert opening.end_reason is EndReason.FILLED
    assert page.status_code == 410
    assert "Cette offre est pourvue" in page.text


def corrected(recruiter: Person) -> Opening:
    opening = make_published_opening()
    content = content_of(opening)
    words = replace(content.words["fr"], title="Chef de quai", body="Deux jours par semaine.")
    typed = replace(content, words={**content.words, "fr": words}, hiring_manager_id=recruiter.id)
    save(opening, typed, version=opening.version, by=recruiter, now=NOON)
    db.session.commit()
    return opening


def test_versions_say_who_changed_what_and_show_the_difference(
    desk: FlaskClient, recruiter: Person
) -> None:
    opening = corrected(recruiter)

    listed = desk.get(f"/openings/{opening.id}/versions").text
    shown = desk.get(f"/openings/{opening.id}/versions/{opening.version}").text

    assert recruiter.name in listed
    assert "Titre en français" in listed
    assert "<ins>Chef de quai</ins>" in shown or "<ins>Chef</ins>" in shown
    assert f"<ins>{recruiter.first_name}" in shown


def test_the_difference_costs_at_most_twelve_statements(
    desk: FlaskClient, recruiter: Person, statements: CountStatements
) -> None:
    opening = corrected(recruiter)

    with statements() as sent:
        desk.get(f"/openings/{opening.id}/versions/{opening.version}")

    assert len(sent) <= 12


def test_a_version_is_taken_back_with_a_button(desk: FlaskClient, recruiter: Person) -> None:
    opening = corrected(recruiter)
    first = opening.version - 1
    page = desk.get(f"/openings/{opening.id}/versions/{first}").text
    assert f'name="version" value="{opening.version}"' in page

    desk.post(f"/openings/{opening.id}/versions/{first}", data={"version": str(opening.version)})

    assert opening.text("fr").title != "Chef de quai"
    stale = desk.post(
        f"/openings/{opening.id}/versions/{first}", data={"version": "1"}, follow_redirects=True
    )
    assert stale.status_code == 200


def test_no_version_that_there_is_not(desk: FlaskClient) -> None:
    opening = make_opening()
    db.session.commit()

    assert desk.get(f"/openings/{opening.id}/versions/{10**30}").status_code == 404
    assert desk.get(f"/openings/{opening.id}/versions").status_code == 200
