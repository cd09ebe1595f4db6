"""What happened to an application, latest first, as its page tells it."""

from typing import Any

from app.core.i18n import gettext as _
from app.hiring.models import Application
from app.web.media import picture_url
from app.web.recruiting.wording import moment, move_in_thread


def thread_of(application: Application) -> list[dict[str, Any]]:
    """Return the items of the macro `timeline`: the moves that stand, and the arrival."""
    items: list[dict[str, Any]] = [
        {
            "text": move_in_thread(made),
            "time": moment(made.at),
            "datetime": made.at.isoformat(),
            "name": made.by.name if made.by else None,
            "photo_url": picture_url(made.by.portrait) if made.by else None,
            "icon": "undo-2",
        }
        for made in reversed(application.moves)
        if not made.undone_at
    ]
    items.append(
        {
            "text": _("Application received, acknowledged by mail"),
            "time": moment(application.at),
            "datetime": application.at.isoformat(),
            "icon": "log-in",
        }
    )
    return items
