"""Apply a reading, some openings at a time: created, changed where no hand was, closed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import activity, jobs
from app.core.database import db
from app.core.errors import Refusal
from app.core.ids import uuid7
from app.people.models import Person
from app.publishing import write
from app.publishing.content import content_of
from app.publishing.feeds.columns import (
    FIELDS,
    Known,
    carried_names,
    content_with,
    current_values,
    values_of,
    with_defaults,
)
from app.publishing.feeds.models import (
    ChangeKind,
    Feed,
    FeedChange,
    FeedOpening,
    FeedRun,
    RunState,
)
from app.publishing.feeds.result import ImportedOpening, Reading
from app.publishing.feeds.runs.begin import APPLY, known, reading_of
from app.publishing.feeds.same_again import merged
from app.publishing.feeds.vanishing import FedOpening, agreed, vanished
from app.publishing.history.models import Cause
from app.publishing.kinds import ENDS_BY_THE_CLOCK, OPENING, OpeningContent
from app.publishing.missing import NotReady
from app.publishing.models import EndReason, Opening
from app.publishing.publish import WrongState, close, publish, reopen

A_SLICE = 200  # openings in one transaction


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
    activity.record("feed.applied", run.feed, by=by)
    jobs.enqueue(APPLY, str(run.id))


def apply_some(run_id: UUID, *, now: datetime) -> None:
    """Apply the next openings of a run, in the caller's transaction; then the closings."""
    run = db.session.get(FeedRun, run_id, with_for_update=True)
    if run is None or run.state is not RunState.APPLYING:
        return
    reading = reading_of(run)
    some = reading.openings[run.done : run.done + A_SLICE]
    if some:
        _apply(run, reading, some, known(), now)
        run.done += len(some)
    if run.done < len(reading.openings):
        jobs.enqueue(APPLY, str(run.id))
        return
    _close(run, reading, now)
    db.session.flush()


def _apply(
    run: FeedRun, reading: Reading, some: Sequence[ImportedOpening], ours: Known, now: datetime
) -> None:
    rows = db.session.scalars(
        select(FeedOpening)
        .where(FeedOpening.feed_id == run.feed_id)
        .where(FeedOpening.external_id.in_([each.external_id for each in some]))
    )
    followed = {each.external_id: each for each in rows}
    for each in some:
        row = followed.get(each.external_id)
        if row is None:
            _create(run, each, ours, now)
            run.created += 1
        elif _change(run, row, each, ours, reading.carried, now):
            run.changed += 1
        else:
            run.unchanged += 1


def _create(run: FeedRun, each: ImportedOpening, ours: Known, now: datetime) -> None:
    by = run.by or run.feed.owner
    values = with_defaults(values_of(each, ours), each, run.feed)
    opening = write.start(OPENING, by=by, now=now)
    before = _content(opening)
    content = content_with(before, values, each.language)
    write.save(opening, content, version=opening.version, by=by, now=now, cause=Cause.IMPORTED)
    db.session.add(
        FeedOpening(
            id=uuid7(), feed_id=run.feed_id, external_id=each.external_id, opening_id=opening.id,
            base=values,
        )
    )  # fmt: skip
    _note(run, opening, ChangeKind.CREATED)
    if run.feed.publishes:
        _publish(opening, by, now)


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
    content = _content(row.opening)
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
        _note(run, row.opening, ChangeKind.CHANGED, before=current, base=row.base)
    if base != row.base:
        row.base = base
    return changed


def _close(run: FeedRun, reading: Reading, now: datetime) -> None:
    rows = {
        each.external_id: each
        for each in db.session.scalars(
            select(FeedOpening).where(FeedOpening.feed_id == run.feed_id).with_for_update()
        )
    }
    over = [rows[key] for key in reading.closed if key in rows]
    for row in over:
        _end(run, row, now)
    if not (reading.complete and run.complete):
        run.state = RunState.DONE
        return
    result = vanished(
        [
            FedOpening(key, _is_open(row), _closed_by_feed(row), row.missing_at)
            for key, row in rows.items()
        ],
        reading.present,
        now=now,
    )
    for key, row in rows.items():
        row.missing_at = result.missing.get(key)
    for key in result.close:
        _end(run, rows[key], now)
    for key in result.reopen:
        if key not in reading.closed:
            _open_again(run, rows[key], now)
    run.asked = list(result.ask)
    run.state = RunState.ASKING if result.ask else RunState.DONE


def agree(run: FeedRun, *, by: Person, now: datetime) -> int:
    """Close exactly what a run asked about; returns how many. Asked twice, closed once."""
    db.session.refresh(run, ["state", "asked"], with_for_update=True)
    if run.state is not RunState.ASKING:
        return 0
    rows = db.session.scalars(
        select(FeedOpening)
        .where(FeedOpening.feed_id == run.feed_id, FeedOpening.external_id.in_(run.asked))
        .with_for_update()
    ).all()
    back = {each.external_id for each in rows if each.missing_at is None}
    wanted = set(agreed(run.asked, back))
    closing = [each for each in rows if each.external_id in wanted and _is_open(each)]
    for each in closing:
        _end(run, each, now)
    run.state = RunState.DONE
    activity.record("feed.closing_agreed", run.feed, by=by, data={"count": len(closing)}, now=now)
    return len(closing)


def refuse_closing(run: FeedRun) -> None:
    """Leave open what a run asked about."""
    db.session.refresh(run, ["state"], with_for_update=True)
    if run.state is RunState.ASKING:
        run.state = RunState.DONE


def _is_open(row: FeedOpening) -> bool:
    return row.opening.state in ENDS_BY_THE_CLOCK  # a pause may end: it is not closed


def _closed_by_feed(row: FeedOpening) -> bool:
    """Say whether a feed closed it and nobody else did since."""
    return row.closed_by_feed and row.opening.end_reason is EndReason.FEED


def _end(run: FeedRun, row: FeedOpening, now: datetime) -> None:
    if _is_open(row):
        close(row.opening, by=None, now=now, reason=EndReason.FEED)
        row.closed_by_feed = True
        run.closed += 1
        _note(run, row.opening, ChangeKind.CLOSED)


def _open_again(run: FeedRun, row: FeedOpening, now: datetime) -> None:
    try:
        with db.session.begin_nested():
            reopen(row.opening, by=run.by or run.feed.owner, now=now)
    except (NotReady, WrongState):
        return  # the next reading tries again
    row.closed_by_feed = False
    _note(run, row.opening, ChangeKind.REOPENED)


def _note(
    run: FeedRun, opening: Opening, kind: ChangeKind, *,
    before: dict[str, object] | None = None, base: dict[str, object] | None = None,
) -> None:  # fmt: skip
    db.session.add(
        FeedChange(
            id=uuid7(), run_id=run.id, opening_id=opening.id, kind=kind, before=before or {},
            base=base or {}, version=opening.version,
        )
    )  # fmt: skip
    db.session.flush()


def _content(opening: Opening) -> OpeningContent:
    content = content_of(opening)
    assert isinstance(content, OpeningContent)
    return content


def follow_again(row: FeedOpening, name: str, *, by: Person, now: datetime) -> None:
    """Let one thing of an opening follow its feed again. name: one of `FIELDS`"""
    if name not in FIELDS:
        return
    language = row.base["language"]
    content = _content(row.opening)
    values = {**current_values(content, language), name: row.base.get(name)}
    write.save(
        row.opening, content_with(content, values, language), version=row.opening.version,
        by=by, now=now, cause=Cause.IMPORTED,
    )  # fmt: skip


def kept_by_hand(row: FeedOpening) -> list[str]:
    """Name what of an opening a person's hand keeps."""
    current = current_values(_content(row.opening), row.base["language"])
    return [name for name in FIELDS if current[name] != row.base.get(name)]


def default_feed(by: Person, *, name: str, language: str, now: datetime) -> Feed:
    """Return the source of the tables that are sent under a name; it is made the first time."""
    feed = db.session.scalar(select(Feed).where(Feed.format == "table", Feed.name == name))
    if feed is None:
        feed = Feed(id=uuid7(), name=name, format="table", language=language, owner_id=by.id,
                    created_at=now)  # fmt: skip
        db.session.add(feed)
        db.session.flush()
        activity.record("feed.added", feed, by=by, now=now)
    return feed
