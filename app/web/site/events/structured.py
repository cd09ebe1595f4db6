"""An event as search engines read it: schema.org's Event. Pure.

It says nothing of seats: how many are left is promised to nobody.

source: schema.org/Event; developers.google.com/search/docs/appearance/structured-data/event
"""

from typing import Any

from app.core.calendar import zone
from app.publishing.events.calendar_file import end_of_event, is_cancelled
from app.publishing.models import PublicationText, Story
from app.web.site.pages.structured import postal_address

SCHEMA = "https://schema.org/"


def event_data(
    event: Story,
    text: PublicationText,
    *,
    company: str,
    company_url: str,
    url: str,
    picture: str | None,
) -> dict[str, Any] | None:
    """Describe an event that is or was published; None for one without a time. Pure.

    company_url, url, picture: absolute
    """
    if event.starts_at is None:
        return None
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": text.title,
        "description": text.summary,
        "inLanguage": text.language,
        "startDate": event.starts_at.astimezone(zone()).isoformat(),
        "endDate": end_of_event(event).astimezone(zone()).isoformat(),
        "eventStatus": SCHEMA + _status(event),
        "isAccessibleForFree": True,
        "organizer": {"@type": "Organization", "name": company, "url": company_url},
        "url": url,
    }
    if event.moved_from:
        data["previousStartDate"] = event.moved_from.astimezone(zone()).isoformat()
    if picture:
        data["image"] = [picture]
    there, online = _place(event), _page(event)
    if where := [each for each in (there, online) if each]:
        mode = "Mixed" if len(where) > 1 else "Offline" if there else "Online"
        data["eventAttendanceMode"] = f"{SCHEMA}{mode}EventAttendanceMode"
        data["location"] = where if len(where) > 1 else where[0]
    return data


def _status(event: Story) -> str:
    if is_cancelled(event):
        return "EventCancelled"
    return "EventRescheduled" if event.moved_from else "EventScheduled"


def _place(event: Story) -> dict[str, Any] | None:
    if not event.place and not event.address:
        return None
    address = postal_address(event.place) if event.place else {"@type": "PostalAddress"}
    if event.address:
        address["streetAddress"] = event.address
    name = event.place.name if event.place else event.address
    return {"@type": "Place", "name": name, "address": address}


def _page(event: Story) -> dict[str, Any] | None:
    return {"@type": "VirtualLocation", "url": event.online_url} if event.online_url else None
