"""What the states of a reading are called."""

from flask_babel import lazy_gettext as _l

from app.publishing.feeds.models import RunState

STATES = {
    RunState.READING: _l("Being read"),
    RunState.WAITING: _l("To look at"),
    RunState.APPLYING: _l("Being applied"),
    RunState.ASKING: _l("Asks whether to close"),
    RunState.DONE: _l("Done"),
    RunState.FAILED: _l("Could not be read"),
    RunState.UNDONE: _l("Undone"),
}
