"""Who is signed in to the browser that sends a public form, if anyone."""

from flask_login import current_user

from app.people.models import Person


def sender() -> Person | None:
    """Return the signed-in person; candidates nearly always are nobody here."""
    return current_user._get_current_object() if current_user.is_authenticated else None
