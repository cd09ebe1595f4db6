"""What candidates see and change from their status page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.database import db
from app.core.models import AskedMail, Message
from app.hiring.applying import status_page
from app.hiring.applying.apply import submit_application
from app.hiring.applying.status_page import TooLate, as_shown
from app.hiring.models import (
    ApplicationState,
    ReferrerChoice,
    ReferrerSees,
    RefusalReason,
    RepeatedForm,
    Stage,
    Touch,
)
from app.hiring.recruiting import pipeline
from app.policy.policy import TouchKind
from tests.factories.hiring import NOON, landing_of, make_application, sent_form
from tests.factories.people import make_person
from tests.factories.sharing import make_ambassador, make_link

LATER = NOON + timedelta(hours=1)
SETTLED = LATER + pipeline.UNDO_WINDOW


def repeated(**values) -> RepeatedForm:
    first = make_application()
    sent = sent_form(name="A Stranger", email=first.candidate.email, **values)
    form = submit_application(first.opening, sent, now=NOON)
    assert isinstance(form, RepeatedForm)
    return form


def messages(template):
    return list(db.session.scalars(select(Message).where(Message.template == template)))


def test_what_can_still_be_undone_is_not_told(app):
    application = make_application()
    recruiter = make_person(role="recruiter")
    reason = db.session.get_one(RefusalReason, "skills")
    pipeline.refuse(
        application, reason, note="Merci", expected=Stage.RECEIVED, by=recruiter, now=LATER
    )

    before = as_shown(application, now=LATER + timedelta(seconds=5))
    after = as_shown(application, now=SETTLED)

    assert (before.state, before.refusal, before.refusal_note) == (ApplicationState.OPEN, None, "")
    assert (after.state, after.refusal, after.refusal_note) == (
        ApplicationState.REFUSED,
        reason,
        "Merci",
    )


def test_a_move_is_told_with_its_date_once_it_is_settled(app):
    application = make_application()
    recruiter = make_person(role="recruiter")
    pipeline.move(application, Stage.INTERVIEW, expected=Stage.RECEIVED, by=recruiter, now=LATER)

    assert as_shown(application, now=LATER).stage is Stage.RECEIVED
    assert as_shown(application, now=LATER).reached == {}
    assert as_shown(application, now=SETTLED).stage is Stage.INTERVIEW
    assert as_shown(application, now=SETTLED).reached == {Stage.INTERVIEW: LATER}


def test_a_form_that_changed_nothing_shows_itself_not_the_application(app):
    shown = as_shown(repeated(message="second"), now=LATER)

    assert shown.name == "A Stranger"
    assert shown.message == "second"
    assert (shown.stage, shown.state) == (Stage.RECEIVED, ApplicationState.OPEN)


def test_who_types_a_known_mailbox_reads_what_they_typed_not_what_is_known(app):
    """Otherwise a form would say whether a mailbox has applied before, and whose it is."""
    make_application(name="Lina Haddad", email="lina.haddad@gmail.com")

    shown = as_shown(make_application(name="A Stranger", email="linahaddad@gmail.com"), now=LATER)

    assert (shown.name, shown.email) == ("A Stranger", "linahaddad@gmail.com")


def test_what_is_done_to_a_form_that_changed_nothing_stays_there(app):
    form = repeated()
    application = form.application

    status_page.let_see(form, ReferrerSees.STAGES, now=LATER)
    status_page.name_referrer(form, "Zoé Lambert", now=LATER)
    status_page.withdraw(form, now=LATER)

    assert application.state is ApplicationState.OPEN
    assert application.referrer_sees is ReferrerSees.APPLIED
    assert application.choice is None
    shown = as_shown(form, now=LATER)
    assert shown.state is ApplicationState.WITHDRAWN
    assert (shown.sees, shown.named) == (ReferrerSees.STAGES, "Zoé Lambert")


def test_removing_the_referrer_attaches_the_application_to_no_one(app):
    link = make_link()
    application = make_application(link=link)

    status_page.remove_referrer(application, now=LATER)

    assert application.choice is ReferrerChoice.NONE
    assert application.choice_ambassador_id is application.link_id is None
    assert [each.ambassador_id for each in application.removed] == [link.ambassador_id]


def test_naming_somebody_else_asks_them_to_confirm(app):
    link = make_link()
    application = make_application(link=link)
    malik = make_person(first_name="Malik", last_name="Sadi")

    status_page.name_referrer(application, "Malik Sadi", now=LATER)
    status_page.name_referrer(application, "Malik Sadi", now=LATER)

    assert application.choice is ReferrerChoice.NAMED
    assert application.choice_ambassador_id == malik.id
    declared = list(db.session.scalars(select(Touch).where(Touch.kind == TouchKind.DECLARATION)))
    assert [(each.ambassador_id, each.at) for each in declared] == [(malik.id, LATER)]
    assert len(messages("hiring/mail/declared")) == 1


def test_naming_back_whom_one_had_removed_takes_them_back(app):
    link = make_link(ambassador=make_person(first_name="Awa", last_name="Diop"))
    application = make_application(link=link)
    status_page.remove_referrer(application, now=LATER)

    status_page.name_referrer(application, "Awa Diop", now=LATER)

    assert application.choice_ambassador_id == link.ambassador_id
    assert application.removed == []


def test_naming_whom_one_kept_changes_nothing(app):
    link = make_link(ambassador=make_person(first_name="Awa", last_name="Diop"))
    application = make_application(link=link)

    status_page.name_referrer(application, "Awa Diop", now=LATER)

    assert application.choice is ReferrerChoice.KEPT


def test_the_referrer_no_longer_changes_after_the_decision(app):
    application = make_application(link=make_link())
    recruiter = make_person(role="recruiter")
    pipeline.hire(application, expected=Stage.RECEIVED, by=recruiter, now=LATER)

    with pytest.raises(TooLate):
        status_page.remove_referrer(application, now=SETTLED)
    with pytest.raises(TooLate):
        status_page.name_referrer(application, "Malik Sadi", now=LATER)


def test_what_the_referrer_sees_changes_at_any_time(app):
    application = make_application(link=make_link())
    recruiter = make_person(role="recruiter")
    pipeline.hire(application, expected=Stage.RECEIVED, by=recruiter, now=LATER)

    status_page.let_see(application, ReferrerSees.OUTCOME, now=SETTLED)

    assert application.referrer_sees is ReferrerSees.OUTCOME


def test_a_mailbox_gets_the_address_of_each_of_its_applications(app):
    first = make_application(email="lina@gmail.com")
    make_application(email="lina@gmail.com")

    asked = AskedMail(address="L.ina+cv@gmail.com", language="en")
    status_page.send_links(asked, LATER)

    (message,) = messages("hiring/mail/links")
    assert message.to_address == first.candidate.email
    assert message.text.count("/s/m") == 2


def test_the_landing_of_a_form_that_changed_nothing_is_kept_as_evidence(app):
    link = make_link()
    form = repeated(came_by=landing_of(link), choice=ReferrerChoice.KEPT)

    (touch,) = db.session.scalars(select(Touch))
    assert touch.ambassador_id == link.ambassador_id
    assert form.link_id == link.id
    assert as_shown(form, now=LATER).referrer == link.ambassador


@pytest.mark.parametrize("shown", [True, False], ids=["by a link", "alone"])
@pytest.mark.parametrize(
    ("choice", "named"),
    [
        (ReferrerChoice.KEPT, ""),
        (ReferrerChoice.KEPT, "Malik Sadi"),  # typed, then kept all the same
        (ReferrerChoice.NAMED, "Awa Diop"),  # who is shown
        (ReferrerChoice.NAMED, "Malik Sadi"),  # a colleague
        (ReferrerChoice.NAMED, "Personne Ici"),
        (ReferrerChoice.NONE, ""),
        (None, ""),
    ],
)
def test_a_form_that_changed_nothing_reads_as_the_application_it_would_have_been(
    app, shown, choice, named
):
    link = make_link(ambassador=make_ambassador(first_name="Awa", last_name="Diop"))
    make_ambassador(first_name="Malik", last_name="Sadi")
    first = make_application(opening=link.publication)
    came_by = landing_of(link) if shown else None
    said = {"came_by": came_by, "choice": choice, "named": named, "cv": None}

    new = submit_application(link.publication, sent_form(email="new@x.example", **said), now=NOON)
    again = sent_form(email=first.candidate.email, **said)
    repeated = submit_application(link.publication, again, now=NOON)

    assert isinstance(repeated, RepeatedForm)
    expected = status_page.as_shown(new, now=LATER)
    assert status_page.as_shown(repeated, now=LATER) == replace(
        expected, email=first.candidate.email
    )
