"""Q5: making every decision of the ledger again, against only reading what they rest on.

    python -m bench.replay [DECISIONS]

A ledger of 100,000 decisions, sealed as the real ones are, each with one to four touches, is
replayed in one pass; the comparison reads the same rows in the same batches, parses the JSON that
they hold and decides nothing. Fetching alone, without parsing, stands beside it. All run in this
one process, in turn, five times. Verifying the whole chain, with and without deciding again, is
stated beside, from one time each. Memory is what the process has grown by at the end.
"""

import json
import random
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psutil
import psycopg
from psycopg.types.json import Jsonb

from app import create_app
from app.attribution.ledger.entries import BEFORE_THE_FIRST, canonical, evidence_hash, hash_of
from app.attribution.ledger.evidence import write_evidence
from app.attribution.ledger.pseudonyms import pseudonym
from app.attribution.ledger.replay import read_decisions, replay
from app.attribution.ledger.verify import verify_ledger
from app.attribution.models import LedgerKind, LedgerRow, SubjectKind
from app.attribution.rule.facts import Answer, Application, Choice, Facts, Prior, Touch
from app.attribution.rule.resolve import decide
from app.core.database import db
from app.policy.policy import Policy, TouchKind, TouchState
from bench.harness import ROUNDS, Figure, installation, report
from config import Config

DECISIONS = 100_000
AMBASSADORS = 20_000
OPENINGS = 200
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
POLICY = Policy(1)
COLUMNS = (
    "seq", "v", "at", "kind", "application", "candidate", "ambassadors", "opening", "outcome",
    "reason", "policies", "evidence", "supersedes", "actor", "prev", "hash",
)  # fmt: skip


class Chance:
    """Applications as they come: most by one link, some by several, some by none."""

    def __init__(self) -> None:
        self.random = random.Random(5)
        self.people = [(uuid4(), secrets.token_bytes(32)) for _ in range(AMBASSADORS)]
        self.names = [pseudonym(SubjectKind.PERSON, who, salt) for who, salt in self.people]
        self.openings = [str(uuid4()) for _ in range(OPENINGS)]

    def case(self, number: int) -> tuple[Facts, list[Touch]]:
        """Draw the facts and the touches of one application."""
        at = START + timedelta(minutes=5 * number)
        opening = self.random.choice(self.openings)
        (count,) = self.random.choices(range(5), [15, 50, 20, 10, 5])
        touches = [self.touch(at, opening) for _ in range(count)]
        last = max(touches, key=lambda touch: touch.at, default=None)
        prior: tuple[Prior, ...] = ()
        if self.random.random() < 0.1:
            earlier = at - timedelta(days=self.random.randint(20, 400))
            prior = (Prior(earlier, opening, False, frozenset()),)
        return (
            Facts(
                application=Application(at, opening, str(uuid4())),
                decided_at=at + timedelta(seconds=3),
                policy_version=1,
                answer=Answer(Choice.KEPT, last.ambassador) if last else None,
                hiring_team=frozenset(self.random.sample(self.names, 3)),
                prior=prior,
            ),
            touches,
        )

    def touch(self, applied: datetime, opening: str) -> Touch:
        """Draw one touch before an application."""
        at = applied - timedelta(minutes=self.random.randint(2, 300_000))
        return Touch(
            id=str(uuid4()),
            kind=self.random.choices(list(TouchKind), [80, 15, 5])[0],
            ambassador=self.random.choice(self.names),
            at=at,
            opening=opening,
            policy=1,
            roles=frozenset({"ambassador"}),
            state=TouchState.OK,
            link_at=at - timedelta(days=1),
        )


def rows(chance: Chance, count: int) -> Iterator[tuple[LedgerRow, str, UUID, bytes]]:
    """Yield sealed rows with their evidence, candidate and salt."""
    before = BEFORE_THE_FIRST
    for number in range(count):
        facts, touches = chance.case(number)
        decision = decide(facts, touches, {1: POLICY})
        candidate, salt = uuid4(), secrets.token_bytes(32)
        document = canonical(write_evidence(facts, touches))
        row = LedgerRow(
            seq=number + 1,
            v=1,
            at=facts.decided_at,
            kind=LedgerKind.DECISION,
            application=UUID(facts.application.id),
            candidate=pseudonym(SubjectKind.CANDIDATE, candidate, salt),
            ambassadors=[list(share) for share in decision.shares],
            opening=UUID(facts.application.opening),
            outcome=str(decision.outcome),
            reason=str(decision.reason),
            policies={"1": POLICY.hash},
            evidence=evidence_hash(salt, document),
            prev=before,
        )
        row.hash = before = hash_of(row)
        yield row, document, candidate, salt


def fill(config: Config, count: int) -> None:
    """Write a ledger of so many decisions."""
    chance = Chance()
    with psycopg.connect(config.DATABASE_URL) as connection, connection.cursor() as cursor:
        named = zip(chance.people, chance.names, strict=True)
        salts = [("person", who, salt, name) for (who, salt), name in named]
        documents = []
        with cursor.copy(f"COPY ledger ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row, document, candidate, salt in rows(chance, count):
                copy.write_row([_plain(getattr(row, name)) for name in COLUMNS])
                documents.append((row.seq, document))
                salts.append(("candidate", candidate, salt, row.candidate or ""))
        with cursor.copy("COPY ledger_evidence (seq, document) FROM STDIN") as copy:
            for each in documents:
                copy.write_row(each)
        columns = "subject_kind, subject_id, salt, pseudonym"
        with cursor.copy(f"COPY ledger_salts ({columns}) FROM STDIN") as copy:
            for salted in salts:
                copy.write_row(salted)
    with psycopg.connect(config.DATABASE_OWNER_URL, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _plain(value: object) -> object:
    return Jsonb(value) if isinstance(value, list | dict) else value


def timed(act: Callable[[], int], expected: int) -> Callable[[], float]:
    """Return a measure of an act in microseconds a decision."""

    def measure() -> float:
        begun = time.perf_counter()
        seen = act()
        seconds = time.perf_counter() - begun
        db.session.rollback()
        assert seen == expected, f"{seen} decisions instead of {expected}"
        return seconds / expected * 1e6

    return measure


def main(count: int) -> None:
    """Fill, measure in turn, print."""
    with installation() as config:
        fill(config, count)
        with create_app(config).app_context():
            process = psutil.Process()
            sum(1 for _ in replay())  # once for what is compiled and cached
            before = process.memory_info().rss
            acts = {
                "fetching the rows": timed(lambda: sum(1 for _ in read_decisions()), count),
                "reading the rows": timed(
                    lambda: sum(1 for row in read_decisions() if json.loads(row.document)), count
                ),
                "replaying them": timed(lambda: sum(not each.differs for each in replay()), count),
            }
            # each once a round, so that what drifts drifts for all
            found = [{name: act() for name, act in acts.items()} for _ in range(ROUNDS)]
            verifying = timed(lambda: verify_ledger().rows, count)()
            both = timed(lambda: verify_ledger(replay=True).rows, count)()
            grown = (process.memory_info().rss - before) / 1e6
            db.engine.dispose()
    report(
        f"Q5: {count:,} decisions made again, microseconds each",
        {
            **{name: Figure.of(each[name] for each in found) for name in acts},
            "verifying the chain": verifying,
            "verifying and replaying": both,
            "replaying / reading (goal: at most 2)": Figure.of(
                each["replaying them"] / each["reading the rows"] for each in found
            ),
            "replaying / fetching": Figure.of(
                each["replaying them"] / each["fetching the rows"] for each in found
            ),
            "memory grown by, MB": grown,
        },
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DECISIONS)
