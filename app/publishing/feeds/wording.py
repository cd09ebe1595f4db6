"""What is wrong with an opening that is read from elsewhere, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.publishing.feeds.result import Problem

REFUSED: dict[str, LazyString] = {
    "missing_title": _l("This opening has no title: it is not taken."),
    "duplicate_id": _l(
        "An opening before it has the same identifier, “%(value)s”: only the first is taken."
    ),
    "date": _l("“%(value)s” is not a day that can be read: the opening is not taken."),
    "language": _l(
        "“%(value)s” is neither French nor English: the opening is not taken."
    ),
    "formula": _l(
        "This cell holds a formula without its result: open the file, save it again, and send it."
    ),
    "json": _l("The source wrote something that cannot be read: the opening is not taken."),
}  # fmt: skip
WARNED: dict[str, LazyString] = {
    "language": _l("The language could not be recognised: “%(value)s” was taken."),
    "date": _l("“%(value)s” is not a day that can be read: no start is given."),
    "currency": _l("“%(value)s” is not in euros: no salary is given."),
    "net": _l("“%(value)s” is a net salary: no salary is given."),
    "period": _l("“%(value)s” does not say for which period: no salary is given."),
    "salary": _l("“%(value)s” is no likely salary: no salary is given."),
}


def sentence(problem: Problem) -> str:
    """Say what is wrong, and what was done, in the reader's language."""
    words = REFUSED if problem.is_error else WARNED
    return str(words[problem.code] % {"value": problem.value})
