"""Keeping an opening as its team's usual one, beginning from it, naming it otherwise."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from app.core import activity
from app.core.database import db
from app.core.errors import Refusal
from app.core.ids import uuid7
from app.core.pagination import Page, paginate
from app.core.text.clean import tidy_line
from app.people.models import Person, Team
from app.publishing.content import content_of
from app.publishing.history.snapshots import as_json, content_from
from app.publishing.kinds import OPENING, OpeningContent
from app.publishing.life.taking_back import still_there
from app.publishing.models import Opening
from app.publishing.usual.models import UsualOpening
from app.publishing.write import apply, start

LONGEST_NAME = 80  # characters


class BadName(Refusal):
    """A usual opening cannot bear this name; code: no_team, empty, long, taken"""

    code = "bad_name"


def keep_as_usual(opening: Opening, name: str, *, by: Person, now: datetime) -> UsualOpening:
    """Keep what an opening says as a usual one of its team, in the caller's transaction.

    Days and whom to contact are each opening's own: they are left out.

    raises: BadName
    """
    if opening.team_id is None:
        raise BadName(_l("Choose the team of this opening first."), code="no_team")
    content = content_of(opening)
    assert isinstance(content, OpeningContent)
    content = replace(
        content, starts_on=None, closes_on=None, hiring_manager_id=None, recruiter_id=None
    )
    usual = UsualOpening(
        id=uuid7(), team_id=opening.team_id, content=as_json(content), created_at=now, by_id=by.id
    )
    _name(usual, name)
    activity.record("usual_opening.kept", usual, by=by, now=now)
    return usual


def rename(usual: UsualOpening, name: str, *, by: Person, now: datetime) -> None:
    """Give a usual opening another name. raises: BadName"""
    if tidy_line(name) != usual.name:
        _name(usual, name)
        activity.record("usual_opening.renamed", usual, by=by, now=now)


def remove(usual: UsualOpening, *, by: Person, now: datetime) -> None:
    """Forget a usual opening; what began with it stays as it is."""
    activity.record("usual_opening.removed", usual, by=by, now=now)
    db.session.delete(usual)
    db.session.flush()


def begin_from(usual: UsualOpening, *, by: Person, now: datetime) -> Opening:
    """Begin an opening with everything of a usual one; what is no more is left out."""
    opening = start(OPENING, by=by, now=now)
    content = still_there(content_from(usual.content))
    assert isinstance(content, OpeningContent)
    apply(opening, replace(content, team_id=usual.team_id, recruiter_id=by.id))
    db.session.flush()
    return opening


def usual_openings(*, page: int) -> Page[UsualOpening]:
    """Return a page of the usual openings, team by team, without what they say."""
    return paginate(
        select(UsualOpening)
        .join(Team)
        .options(joinedload(UsualOpening.team), joinedload(UsualOpening.by))
        .order_by(Team.name_fr, UsualOpening.team_id, UsualOpening.name, UsualOpening.id),
        page=page,
    )


def usual_opening(key: UUID) -> UsualOpening:
    """Return one of them. raises: NotFound"""
    found = db.session.get(UsualOpening, key)
    if found is None:
        raise NotFound
    return found


def _name(usual: UsualOpening, name: str) -> None:
    named = tidy_line(name)
    if not named:
        raise BadName(_l("Give it a name."), field="name", code="empty")
    if len(named) > LONGEST_NAME:
        raise BadName(
            _l("At most %(num)s characters.", num=LONGEST_NAME), field="name", code="long"
        )
    try:
        with db.session.begin_nested():
            usual.name = named
            db.session.add(usual)
    except IntegrityError as taken:
        raise BadName(
            _l("The team has a usual opening of this name already."), field="name", code="taken"
        ) from taken
