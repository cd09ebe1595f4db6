"""Apply a reading, some openings at a time: created, changed where no hand was, closed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.core import activity, jobs
from app.core.database import db
from app.core.errors import Refusal
from app.core.ids import uuid7
from app.people.models import Person
from app.publishing import write
from app.publishing.feeds.columns import (
    Known,
    carried_names,
    content_with,
    current_values,
    values_of,
    with_defaults,
)
from app.publishing.feeds.models import ChangeKind, Feed, FeedOpening, FeedRun, RunState
from app.publishing.feeds.result import ImportedOpening, Reading
from app.publishing.feeds.runs.begin import APPLY, known, reading_of
from app.publishing.feeds.runs.changes import note, opening_content
from app.publishing.feeds.runs.closings import close_what_is_over
from app.publishing.feeds.runs.likenesses import APART, JOIN, questions
from app.publishing.feeds.same_again import merged
from app.publishing.history.models import Cause
from app.publishing.kinds import OPENING
from app.publishing.missing import NotReady
from app.publishing.models import Opening
from app.publishing.publish import WrongState, publish

A_SLICE = 200  # openings in one transaction
# what a content is made of, of a slice at once
_WHOLE = selectinload(FeedOpening.opening).options(
    selectinload(Opening.texts),
    selectinload(Opening.variants),
    selectinload(Opening.themes),
    selectinload(Opening.audience_teams),
    selectinload(Opening.audience_places),
    selectinload(Opening.place_rows),
)
ENDED = (RunState.DONE, RunState.ASKING)


class Busy(Refusal):
    """Another reading of the same feed is under way."""

    code = "busy"


def begin_applying(run: FeedRun, *, by: Person) -> None:
    """Let a worker apply what was looked at. Asked twice, it is applied once.

    raises: Busy
    """
    db.session.refresh(run, ["state"], with_for_update=True)
    if run.state is not RunState.WAITING:
        return
    try:
        with db.session.begin_nested():
            run.state = RunState.APPLYING
            db.session.flush()
    except IntegrityError as taken:
        raise Busy(_l("Another import of this source is under way: wait for its end.")) from taken
    run.created = run.done = 0
    run.by_id = run.by_id or by.id
    activity.record("feed.applied", run.feed, by=by)
    jobs.enqueue(APPLY, str(run.id))


def apply_some(run_id: UUID, *, now: datetime) -> None:
    """Apply the next openings of a run, in the caller's transaction; then the closings."""
    run = db.session.get(FeedRun, run_id, with_for_update=True)
    if run is None or run.state is not RunState.APPLYING:
        return
    _hold_feed(run)
    reading = reading_of(run, run.done, A_SLICE)
    if reading.openings:
        _apply(run, reading, reading.openings, known(), now)
        run.done += len(reading.openings)
    if reading.openings and run.done < run.total:
        jobs.enqueue(APPLY, str(run.id))
        return
    close_what_is_over(run, reading, now)
    db.session.flush()


def answer(run: FeedRun, answers: Mapping[str, str], *, by: Person, now: datetime) -> None:
    """Take what a person says of new openings that look like one which is there.

    answers: `JOIN` or `APART` by identifier; what the run does not ask about is left aside
    """
    _hold_feed(run)
    db.session.refresh(run, ["state", "same"], with_for_update=True)
    taken = {
        key: {**asked, "answer": answers[key]}
        for key, asked in run.same.items()
        if answers.get(key) in (JOIN, APART)
    }
    run.same = {**run.same, **taken}
    if taken and run.state in ENDED:
        run.by_id = run.by_id or by.id
        reading = reading_of(run)
        some = [each for each in reading.openings if each.external_id in taken]
        _apply(run, reading, some, known(), now, again=True)
    db.session.flush()


def _hold_feed(run: FeedRun) -> None:
    """Let nobody else change the openings of a feed until the end of the transaction."""
    db.session.execute(select(Feed.id).where(Feed.id == run.feed_id).with_for_update())


def _apply(
    run: FeedRun,
    reading: Reading,
    some: Sequence[ImportedOpening],
    ours: Known,
    now: datetime,
    *,
    again: bool = False,
) -> None:
    """Create and change openings. again: of those that were left out the first time, no others"""
    rows = db.session.scalars(
        select(FeedOpening)
        .where(FeedOpening.feed_id == run.feed_id)
        .where(FeedOpening.external_id.in_([each.external_id for each in some]))
        .options(_WHOLE)
    )
    followed = {each.external_id: each for each in rows}
    unasked = [each for each in some if each.external_id not in {**followed, **run.same}]
    if asked := questions(run.feed, unasked, reading, ours):  # there since it was looked at
        run.same = {**run.same, **asked}
    for each in some:
        row, question = followed.get(each.external_id), run.same.get(each.external_id)
        if row is None and question and not question["answer"]:
            continue
        if row is None and question and question["answer"] == JOIN:
            _join(run, UUID(question["opening"]), each, reading, ours)
        elif row is None:
            _create(run, each, reading, ours, now)
            run.created += 1
        elif again:
            continue
        elif _change(run, row, each, ours, reading.carried, now):
            run.changed += 1
        else:
            run.unchanged += 1


def _create(
    run: FeedRun, each: ImportedOpening, reading: Reading, ours: Known, now: datetime
) -> None:
    by = run.by or run.feed.owner
    values = with_defaults(values_of(each, ours), each, run.feed)
    opening = write.start(OPENING, by=by, now=now)
    content = content_with(opening_content(opening), values, each.language)
    write.save(opening, content, version=opening.version, by=by, now=now, cause=Cause.IMPORTED)
    opening.source_url = each.url or ""
    _follow(run, opening, each, reading, values)
    note(run, opening, ChangeKind.CREATED)
    if run.feed.publishes:
        _publish(opening, by, now)


def _follow(
    run: FeedRun, opening: Opening, each: ImportedOpening, reading: Reading, base: dict[str, object]
) -> None:
    db.session.add(
        FeedOpening(
            id=uuid7(), feed_id=run.feed_id, external_id=each.external_id, opening_id=opening.id,
            base=base, likeness=list(reading.likeness.get(each.external_id, ())),
        )
    )  # fmt: skip


def _join(
    run: FeedRun, opening_id: UUID, each: ImportedOpening, reading: Reading, ours: Known
) -> None:
    """Let an opening that is there follow the feed: what differs was kept by hand, and stays."""
    opening = db.session.get(Opening, opening_id, with_for_update=True)
    row = db.session.scalar(select(FeedOpening).where(FeedOpening.opening_id == opening_id))
    if opening is None or (row and row.feed_id != run.feed_id):
        return  # gone, or another source was faster: the next reading asks again, if need be
    before = {"external_id": row.external_id} if row else {}
    if row:
        row.external_id = each.external_id
        row.likeness = list(reading.likeness.get(each.external_id, ()))
        row.missing_at = None
    else:
        _follow(run, opening, each, reading, values_of(each, ours))
    opening.source_url = each.url or opening.source_url
    note(run, opening, ChangeKind.JOINED, before=before)


def _publish(opening: Opening, by: Person, now: datetime) -> None:
    try:
        with db.session.begin_nested():
            publish(opening, by=by, now=now)
    except (NotReady, WrongState):
        return  # it stays a draft, whose page says what it lacks


def _change(
    run: FeedRun, row: FeedOpening, each: ImportedOpening, ours: Known, carried: frozenset[str],
    now: datetime,
) -> bool:  # fmt: skip
    by = run.by or run.feed.owner
    language = row.base["language"]
    content = opening_content(row.opening)
    current = current_values(content, language)
    names = carried_names(carried)
    said = values_of(each, ours)
    unsaid = with_defaults(said, each, run.feed)  # what stands in for a column that comes empty
    new = {name: unsaid[name] if name in names else value for name, value in said.items()}
    merge = merged(row.base, current, new, carried=names)
    base = {"language": language, **merge.base}
    changed = False
    if merge.values != current:
        try:
            with db.session.begin_nested():
                changed = write.save(
                    row.opening,
                    content_with(content, merge.values, language),
                    version=row.opening.version,
                    by=by,
                    now=now,
                    cause=Cause.IMPORTED,
                )
        except NotReady:
            return False  # what is online stays complete, and follows once it can
    if changed:
        note(run, row.opening, ChangeKind.CHANGED, before=current, base=row.base)
    if base != row.base:
        row.base = base
    if each.url and each.url != row.opening.source_url:
        row.opening.source_url = each.url
    return changed
