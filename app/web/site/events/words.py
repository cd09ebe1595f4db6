"""When and where an event is, in words, and as a row of a list."""

from app.core.calendar import local_date
from app.core.i18n import format_datetime
from app.core.i18n import gettext as _
from app.publishing.events.calendar_file import where_of
from app.publishing.models import Story
from app.web.site.addresses import publication_path
from app.web.site.pages.cards import HrefOf, PublicationRow, marked_title


def hours_of(event: Story) -> str:
    """Say when an event begins and, where that is known, when it ends."""
    assert event.starts_at
    start = format_datetime(event.starts_at, "d MMMM y, HH:mm")
    if event.ends_at is None:
        return start
    if local_date(event.ends_at) == local_date(event.starts_at):
        return _("%(start)s to %(end)s", start=start, end=format_datetime(event.ends_at, "HH:mm"))
    end = format_datetime(event.ends_at, "d MMMM y, HH:mm")
    return _("%(start)s, until %(end)s", start=start, end=end)


def place_of(event: Story) -> str:
    """Say where one goes, or that one follows it online; a page's address says nothing."""
    return where_of(event) if event.place or event.address else _("Online")


def printed(event: Story) -> list[str]:
    """Say what stands under the title of a poster: when, and where."""
    return [hours_of(event), where_of(event)] if event.starts_at else []


def coming_row(
    event: Story, language: str, *, href_of: HrefOf = publication_path
) -> PublicationRow:
    """Return an event as a row of a list; href_of: where it leads, as for `cards.row`."""
    return PublicationRow(
        title=marked_title(event, language),
        href=href_of(event, language),
        detail=place_of(event),
        pay=hours_of(event),
    )
