"""What readings of a source, its settings and the fields of a table are called."""

from flask_babel import lazy_gettext as _l

from app.publishing.feeds.models import FeedState, RunState, VanishedBecomes

STATES = {
    RunState.READING: _l("Being read"),
    RunState.MATCHING: _l("Its columns are to be matched"),
    RunState.WAITING: _l("To look at"),
    RunState.APPLYING: _l("Being applied"),
    RunState.ASKING: _l("Asks whether to close"),
    RunState.DONE: _l("Done"),
    RunState.FAILED: _l("Could not be read"),
    RunState.UNDOING: _l("Being taken back"),
    RunState.UNDONE: _l("Undone"),
}
TONES = {
    RunState.MATCHING: "warning",
    RunState.WAITING: "warning",
    RunState.ASKING: "warning",
    RunState.DONE: "success",
    RunState.FAILED: "danger",
}
UNDER_WAY = {RunState.READING, RunState.APPLYING, RunState.UNDOING}
FEED_STATES = {
    FeedState.ON: (_l("Followed"), "success"),
    FeedState.PAUSED: (_l("Paused"), None),
    FeedState.SUSPENDED: (_l("Suspended"), "danger"),
}
VANISHED = {
    VanishedBecomes.CLOSE: _l("It closes, after two readings an hour apart"),
    VanishedBecomes.ASK: _l("It closes once somebody agrees"),
    VanishedBecomes.STAY: _l("It stays open"),
}
FIELDS = {
    "external_id": _l("Reference"),
    "title": _l("Title"),
    "body": _l("Description"),
    "profile": _l("Profile sought"),
    "team": _l("Team"),
    "place": _l("Place"),
    "postal_code": _l("Postal code (not kept)"),
    "country": _l("Country"),
    "contract": _l("Contract"),
    "schedule": _l("Working time"),
    "remote": _l("Working from home"),
    "remote_days": _l("Days worked from home"),
    "salary": _l("Salary"),
    "salary_year": _l("Salary a year"),
    "salary_min": _l("Least salary"),
    "salary_max": _l("Most salary"),
    "period": _l("Period of the salary"),
    "seniority": _l("Experience"),
    "starts_on": _l("Start"),
    "closes_on": _l("Last day to apply"),
    "language": _l("Language"),
    "url": _l("Address"),
    "status": _l("State (closed, filled)"),
}
# what an opening has, as its editor calls it
KEPT = {
    "title": _l("Title"),
    "body": _l("Text"),
    "place": _l("Place"),
    "other_places": _l("Other places"),
    "team": _l("Team"),
    "contract": _l("Contract"),
    "working_time": _l("Working time"),
    "remote": _l("Working from home"),
    "salary": _l("Salary"),
    "seniority": _l("Experience"),
    "starts_on": _l("Start"),
    "closes_on": _l("Last day to apply"),
}
