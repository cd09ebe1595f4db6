"""An appeal that is opened, answered and taken back at the same instant."""

from datetime import timedelta

import pytest

from app.attribution.deciding import appeals
from app.attribution.deciding.appeals import AppealVerdict, CannotAnswer, CannotContest
from app.attribution.deciding.decide import decide_application
from app.attribution.ledger.verify import verify_ledger
from app.attribution.models import Appeal, AppealState, LedgerKind, LedgerRow
from app.core.database import db
from app.hiring.models import Application
from app.people.models import Person, Role
from tests.factories.attribution import SHARED
from tests.factories.hiring import NOON, make_application
from tests.factories.people import make_person
from tests.factories.sharing import make_ambassador, make_link
from tests.hiring.applying.test_apply_at_once import at_once

pytestmark = pytest.mark.own_database
TOMORROW = NOON + timedelta(days=1)
WHY = "I sent her the opening myself, on the evening of the meetup."


@pytest.fixture
def zoe_id(app):
    """An ambassador who is not credited, since she hires for the opening."""
    zoe = make_ambassador()
    application = make_application(link=make_link(ambassador=zoe, now=SHARED))
    application.opening.hiring_team.append(zoe)
    db.session.flush()
    decide_application(application.id, now=NOON)
    db.session.commit()
    return zoe.id


def contest(zoe_id):
    return appeals.open_appeal(
        db.session.query(Application).one(),
        db.session.get_one(Person, zoe_id),
        reason=WHY,
        now=TOMORROW,
    )


def overrides():
    return db.session.query(LedgerRow).filter_by(kind=LedgerKind.OVERRIDE).count()


def test_a_decision_that_is_contested_several_times_at_once_has_one_appeal(app, zoe_id):
    found = at_once(app, 6, lambda _number: contest(zoe_id))

    assert sum(isinstance(each, Appeal) for each in found) == 1
    assert sum(isinstance(each, CannotContest) for each in found) == 5
    assert db.session.query(Appeal).count() == 1


def test_managers_who_answer_at_once_write_one_row(app, zoe_id):
    appeal_id = contest(zoe_id).id
    judges = [make_person(role=Role.PROGRAMME_MANAGER).id for _ in range(6)]
    db.session.commit()

    def answer(number):
        return appeals.judge(
            db.session.get_one(Appeal, appeal_id),
            [AppealVerdict.ALONE, AppealVerdict.DISMISSED][number % 2],
            answer="You joined the team later.",
            by=db.session.get_one(Person, judges[number]),
            now=TOMORROW,
        )

    found = at_once(app, 6, answer)

    assert sum(isinstance(each, LedgerRow) for each in found) == 1
    assert sum(isinstance(each, CannotAnswer) for each in found) == 5
    assert overrides() == 1
    assert verify_ledger(replay=True).finding is None


def test_an_appeal_taken_back_while_it_is_answered_ends_in_one_of_them(app, zoe_id):
    appeal_id = contest(zoe_id).id
    judge_id = make_person(role=Role.PROGRAMME_MANAGER).id
    db.session.commit()

    def act(number):
        appeal = db.session.get_one(Appeal, appeal_id)
        if number % 2:
            return appeals.withdraw(appeal, now=TOMORROW)
        by = db.session.get_one(Person, judge_id)
        return appeals.judge(appeal, AppealVerdict.ALONE, answer="You did.", by=by, now=TOMORROW)

    at_once(app, 6, act)

    state = db.session.get_one(Appeal, appeal_id, populate_existing=True).state
    assert (state, overrides()) in [(AppealState.GRANTED, 1), (AppealState.WITHDRAWN, 0)]
