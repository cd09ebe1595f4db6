"""What was said of what one relayed: recalled or corrected, and what to post in one's turn."""

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ScalarSelect

from app.core import clock
from app.core.database import transaction
from app.core.i18n.days import short_day
from app.people.models import Person
from app.people.permissions import Permission, may
from app.sharing import queries
from app.sharing.telling.notices import mark_seen, unseen_counted
from app.sharing.telling.notices import told as notices_told
from app.web import navigation
from app.web.access import allowed
from app.web.ambassador import bp


@navigation.counts("relays", "notices")
def _unseen(person: Person, now: datetime) -> ScalarSelect[int] | None:
    return unseen_counted(person, now=now) if may(person, Permission.RELAY) else None


@bp.get("/my-relays/told")
@allowed(Permission.RELAY)
def told() -> ResponseReturnValue:
    """Show what was recalled or corrected of what one relayed; opened, it is seen."""
    now = clock.now()
    found = notices_told(current_user, now=now)
    page = render_template(
        "ambassador/telling/told.html",
        found=found,
        titles=queries.titles(
            {each.notice.publication_id for each in found}, current_user.language
        ),
        day=short_day,
    )
    with transaction():  # behind the page, so that it marks what is new
        mark_seen(current_user, [each.notice.id for each in found if each.fresh], now=now)
    return page
