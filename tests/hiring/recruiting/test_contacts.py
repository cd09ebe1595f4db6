"""Recruiters take care of recommended people who agreed to it, and of nobody else."""

from functools import partial

import pytest
from sqlalchemy import update

from app.core.database import db
from app.hiring.models import Recommendation
from app.hiring.recruiting import contacts
from app.hiring.recruiting.contacts import AgreesNoMore
from app.hiring.referrals import recommendations
from tests.factories.hiring import NOON, make_recommendation
from tests.factories.people import make_person

ERASED = ("accepted_at", "touch_id", "name", "email", "email_folded", "relation", "words")


@pytest.mark.parametrize("verb", [contacts.take, contacts.note_contacted])
def test_nobody_is_taken_care_of_who_changed_their_mind_meanwhile(app, verb):
    sent = make_recommendation()
    recommendations.accept(sent, sender=None, now=NOON)
    act = partial(verb, instead_of="", by=make_person(role="recruiter"), now=NOON)
    db.session.refresh(sent)
    changed = update(Recommendation.__table__).values(dict.fromkeys(ERASED))
    db.session.execute(changed)  # by another program: what this one has read stays as it was
    assert sent.accepted_at

    with pytest.raises(AgreesNoMore):
        act(sent)

    assert (sent.taken_by_id, sent.taken_at, sent.contacted_at) == (None, None, None)
