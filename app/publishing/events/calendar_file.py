"""An event as calendars take it. source: RFC 5545"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app

from app.core.calendar import zone
from app.publishing.models import EndReason, Story

USUAL = timedelta(hours=1)  # of an event that does not say when it ends


def calendar_file(event: Story, language: str, *, url: str, now: datetime) -> bytes:
    """Write an event, in the company's zone; one that is over or withdrawn says so.

    url: of its page, absolute
    """
    from icalendar import Calendar, Event  # some 5 MB, wasted on a process that writes none

    text = event.text(language)
    assert text, "a published event has words"
    assert event.starts_at, "and a time"
    entry = Event()
    entry.add("uid", f"event-{event.number}@{urlsplit(current_app.config['BASE_URL']).hostname}")
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", now)
    entry.add("dtstart", event.starts_at.astimezone(zone()))
    entry.add("dtend", end_of_event(event).astimezone(zone()))
    entry.add("summary", text.title)
    cancelled = is_cancelled(event)
    if event.ended_at is None or event.end_reason is EndReason.WINDOW:
        entry.add("description", text.summary)  # not of what somebody withdrew or recalled
    if where := where_of(event):
        entry.add("location", where)
    entry.add("url", url)
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Relais//Relais//EN")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def end_of_event(event: Story) -> datetime:
    """Return when an event ends, as it says, or as events usually do. Pure."""
    assert event.starts_at, "an event has a time"
    return event.ends_at or event.starts_at + USUAL


def is_cancelled(event: Story) -> bool:
    """Say whether somebody withdrew it before it began; a page that leaves by itself says no more.

    Pure.
    """
    by_itself = event.end_reason is EndReason.WINDOW
    before = event.ended_at and event.starts_at and event.ended_at < event.starts_at
    return bool(before) and not by_itself


def where_of(event: Story) -> str:
    """Say where an event is: its address, its place, or its page. Pure."""
    place = event.place.name if event.place else ""
    return ", ".join(filter(None, (event.address, place))) or event.online_url
