"""Two hundred and more alterations by whoever owns the database: each is found, and where first."""

import json
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import create_engine, make_url, text

from app.attribution.deciding.decide import decide_application
from app.attribution.deciding.erasure import erase_candidate
from app.attribution.ledger import checkpoints
from app.attribution.ledger.entries import Head, evidence_hash, hash_of
from app.attribution.ledger.verify import Alteration, verify_ledger
from app.attribution.models import LedgerRow
from app.core.database import db
from app.hiring.models import Application
from tests.factories.attribution import make_credit
from tests.factories.hiring import NOON, make_application
from tests.factories.sharing import make_ambassador

ROWS = 12
SEEDS = range(13)
ALL_ZEROS = UUID(int=0)
GROWING = ("ledger", "ledger_evidence", "ledger_salts", "attribution_policies")
WORDS = {
    "v": "v + 1",
    "at": "at + interval '1 microsecond'",
    "kind": "CASE kind WHEN 'override' THEN 'decision' ELSE 'override' END",
    "application": "gen_random_uuid()",
    "candidate": "md5(candidate)",
    "ambassadors": "jsonb_build_array(jsonb_build_array(md5(candidate), 10000))",
    "opening": "gen_random_uuid()",
    "outcome": "CASE outcome WHEN 'none' THEN 'credited' ELSE 'none' END",
    "reason": "reason || ' '",
    "policies": 'policies || \'{"9": "0"}\'',
    "evidence": "md5(evidence)",
    "supersedes": "coalesce(supersedes, 0) + 1",
    "actor": "'somebody'",
    "prev": "md5(prev)",
    "hash": "md5(hash)",
}


@pytest.fixture(scope="module")
def superuser(services, shared_app):
    """A connection that may do anything, with a ledger in a transaction that is rolled back."""
    url = make_url(shared_app.config["DATABASE_URL"].replace("postgresql:", "postgresql+psycopg:"))
    engine = create_engine(url.set(username="postgres"))
    with shared_app.app_context(), engine.connect() as connection:
        outer = connection.begin()
        session_class = db.session.session_factory.class_
        original = session_class.get_bind
        session_class.get_bind = lambda self, *args, **kwargs: connection
        db.session.remove()
        db.session.configure(bind=connection, join_transaction_mode="create_savepoint")
        fill_ledger()
        db.session.commit()
        for table in GROWING:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        yield connection
        db.session.remove()
        session_class.get_bind = original
        db.session.configure(bind=None, join_transaction_mode="conditional_savepoint")
        outer.rollback()
    engine.dispose()


def fill_ledger():
    """Decide a dozen applications: three ambassadors, some credited to nobody."""
    ambassadors = [make_ambassador() for _ in range(3)]
    for number in range(ROWS):
        now = NOON + timedelta(hours=number)
        if number % 5 == 4:
            decide_application(make_application().id, now=now)
        else:
            make_credit(ambassador=ambassadors[number % 3], now=now)


@pytest.fixture
def altered(superuser):
    """Run SQL as superuser, undone after the test."""
    savepoint = superuser.begin_nested()

    def run(statement, **values):
        return superuser.execute(text(statement), values)

    yield run
    db.session.remove()
    savepoint.rollback()


def reseal(run, first, last=ROWS):
    """Compute hashes anew, as someone who knows the format would."""
    for seq in range(first, last + 1):
        row = db.session.get_one(LedgerRow, seq)
        db.session.refresh(row)
        if seq > 1:
            before = run("SELECT hash FROM ledger WHERE seq = :seq", seq=seq - 1).scalar_one()
            run("UPDATE ledger SET prev = :prev WHERE seq = :seq", prev=before, seq=seq)
            db.session.refresh(row)
        run("UPDATE ledger SET hash = :hash WHERE seq = :seq", hash=hash_of(row), seq=seq)
    db.session.expire_all()


def shift(run, first, by):
    """Number rows anew from one on."""
    run("UPDATE ledger SET seq = seq + 1000 WHERE seq >= :first", first=first)
    run("UPDATE ledger SET seq = seq - 1000 + :by WHERE seq > 1000", by=by)
    run("UPDATE ledger_evidence SET seq = seq + 1000 WHERE seq >= :first", first=first)
    run("UPDATE ledger_evidence SET seq = seq - 1000 + :by WHERE seq > 1000", by=by)


# Each alteration returns the row that it must be found at.


def edit_a_word(run, random):
    seq, column = random.randint(1, ROWS), random.choice(list(WORDS))
    run(f"UPDATE ledger SET {column} = {WORDS[column]} WHERE seq = :seq", seq=seq)
    return seq


def edit_and_seal_again(run, random):
    seq = random.randint(1, ROWS - 1)
    run("UPDATE ledger SET at = at - interval '1 day' WHERE seq = :seq", seq=seq)
    reseal(run, seq, seq)
    return seq + 1


def delete_a_row(run, random):
    seq = random.randint(1, ROWS - 1)
    run("DELETE FROM ledger WHERE seq = :seq", seq=seq)
    return seq + 1


def delete_and_number_anew(run, random):
    seq = random.randint(1, ROWS - 1)
    run("DELETE FROM ledger_evidence WHERE seq = :seq", seq=seq)
    run("DELETE FROM ledger WHERE seq = :seq", seq=seq)
    shift(run, seq + 1, -1)
    return seq


def swap_two_rows(run, random):
    first, second = sorted(random.sample(range(1, ROWS + 1), 2))
    run("UPDATE ledger SET seq = 0 WHERE seq = :first", first=first)
    run("UPDATE ledger SET seq = :first WHERE seq = :second", first=first, second=second)
    run("UPDATE ledger SET seq = :second WHERE seq = 0", second=second)
    return first


def insert_a_row(run, random):
    seq = random.randint(1, ROWS - 1)
    shift(run, seq + 1, 1)
    columns = "v, at, kind, application, candidate, ambassadors, opening, outcome, reason, policies"
    run(
        f"INSERT INTO ledger (seq, {columns}, prev, hash)"
        f" SELECT :new, {columns}, hash, md5(hash) FROM ledger WHERE seq = :seq",
        new=seq + 1,
        seq=seq,
    )
    if random.random() < 0.5:
        return seq + 1
    reseal(run, seq + 1, seq + 1)  # well made: the chain breaks right after, or its evidence lacks
    return seq + 1


def edit_the_evidence(run, random):
    seq = random.randint(1, ROWS)
    run("UPDATE ledger_evidence SET document = document || ' ' WHERE seq = :seq", seq=seq)
    return seq


def swap_the_evidence(run, random):
    first, second = sorted(random.sample(range(1, ROWS + 1), 2))
    run("UPDATE ledger_evidence SET seq = 0 WHERE seq = :first", first=first)
    run("UPDATE ledger_evidence SET seq = :first WHERE seq = :second", first=first, second=second)
    run("UPDATE ledger_evidence SET seq = :second WHERE seq = 0", second=second)
    return first


def lose_the_evidence(run, random):
    seq = random.randint(1, ROWS)
    run("DELETE FROM ledger_evidence WHERE seq = :seq", seq=seq)
    return seq


def lose_a_candidates_salt(run, random):
    seq = random.randint(1, ROWS)
    run(
        "DELETE FROM ledger_salts WHERE pseudonym ="
        " (SELECT candidate FROM ledger WHERE seq = :seq)",
        seq=seq,
    )
    return seq


def change_a_candidates_salt(run, random):
    seq = random.randint(1, ROWS)
    run(
        "UPDATE ledger_salts SET salt = :salt WHERE pseudonym ="
        " (SELECT candidate FROM ledger WHERE seq = :seq)",
        seq=seq,
        salt=random.randbytes(32),
    )
    return seq


def lose_an_ambassadors_salt(run, random):
    seq = random.choice([1, 2, 3])
    run(
        "DELETE FROM ledger_salts WHERE pseudonym ="
        " (SELECT ambassadors #>> '{0,0}' FROM ledger WHERE seq = :seq)",
        seq=seq,
    )
    return seq


def change_a_policy(run, random):
    settings = json.dumps({"window_days": random.randint(181, 400)})
    run("UPDATE attribution_policies SET settings = settings || CAST(:s AS jsonb)", s=settings)
    return 1


def write_a_share_with_a_point(run, random):
    seq = random.choice([1, 2, 3, 4])
    run(
        "UPDATE ledger SET ambassadors ="
        " jsonb_set(ambassadors, '{0,1}', '10000.0') WHERE seq = :seq",
        seq=seq,
    )
    return seq


def move_an_instant_out_of_time(run, random):
    seq, moment = random.randint(1, ROWS), random.choice(["infinity", "-infinity", "20000-01-01"])
    run("UPDATE ledger SET at = CAST(:at AS timestamptz) WHERE seq = :seq", at=moment, seq=seq)
    return seq


def seal_what_is_no_row(run, random):
    """Words of another form, in a chain written anew as far as that can be."""
    seq = random.randint(1, ROWS)
    column, value = random.choice(
        [
            ("ambassadors", "[1]"),
            ("ambassadors", "{}"),
            ("ambassadors", '[["a"]]'),
            ("policies", '{"x": "0"}'),
            ("policies", '{"1": 0}'),
            ("policies", "[]"),
        ]
    )
    run(f"UPDATE ledger SET {column} = CAST(:v AS jsonb) WHERE seq = :seq", v=value, seq=seq)
    return seq


def swap_two_candidates_salts(run, random):
    first, second = sorted(random.sample(range(1, ROWS + 1), 2))
    mine, theirs = (
        run(
            "SELECT subject_id, salt FROM ledger_salts JOIN ledger ON candidate = pseudonym"
            " WHERE seq = :seq",
            seq=seq,
        ).one()
        for seq in (first, second)
    )
    for subject_id, salt in ((mine.subject_id, theirs.salt), (theirs.subject_id, mine.salt)):
        run("UPDATE ledger_salts SET salt = :salt WHERE subject_id = :id", salt=salt, id=subject_id)
    return first


def exchange_two_candidates(run, random):
    """Give each the other's salt and pseudonym, as if the rows were about the other."""
    first, second = sorted(random.sample(range(1, ROWS + 1), 2))
    mine, theirs = (
        run(
            "SELECT subject_id FROM ledger_salts JOIN ledger ON candidate = pseudonym"
            " WHERE seq = :seq",
            seq=seq,
        ).scalar_one()
        for seq in (first, second)
    )
    for old, new in ((mine, ALL_ZEROS), (theirs, mine), (ALL_ZEROS, theirs)):
        run("UPDATE ledger_salts SET subject_id = :new WHERE subject_id = :old", new=new, old=old)
    return first


def pretend_an_erasure(run, random):
    """Add a well-made row of erasure, so that nobody looks at what a decision rests on."""
    seq = random.choice([1, 2, 3, 4])
    whom = random.choice(["candidate", "ambassador"])
    columns = (
        "candidate, '[]'"
        if whom == "candidate"
        else ("NULL, jsonb_build_array(jsonb_build_array(ambassadors #>> '{0,0}', 0))")
    )
    run(
        "INSERT INTO ledger (seq, v, at, kind, candidate, ambassadors, reason, policies, prev,"
        f" hash) SELECT :new, v, at, 'erasure', {columns}, 'erased', '{{}}', '', '' FROM ledger"
        " WHERE seq = :seq",
        new=ROWS + 1,
        seq=seq,
    )
    reseal(run, ROWS + 1, ROWS + 1)
    if whom == "candidate":
        return seq
    return run(
        "SELECT min(seq) FROM ledger WHERE ambassadors #>> '{0,0}' ="
        " (SELECT ambassadors #>> '{0,0}' FROM ledger WHERE seq = :seq)",
        seq=seq,
    ).scalar_one()


BY_THE_CHAIN = {
    edit_a_word: {Alteration.CONTENT, Alteration.CHAIN},
    edit_and_seal_again: {Alteration.CHAIN},
    delete_a_row: {Alteration.SEQUENCE},
    delete_and_number_anew: {Alteration.CHAIN},
    swap_two_rows: {Alteration.CHAIN, Alteration.CONTENT},
    insert_a_row: {Alteration.CONTENT, Alteration.EVIDENCE},
    edit_the_evidence: {Alteration.EVIDENCE},
    swap_the_evidence: {Alteration.EVIDENCE},
    lose_the_evidence: {Alteration.EVIDENCE},
    lose_a_candidates_salt: {Alteration.SALT},
    change_a_candidates_salt: {Alteration.SALT},
    lose_an_ambassadors_salt: {Alteration.SALT},
    change_a_policy: {Alteration.POLICY},
    write_a_share_with_a_point: {Alteration.CONTENT},
    move_an_instant_out_of_time: {Alteration.CONTENT},
    seal_what_is_no_row: {Alteration.CONTENT},
    swap_two_candidates_salts: {Alteration.SALT},
    exchange_two_candidates: {Alteration.SALT},
    pretend_an_erasure: {Alteration.SALT},
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("alter", BY_THE_CHAIN, ids=lambda alter: alter.__name__)
def test_an_alteration_is_found_at_the_first_row_that_it_touches(altered, alter, seed):
    expected = alter(altered, Random(f"{alter.__name__} {seed}"))

    finding = verify_ledger().finding

    assert finding is not None
    assert finding.seq == expected
    assert finding.alteration in BY_THE_CHAIN[alter]


def head_now(run):
    row = run("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1").one()
    return Head(row.seq, row.hash)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cut_tail_is_found_by_a_checkpoint_kept_outside(altered, seed):
    witness = head_now(altered)
    kept = Random(seed).randint(0, ROWS - 1)
    altered("DELETE FROM ledger WHERE seq > :kept", kept=kept)

    assert verify_ledger().finding is None
    finding = verify_ledger(witness=witness).finding
    assert finding is not None
    assert (finding.seq, finding.alteration) == (ROWS, Alteration.CHECKPOINT)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_chain_written_anew_is_found_by_a_checkpoint_kept_outside(altered, seed):
    witness = head_now(altered)
    seq = Random(seed).randint(1, ROWS)
    altered("UPDATE ledger SET at = at + interval '1 second' WHERE seq = :seq", seq=seq)
    reseal(altered, seq)

    assert verify_ledger().finding is None
    finding = verify_ledger(witness=witness).finding
    assert finding is not None
    assert (finding.seq, finding.alteration) == (ROWS, Alteration.CHECKPOINT)


@pytest.mark.parametrize("seed", SEEDS)
def test_another_outcome_in_a_chain_written_anew_is_found_by_deciding_again(altered, seed):
    seq = Random(seed).choice([1, 2, 3, 4])
    altered(
        "UPDATE ledger SET outcome = 'none', reason = 'no_touch', ambassadors = '[]'"
        " WHERE seq = :seq",
        seq=seq,
    )
    reseal(altered, seq)

    assert verify_ledger().finding is None
    finding = verify_ledger(replay=True).finding
    assert finding is not None
    assert (finding.seq, finding.alteration) == (seq, Alteration.REPLAY)


def forge_evidence(run, seq, document):
    """Put another document under a row, sealed with its candidate's salt, and the chain anew."""
    salt = run(
        "SELECT salt FROM ledger_salts JOIN ledger ON candidate = pseudonym WHERE seq = :seq",
        seq=seq,
    ).scalar_one()
    sealed = evidence_hash(bytes(salt), document)
    run("UPDATE ledger_evidence SET document = :d WHERE seq = :seq", d=document, seq=seq)
    run("UPDATE ledger SET evidence = :sealed WHERE seq = :seq", sealed=sealed, seq=seq)
    reseal(run, seq)


@pytest.mark.parametrize(
    "forged",
    ["", "{}", "[]", "null", '{"facts": 1, "touches": []}', "another application", "a policy"],
)
def test_forged_evidence_in_a_chain_written_anew_is_found_by_deciding_again(altered, forged):
    (document,) = altered("SELECT document FROM ledger_evidence WHERE seq = 2").one()
    if forged == "another application":
        row = db.session.get_one(LedgerRow, 2)
        forged = document.replace(str(row.application), str(ALL_ZEROS))
    elif forged == "a policy":
        forged = document.replace('"policy":1', '"policy":7')
    forge_evidence(altered, 2, forged)

    assert verify_ledger().finding is None
    finding = verify_ledger(replay=True).finding
    assert finding is not None
    assert (finding.seq, finding.alteration) == (2, Alteration.EVIDENCE)


def test_evidence_put_back_after_an_erasure_is_found(altered):
    row = db.session.get_one(LedgerRow, 3)
    (document,) = altered("SELECT document FROM ledger_evidence WHERE seq = 3").one()
    erase_candidate(
        db.session.get_one(Application, row.application).candidate_id, now=NOON + timedelta(days=1)
    )
    assert verify_ledger(replay=True).finding is None
    altered("INSERT INTO ledger_evidence VALUES (3, :document)", document=document)

    finding = verify_ledger().finding

    assert finding is not None
    assert (finding.seq, finding.alteration) == (3, Alteration.EVIDENCE)


def test_what_nobody_touched_is_intact(altered):
    report = verify_ledger(replay=True)

    assert report.finding is None
    assert (report.rows, report.head) == (ROWS, head_now(altered))


def test_a_checkpoint_of_the_database_itself_is_heeded(altered):
    checkpoint = checkpoints.make_checkpoint(now=NOON + timedelta(days=1))
    assert checkpoint is not None
    db.session.flush()
    altered("DELETE FROM ledger WHERE seq > 9")

    finding = verify_ledger().finding

    assert finding is not None
    assert (finding.seq, finding.alteration) == (ROWS, Alteration.CHECKPOINT)


def test_the_alterations_are_two_hundred_and_more():
    assert len(SEEDS) * (len(BY_THE_CHAIN) + 3) >= 200
