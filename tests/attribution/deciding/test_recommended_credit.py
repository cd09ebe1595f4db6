"""From a form to the ledger: what a recommendation is worth, accepted before or after applying."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.attribution.ledger import entries
from app.attribution.ledger.pseudonyms import people_behind
from app.attribution.ledger.verify import verify_ledger
from app.core import activity, clock
from app.core.database import db
from app.core.models import Activity
from app.hiring import consent_links
from app.hiring.models import Application, Recommendation
from app.hiring.referrals import recommendations
from app.people.models import Role
from tests.factories.hiring import make_application, make_recommendation
from tests.factories.people import make_organisation, make_person, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.web.ambassador.test_recommend import send
from tests.web.candidate.filling import OURS, direct, filled

MAILBOX = "nora.perrin@gmail.com"


@pytest.fixture(autouse=True)
def _organisation(app):
    make_organisation()


def deliver_all() -> None:
    """Do what the workers do after each commit."""
    for key in db.session.scalars(select(Activity.id).where(Activity.delivered_at.is_(None))).all():
        activity.deliver(key)


def decided(application=None):
    """The decision in force for the only application, or for this one."""
    application = application or db.session.scalars(select(Application)).one()
    return entries.in_force([application.id])[application.id]


def people_of(row) -> list:
    """Whom a row credits."""
    behind = people_behind(who for who, _ in row.ambassadors)
    return [behind[who] for who, _ in row.ambassadors]


def apply_directly(app, client, opening, **changes):
    """Apply from the career site, where nobody is shown."""
    form = client.get(direct(app, opening))
    sent = client.post(direct(app, opening), data=filled(form, **changes), headers=OURS)
    assert sent.status_code == 303


def test_from_the_ambassadors_form_to_the_ledger(client):
    zoe = make_ambassador(language="en")
    opening = make_published_opening()
    sign_in(client, zoe)
    send(client, opening, email=MAILBOX)
    client.post("/sign-out")
    sent = db.session.scalars(select(Recommendation)).one()
    page = f"/c/{consent_links.token_of(sent, now=clock.now())}"

    accepted = client.post(page, data={"answer": "accept"}, headers=OURS)
    form = client.get(accepted.location)
    named = {"name": "Nora Perrin", "email": MAILBOX}
    client.post(form.request.path, data=filled(form, **named), headers=OURS)
    deliver_all()

    row = decided()
    assert (row.outcome, row.reason, people_of(row)) == ("credited", "candidate_choice", [zoe.id])
    assert verify_ledger(replay=True).finding is None


def test_the_credit_of_a_recommendation_is_explained_to_both_sides(app, client):
    by = make_ambassador(first_name="Samir", last_name="Cherfaoui", language="en")
    sent = make_recommendation(email=MAILBOX, by=by, now=clock.now() - timedelta(days=3))
    recommendations.accept(sent, sender=None, now=clock.now() - timedelta(days=2))
    apply_directly(app, client, sent.opening, email=MAILBOX)
    deliver_all()
    application = db.session.scalars(select(Application)).one()

    sign_in(client, make_person(role=Role.RECRUITER, language="en"))
    assert "calmer une réunion" in client.get(f"/applications/{application.id}").text
    explained = client.get(f"/credits/{application.id}")
    listed = client.get("/applications")
    assert explained.status_code == 200
    assert "recommend" in explained.text.lower()
    assert "Samir" in listed.text
    sign_in(client, by)
    mine = client.get(f"/my-credits/{application.id}")
    assert mine.status_code == 200


@pytest.mark.parametrize("typed", [MAILBOX, "Nora.Perrin+cv@googlemail.com"])
def test_who_accepted_and_applies_by_another_route_is_credited_all_the_same(app, client, typed):
    sent = make_recommendation(email=MAILBOX, now=clock.now() - timedelta(days=3))
    recommendations.accept(sent, sender=None, now=clock.now() - timedelta(days=2))
    db.session.commit()

    apply_directly(app, client, sent.opening, email=typed)
    deliver_all()

    row = decided()
    assert (row.reason, people_of(row)) == ("first_touch", [sent.ambassador_id])


def test_who_applied_before_accepting_was_accepted_too_late(app, client):
    sent = make_recommendation(email=MAILBOX, now=clock.now() - timedelta(days=3))
    db.session.commit()
    apply_directly(app, client, sent.opening, email=MAILBOX)
    deliver_all()
    assert decided().reason == "no_touch"

    recommendations.accept(sent, sender=None, now=clock.now() + timedelta(minutes=5))
    db.session.commit()
    deliver_all()

    row = decided()
    assert (row.outcome, row.reason) == ("none", "accepted_late")


def test_while_nobody_has_accepted_the_recommendation_does_not_exist_for_the_credit(app, client):
    sent = make_recommendation(email=MAILBOX, now=clock.now() - timedelta(days=3))
    db.session.commit()

    apply_directly(app, client, sent.opening, email=MAILBOX)
    deliver_all()

    assert decided().reason == "no_touch"


def test_a_recommendation_accepted_from_the_ambassadors_own_browser_earns_nothing(app, client):
    sent = make_recommendation(email=MAILBOX, now=clock.now() - timedelta(days=3))
    recommendations.accept(sent, sender=sent.ambassador, now=clock.now() - timedelta(days=2))
    db.session.commit()

    apply_directly(app, client, sent.opening, email=MAILBOX)
    deliver_all()

    assert decided().reason == "own_session"


def test_the_roles_of_the_day_it_was_sent_decide_not_those_of_today(app, client):
    by = make_ambassador(roles=[Role.AMBASSADOR, Role.RECRUITER])
    sent = make_recommendation(email=MAILBOX, by=by, now=clock.now() - timedelta(days=3))
    recommendations.accept(sent, sender=None, now=clock.now() - timedelta(days=2))
    by.role_rows[:] = [each for each in by.role_rows if each.role is Role.AMBASSADOR]
    db.session.commit()

    apply_directly(app, client, sent.opening, email=MAILBOX)
    deliver_all()

    assert decided().reason == "excluded_role"


def test_between_a_recommendation_and_a_later_link_the_candidate_decides(app):
    sent = make_recommendation(email=MAILBOX, now=clock.now() - timedelta(days=20))
    recommendations.accept(sent, sender=None, now=clock.now() - timedelta(days=19))
    link = make_link(publication=sent.opening, now=clock.now() - timedelta(days=2))
    application = make_application(link=link, email=MAILBOX, now=clock.now())
    deliver_all()

    row = decided(application)
    assert (row.reason, people_of(row)) == ("candidate_choice", [link.ambassador_id])


def test_who_removes_their_ambassador_on_the_form_credits_nobody(client):
    sent = make_recommendation(email=MAILBOX, now=clock.now() - timedelta(days=2))
    db.session.commit()
    page = f"/c/{consent_links.token_of(sent, now=clock.now())}"
    form = client.get(client.post(page, data={"answer": "accept"}, headers=OURS).location)
    removed = filled(form, name="Nora Perrin", email=MAILBOX, referrer="none")

    client.post(form.request.path, data=removed, headers=OURS)
    deliver_all()

    assert decided().reason == "candidate_declined"
    sign_in(client, sent.ambassador)
    said = client.get("/my-relays").text
    assert "a postulé" not in said
    assert "has applied since" not in said


def test_the_credit_serves_a_later_application_to_another_opening_too(app, client):
    sent = make_recommendation(email=MAILBOX, now=clock.now() - timedelta(days=3))
    recommendations.accept(sent, sender=None, now=clock.now() - timedelta(days=2))
    other = make_published_opening()
    db.session.commit()

    apply_directly(app, client, other, email=MAILBOX)
    deliver_all()

    assert decided().outcome == "credited"
