"""How stages, sources and sizes read, in the language of the page."""

from flask_babel import LazyString, format_decimal, lazy_pgettext

from app.core.i18n import gettext as _
from app.hiring.models import ApplicationState, Stage

# On recruiters' screens.
STAGES: dict[Stage, LazyString] = {
    Stage.RECEIVED: lazy_pgettext("stage", "Received"),
    Stage.REVIEW: lazy_pgettext("stage", "In review"),
    Stage.INTERVIEW: lazy_pgettext("stage", "Interview"),
    Stage.OFFER: lazy_pgettext("stage", "Offer"),
    Stage.HIRED: lazy_pgettext("stage", "Hired"),
}
STATES: dict[ApplicationState, LazyString] = {
    ApplicationState.OPEN: lazy_pgettext("application", "Open"),
    ApplicationState.HIRED: lazy_pgettext("application", "Hired"),
    ApplicationState.REFUSED: lazy_pgettext("application", "Refused"),
    ApplicationState.WITHDRAWN: lazy_pgettext("application", "Withdrawn"),
}


def file_size(size: int) -> str:
    """Write a size in KB, or in MB from one on."""
    if size >= 1024 * 1024:
        return _("%(size)s MB", size=format_decimal(round(size / (1024 * 1024), 1)))
    return _("%(size)s KB", size=format_decimal(max(1, round(size / 1024))))
