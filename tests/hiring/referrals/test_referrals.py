"""What ambassadors read of those they brought: what each of them lets them, no more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.attribution.deciding.confirmations import waiting_counted
from app.core.database import db
from app.hiring.applying import status_page
from app.hiring.applying.apply import submit_application
from app.hiring.models import (
    ApplicationState,
    ReferrerChoice,
    ReferrerSees,
    RefusalReason,
    Stage,
    Touch,
)
from app.hiring.queries.declarations import declarations_for
from app.hiring.recruiting import pipeline
from app.hiring.referrals import recommendations
from app.hiring.referrals.declarations import confirm, deny
from app.hiring.referrals.referrals import (
    ReferralOutcome,
    people_brought,
    people_counted,
    what_is_seen,
)
from tests.factories.hiring import (
    NOON,
    landing_of,
    make_application,
    make_recommendation,
    sent_form,
)
from tests.factories.people import make_person
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_link

SETTLED = NOON + timedelta(hours=1)
OPEN, HIRED, REFUSED, WITHDRAWN = ApplicationState
SEEN = [
    ("applied", Stage.INTERVIEW, OPEN, None, None),
    ("applied", Stage.HIRED, HIRED, None, None),
    ("applied", Stage.OFFER, REFUSED, None, None),
    ("outcome", Stage.INTERVIEW, OPEN, None, None),
    ("outcome", Stage.HIRED, HIRED, None, ReferralOutcome.HIRED),
    ("outcome", Stage.OFFER, REFUSED, None, ReferralOutcome.NOT_HIRED),
    ("outcome", Stage.OFFER, WITHDRAWN, None, ReferralOutcome.NOT_HIRED),
    ("stages", Stage.INTERVIEW, OPEN, Stage.INTERVIEW, None),
    ("stages", Stage.HIRED, HIRED, None, ReferralOutcome.HIRED),
    ("stages", Stage.OFFER, REFUSED, None, ReferralOutcome.NOT_HIRED),
    ("stages", Stage.OFFER, WITHDRAWN, None, ReferralOutcome.NOT_HIRED),
]


@pytest.mark.parametrize(("sees", "stage", "state", "seen", "result"), SEEN)
def test_a_referrer_reads_what_the_candidate_lets_them(sees, stage, state, seen, result):
    assert what_is_seen(ReferrerSees(sees), stage, state) == (seen, result)


def test_whoever_kept_an_ambassador_is_among_those_they_brought(app):
    link = make_link(channel="linkedin")
    application = make_application(link=link, name="Karim Benali")

    (brought,) = people_brought(link.ambassador, now=SETTLED)

    assert brought.name == "Karim Benali"
    assert brought.opening_id == application.opening_id
    assert brought.channel == "linkedin"
    assert (brought.stage, brought.result, brought.awaits) == (None, None, False)


def test_an_ambassador_reads_the_name_typed_through_their_link_not_one_already_known(app):
    make_application(name="Karim Benali", email="karim@courriel.example")
    link = make_link()
    make_application(link=link, name="A Stranger", email="karim@courriel.example")

    assert [each.name for each in people_brought(link.ambassador, now=SETTLED)] == ["A Stranger"]


def test_a_decision_that_can_still_be_undone_is_not_told(app):
    link = make_link()
    application = make_application(link=link, referrer_sees=ReferrerSees.STAGES)
    pipeline.hire(application, expected=Stage.RECEIVED, by=make_person(), now=NOON)

    (brought,) = people_brought(link.ambassador, now=NOON + timedelta(seconds=5))

    assert (brought.stage, brought.result) == (Stage.RECEIVED, None)


def test_who_removed_the_ambassador_is_not_among_them(app):
    link = make_link()
    removed = sent_form(came_by=landing_of(link), choice=ReferrerChoice.NONE)
    submit_application(link.publication, removed, now=NOON)
    kept = make_application(link=link)
    status_page.remove_referrer(kept, now=NOON)

    assert people_brought(link.ambassador, now=SETTLED) == []


def test_who_applies_later_without_a_word_of_the_ambassador_is_not_among_them(app):
    link = make_link()
    application = make_application(link=link)
    make_application(email=application.candidate.email)

    assert len(people_brought(link.ambassador, now=SETTLED)) == 1


def test_whom_a_candidate_names_reads_it_until_they_deny_it(app):
    malik = make_person(first_name="Malik", last_name="Sadi")
    make_application(choice=ReferrerChoice.NAMED, named="Malik Sadi")
    touch = db.session.query(Touch).one()

    assert [each.awaits for each in people_brought(malik, now=SETTLED)] == [True]
    deny(touch, by=malik, now=NOON)
    assert people_brought(malik, now=SETTLED) == []


def test_a_declaration_is_answered_once(app):
    malik = make_person(first_name="Malik", last_name="Sadi")
    make_application(choice=ReferrerChoice.NAMED, named="Malik Sadi")
    touch = db.session.query(Touch).one()

    assert confirm(touch, by=malik, now=SETTLED) is True
    assert deny(touch, by=malik, now=SETTLED) is False
    assert (touch.state, touch.settled_at) == ("ok", SETTLED)
    assert [each.awaits for each in people_brought(malik, now=SETTLED)] == [False]


@pytest.mark.parametrize("sees", ReferrerSees)
@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_form_for_somebody_who_has_applied_already_looks_like_any_other(app, sees, withdrawn):
    opening = make_published_opening()
    make_application(opening=opening, email="lina@courriel.example")
    link = make_link(publication=opening)

    kept = {"came_by": landing_of(link), "choice": ReferrerChoice.KEPT}
    repeated = submit_application(opening, sent_form(**kept, referrer_sees=sees), now=NOON)
    first = make_application(link=link, name="Lina Haddad", referrer_sees=sees)
    if withdrawn:
        status_page.withdraw(repeated, now=NOON)
        status_page.withdraw(first, now=NOON)

    one, other = people_brought(link.ambassador, now=SETTLED)
    assert replace(one, application_id=None) == replace(other, application_id=None)


def test_so_does_the_form_of_somebody_who_was_recommended(app):
    opening = make_published_opening()
    make_application(opening=opening, email="nora@courriel.example")
    sent = make_recommendation(opening=opening, email="nora@courriel.example")
    recommendations.accept(sent, sender=None, now=NOON)

    kept = {"came_by": sent, "choice": ReferrerChoice.KEPT, "name": "Nora Perrin"}
    submit_application(opening, sent_form(**kept, email="nora@courriel.example"), now=NOON)
    make_application(opening=opening, **kept)

    one, other = people_brought(sent.ambassador, now=SETTLED)
    assert replace(one, application_id=None) == replace(other, application_id=None)
    assert one.recommended
    assert people_counted(sent.ambassador, now=SETTLED) == (2, 0)


def test_ten_people_take_no_more_statements_than_one(app, statements):
    link = make_link()
    reason = db.session.get_one(RefusalReason, "filled")
    for _ in range(10):
        application = make_application(link=link)
        pipeline.refuse(application, reason, expected=Stage.RECEIVED, by=make_person(), now=NOON)

    with statements() as sent:
        found = people_brought(link.ambassador, now=SETTLED)

    assert len(found) == 10
    assert len(sent) <= 6  # two of them read the link and the ambassador again


@pytest.mark.parametrize(
    ("end", "awaits"),
    [("stays", True), ("hired", True), ("withdrawn", False), ("refused", False)],
)
def test_there_is_something_to_confirm_only_where_the_menu_and_its_page_say_so(app, end, awaits):
    malik = make_person(first_name="Malik", last_name="Sadi")
    application = make_application(choice=ReferrerChoice.NAMED, named="Malik Sadi")
    by = make_person()
    if end == "withdrawn":
        status_page.withdraw(application, now=NOON)
    elif end == "refused":
        reason = db.session.get_one(RefusalReason, "filled")
        pipeline.refuse(application, reason, expected=Stage.RECEIVED, by=by, now=NOON)
    elif end == "hired":
        pipeline.hire(application, expected=Stage.RECEIVED, by=by, now=NOON)

    (brought,) = people_brought(malik, now=SETTLED)

    assert (brought.awaits, brought.moot) == (awaits, not awaits)
    assert len(declarations_for(malik)) == awaits
    assert db.session.scalar(select(waiting_counted(malik, now=SETTLED))) == awaits


def test_only_the_latest_people_are_read_and_all_are_counted(app):
    link = make_link()
    for days in range(5):
        make_application(link=link, name=f"Person {days}", now=NOON + timedelta(days=days))
    late = NOON + timedelta(days=9)

    few = people_brought(link.ambassador, now=late, limit=2)
    assert [each.name for each in few] == ["Person 4", "Person 3"]
    assert people_counted(link.ambassador, now=late) == (5, 0)
    since = NOON + timedelta(days=3)
    assert len(people_brought(link.ambassador, now=late, since=since)) == 2
    assert people_counted(link.ambassador, now=late, since=since) == (2, 0)


@pytest.mark.parametrize(
    ("sees", "seconds", "known"),
    [("outcome", 3600, 1), ("stages", 3600, 1), ("applied", 3600, 0), ("outcome", 5, 0)],
)
def test_a_recruitment_is_counted_once_it_is_certain_and_the_person_lets_it_be_known(
    app, sees, seconds, known
):
    link = make_link()
    application = make_application(link=link)
    application.referrer_sees = ReferrerSees(sees)
    pipeline.hire(application, expected=Stage.RECEIVED, by=make_person(), now=NOON)
    now = NOON + timedelta(seconds=seconds)

    assert people_counted(link.ambassador, now=now) == (1, known)
    (brought,) = people_brought(link.ambassador, now=now)
    assert (brought.result is ReferralOutcome.HIRED) == bool(known)


def test_a_move_back_to_where_it_began_is_not_seen_while_it_can_be_undone(app):
    link = make_link()
    application = make_application(link=link, referrer_sees=ReferrerSees.STAGES)
    by, back = make_person(), NOON + timedelta(days=1)
    pipeline.move(application, Stage.INTERVIEW, expected=Stage.RECEIVED, by=by, now=NOON)
    pipeline.move(application, Stage.RECEIVED, expected=Stage.INTERVIEW, by=by, now=back)

    stages = [
        [each.stage for each in people_brought(link.ambassador, now=now)]
        for now in (back, back + pipeline.UNDO_WINDOW)
    ]

    assert stages == [[Stage.INTERVIEW], [Stage.RECEIVED]]


def test_a_recruitment_that_is_taken_back_is_counted_while_that_can_be_undone(app):
    link = make_link()
    application = make_application(link=link, referrer_sees=ReferrerSees.OUTCOME)
    by, back = make_person(), NOON + timedelta(days=1)
    pipeline.hire(application, expected=Stage.RECEIVED, by=by, now=NOON)
    pipeline.move(application, Stage.RECEIVED, expected=Stage.HIRED, by=by, now=back)

    counted = [
        people_counted(link.ambassador, now=now) for now in (back, back + pipeline.UNDO_WINDOW)
    ]
    [brought] = people_brought(link.ambassador, now=back)

    assert counted == [(1, 1), (1, 0)]
    assert brought.result is ReferralOutcome.HIRED
