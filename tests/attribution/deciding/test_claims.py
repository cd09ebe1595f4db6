"""A claim that any surface records changes the credits in the same transaction."""

from datetime import timedelta

from app.attribution.deciding import claims
from app.attribution.ledger import entries
from app.core.ids import uuid7
from app.hiring.recruiting.agency_claims import Terms
from tests.factories.attribution import SHARED, make_credit
from tests.factories.hiring import NOON
from tests.factories.people import make_person

LATER = NOON + timedelta(hours=2)


def terms(**values) -> Terms:
    fields = {"agency": "Cabinet Lenoir", "opening": None}
    fields |= {"presented_at": SHARED - timedelta(days=3), "until": LATER.date()}
    return Terms(**fields | values)


def outcome(application) -> str:
    return entries.in_force([application.id])[application.id].outcome


def test_recording_correcting_and_withdrawing_a_claim_each_decide_the_credit_again(app):
    application, _row = make_credit()
    recruiter = make_person(role="recruiter")
    email = application.candidate.email
    assert outcome(application) == "credited"

    claim = claims.record(email, terms(), form_id=uuid7(), by=recruiter, now=LATER)
    assert outcome(application) == "none"

    over_before = terms(until=SHARED.date())
    better = claims.correct(claim, over_before, form_id=uuid7(), by=recruiter, now=LATER)
    assert outcome(application) == "credited"

    worse = claims.correct(better, terms(), form_id=uuid7(), by=recruiter, now=LATER)
    assert outcome(application) == "none"
    claims.withdraw(worse, by=recruiter, now=LATER)
    assert outcome(application) == "credited"
