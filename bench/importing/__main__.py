"""P8: 10,000 openings imported from a table, then the same table once more.

    python -m bench.importing [OPENINGS]

A worker's own functions, slice after slice, each in its transaction: reading, applying, applying
the same again, which must change nothing, and taking the first import back. Memory is the
process's, at its highest within each; flat means that the last slices stand where the first stood.
"""

import sys
import time
from collections.abc import Callable
from uuid import UUID

import psutil
from sqlalchemy import func, select

from app import create_app
from app.core import clock
from app.core.database import db, transaction
from app.core.ids import uuid7
from app.people.models import Person, PersonRole, Role
from app.publishing.feeds.models import FeedRun, RunState
from app.publishing.feeds.runs import apply, begin, undo
from app.publishing.models import Opening, Publication
from bench.harness import Rows, installation, report

OPENINGS = 10_000
MIB = 1024 * 1024
WORDS = "Vous concevez, vous écrivez, vous expliquez ce que vous faites. " * 30


def table(openings: int) -> bytes:
    """Return a table of as many openings, each with two thousand characters of text."""
    rows = (f"R{n};Poste {n};Nantes;CDI;{40 + n % 20} k€;{WORDS}" for n in range(1, openings + 1))
    return ("Ref;Titre;Ville;Contrat;Salaire;Description\n" + "\n".join(rows)).encode()


def measured(step: Callable[[], bool]) -> tuple[float, list[float]]:
    """Do a step until it says that it is over; returns its seconds, and the memory after each."""
    own, begun, memory = psutil.Process(), time.monotonic(), []
    going = True
    while going:
        with transaction():
            going = step()
        db.session.remove()
        memory.append(own.memory_info().rss / MIB)
    return time.monotonic() - begun, memory


def run_of(run_id: UUID) -> FeedRun:
    """Return a run as the database has it."""
    return db.session.get_one(FeedRun, run_id)


def sent(person_id: UUID, data: bytes) -> UUID:
    """Send the table."""
    with transaction():
        by = db.session.get_one(Person, person_id)
        feed = begin.feed_of_tables(by, name="Banc", language="fr", now=clock.now())
        run = begin.upload(feed, data, name="b.csv", complete=True, by=by, now=clock.now())
    return run.id


def applying(run_id: UUID) -> Callable[[], bool]:
    """Return the step of applying a run."""

    def step() -> bool:
        apply.apply_some(run_id, now=clock.now())
        return run_of(run_id).state is RunState.APPLYING

    return step


def undoing(run_id: UUID, by_id: UUID) -> Callable[[], bool]:
    """Return the step of taking a run back."""

    def step() -> bool:
        undo.undo_some(run_id, by_id=by_id, now=clock.now())
        return run_of(run_id).state is RunState.UNDOING

    return step


def once(act: Callable[[], object]) -> Callable[[], bool]:
    """Return a step that is over at once."""

    def step() -> bool:
        act()
        return False

    return step


def imported(person_id: UUID, data: bytes, rows: Rows, name: str) -> UUID:
    """Send, read and apply the table; adds a line for each to `rows`."""
    run_id = sent(person_id, data)
    add(rows, f"{name}: read", measured(once(lambda: begin.read_run(run_id))), run_id)
    with transaction():
        by = db.session.get_one(Person, person_id)
        apply.begin_applying(run_of(run_id), by=by)
    add(rows, f"{name}: applied", measured(applying(run_id)), run_id)
    return run_id


def add(rows: Rows, name: str, took: tuple[float, list[float]], run_id: UUID) -> None:
    """Add the line of a step."""
    seconds, memory = took
    run = run_of(run_id)
    rows[name] = (
        f"{seconds:.1f} s, {(run.total or 1) / seconds:,.0f} a second; {run.created:,} new, "
        f"{run.changed:,} changed, {run.unchanged:,} as they were; {memory[0]:.0f} MB after the "
        f"first slice, {max(memory):.0f} MB at most"
    )


def main() -> None:
    """Measure and print."""
    openings = int(sys.argv[1]) if len(sys.argv) > 1 else OPENINGS
    data = table(openings)
    rows: Rows = {}
    with installation() as config:
        app = create_app(config)
        with app.app_context():
            with transaction():
                person = Person(
                    id=uuid7(), email="b@example.org", first_name="B", last_name="B",
                    created_at=clock.now(),
                )  # fmt: skip
                person.role_rows.append(PersonRole(role=Role.RECRUITER))
                db.session.add(person)
            who = person.id
            first = imported(who, data, rows, "first")
            versions = select(func.sum(Publication.version))
            before = db.session.scalar(versions)
            imported(who, data, rows, "again")
            if db.session.scalar(versions) != before:
                sys.exit("the second import changed something")
            with transaction():
                by = db.session.get_one(Person, who)
                undo.begin_undoing(run_of(first), by=by, now=clock.now())
            add(rows, "taken back", measured(undoing(first, who)), first)
            left = db.session.scalar(select(func.count()).select_from(Opening))
            if left:
                sys.exit(f"{left} openings are left")
            db.engine.dispose()
    report(f"P8 {openings:,} openings, {len(data) / MIB:.0f} MB", rows)


if __name__ == "__main__":
    main()
