"""The ledger only grows, numbers its rows without gap, and forgets a person without breaking."""

import threading
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import create_engine, delete, make_url, select, text
from sqlalchemy.exc import ProgrammingError

from app.attribution.deciding.decide import decide_candidate
from app.attribution.ledger import entries
from app.attribution.ledger.entries import Entry, hash_of
from app.attribution.ledger.erasure import erase_candidate, erase_person
from app.attribution.ledger.pseudonyms import pseudonym, read_pseudonyms
from app.attribution.ledger.verify import verify_ledger
from app.attribution.models import Evidence, LedgerKind, LedgerRow, Salt, SubjectKind
from app.core.database import db, transaction
from app.core.ids import uuid7
from app.hiring.models import Touch
from app.hiring.recruiting import agency_claims
from app.hiring.recruiting.agency_claims import Terms
from app.policy.models import PolicyVersion
from app.policy.policy import Policy
from app.policy.versions import read
from tests.factories.attribution import make_credit
from tests.factories.hiring import NOON
from tests.factories.people import make_person

CHANGES = {
    "UPDATE": "UPDATE {table} SET {column} = {column}",
    "DELETE": "DELETE FROM {table}",
    "TRUNCATE": "TRUNCATE {table} CASCADE",
}
GROWING = {"ledger": "reason", "attribution_policies": "hash", "signing_keys": "kid"}


@pytest.fixture(autouse=True)
def _application(app):
    """Each test has a database."""


def refused(connection, statement):
    """Try a statement, and return what the database said."""
    with pytest.raises(ProgrammingError) as refusal, connection.begin_nested():
        connection.execute(text(statement))
    return str(refusal.value.orig)


@pytest.mark.parametrize("table", GROWING)
@pytest.mark.parametrize("change", CHANGES)
def test_the_program_may_not_change_what_only_grows(table, change):
    statement = CHANGES[change].format(table=table, column=GROWING[table])

    assert "permission denied" in refused(db.session.connection(), statement)


@pytest.mark.own_database
@pytest.mark.parametrize("user", ["relais_owner", "postgres"])
def test_neither_the_owner_nor_a_superuser_changes_what_only_grows(app, user):
    url = make_url(app.config["DATABASE_OWNER_URL"].replace("postgresql:", "postgresql+psycopg:"))
    engine = create_engine(url.set(username=user))

    with engine.connect() as connection:
        for table, column in GROWING.items():
            for change in CHANGES.values():
                said = refused(connection, change.format(table=table, column=column))
                assert "only grows" in said
        said = refused(connection, "UPDATE ledger_evidence SET document = ''")
        assert "only grows" in said
    engine.dispose()


def test_the_program_owns_no_table_of_the_ledger():
    owners = db.session.scalars(
        text("SELECT tableowner FROM pg_tables WHERE tablename LIKE 'ledger%'")
    ).all()

    assert set(owners) == {"relais_owner"}
    assert db.session.scalar(text("SELECT current_user")) not in owners


def test_the_first_policy_of_the_database_is_the_defaults():
    row = db.session.get_one(PolicyVersion, 1)

    assert read(row) == Policy(version=1)
    assert row.hash == Policy(version=1).hash


def test_a_row_is_sealed_by_its_canonical_bytes():
    _, row = make_credit()

    assert row.hash == hash_of(row)
    document = entries.as_document(row)
    assert "hash" not in document
    assert document["at"].endswith("Z")
    assert len(document["at"]) == len("2026-11-23T12:00:00.000000Z")


def test_a_person_appears_by_a_pseudonym_that_their_salt_explains():
    zoe = make_person()

    name = read_pseudonyms(people=[zoe.id]).of_person(zoe.id)

    salt = db.session.get_one(Salt, (SubjectKind.PERSON, zoe.id)).salt
    assert name == pseudonym(SubjectKind.PERSON, zoe.id, salt)
    assert name != pseudonym(SubjectKind.CANDIDATE, zoe.id, salt)
    assert read_pseudonyms(people=[zoe.id]).of_person(zoe.id) == name


def test_free_text_is_composed_before_it_is_sealed():
    assert entries.canonical({"note": "Zoe\u0301"}) == '{"note":"Zo\u00e9"}'


def test_erasing_a_candidate_keeps_the_chain_and_forgets_what_it_rested_on():
    application, row = make_credit()
    make_credit()

    (erased,) = erase_candidate(application.candidate_id, now=NOON + timedelta(days=1))

    assert (erased.kind, erased.candidate) == (LedgerKind.ERASURE, row.candidate)
    assert db.session.get(Evidence, row.seq) is None
    assert db.session.get(Salt, (SubjectKind.CANDIDATE, application.candidate_id)) is None
    assert verify_ledger(replay=True).finding is None


def test_erasing_an_ambassador_keeps_the_credit_they_had():
    zoe = make_person()
    _, row = make_credit(ambassador=zoe)
    credited = row.ambassadors

    erased = erase_person(zoe.id, now=NOON + timedelta(days=1))

    assert erased is not None
    assert erased.ambassadors == [[credited[0][0], 0]]
    assert db.session.get_one(LedgerRow, row.seq).ambassadors == credited
    assert verify_ledger(replay=True).finding is None


def test_late_evidence_takes_no_credit_from_an_ambassador_who_was_erased():
    zoe = make_person()
    application, row = make_credit(ambassador=zoe)
    erase_person(zoe.id, now=NOON + timedelta(days=1))
    db.session.execute(delete(Touch).where(Touch.ambassador_id == zoe.id))
    claim = Terms("Cabinet", NOON - timedelta(days=9), date(2027, 5, 1), None)
    agency_claims.record(
        application.candidate.email, claim, form_id=uuid7(), by=make_person(), now=NOON
    )

    assert decide_candidate(application.candidate_id, now=NOON + timedelta(days=2)) == []

    assert entries.in_force([application.id])[application.id].seq == row.seq


def test_erasing_someone_the_ledger_never_knew_writes_nothing():
    assert erase_candidate(uuid7(), now=NOON) == []
    assert erase_person(uuid7(), now=NOON) is None
    assert entries.head().seq == 0


@pytest.mark.own_database
def test_rows_appended_at_the_same_time_have_no_gap_and_one_chain(app):
    def append_some():
        with app.app_context():
            for _ in range(5):
                with transaction():
                    entries.append(Entry(LedgerKind.DECISION, "no_touch"), now=NOON)
            db.session.remove()

    threads = [threading.Thread(target=append_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = db.session.scalars(select(LedgerRow).order_by(LedgerRow.seq)).all()
    assert [row.seq for row in rows] == list(range(1, 21))
    for before, row in pairwise(rows):
        assert row.prev == before.hash


def test_a_transaction_that_is_rolled_back_leaves_no_gap():
    with db.session.begin_nested() as inner:
        entries.append(Entry(LedgerKind.DECISION, "no_touch"), now=NOON)
        inner.rollback()

    assert make_credit()[1].seq == 1
