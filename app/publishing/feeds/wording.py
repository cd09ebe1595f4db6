"""What is wrong with an opening that is read from elsewhere, or with all of a source, in words."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.fetching.refusals import SENTENCES
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


DOCUMENTS: dict[str, LazyString] = {
    "document": _l("What it answers cannot be read as what it should be."),
    "type": _l("This address answers something else than this kind of feed."),
    "too_large": _l("This document is too large to be read."),
    "too_many": _l("This feed holds more than 20,000 openings."),
    "depth": _l("This document is nested too deep."),
    "dtd": _l("This document declares types of its own: it is not read."),
    "no_titles": _l(
        "No column says the titles: name one “Title” or “Intitulé” in the first ten rows."
    ),
    "save_as_xlsx": _l("Only .xlsx spreadsheets are read: open this one and save it as .xlsx."),
    "paused": _l("This source is paused: resume it first."),
    "no_owner": _l(
        "Whoever answers for it imports no openings any more: name somebody else, then resume."
    ),
    "http_401": _l("The site wants a password (401)."),
    "http_403": _l("The site refuses to be read (403)."),
    "http_404": _l("There is nothing at this address (404)."),
    "http_410": _l("There is nothing at this address any more (410)."),
    "http_429": _l("The site asks to be read less often (429)."),
}


def failed(code: str) -> str:
    """Say why a source, or a table, was not read, in the reader's language."""
    if sentence_ := DOCUMENTS.get(code) or SENTENCES.get(code):
        return str(sentence_)
    if code.startswith("http_"):
        return str(
            _("The site answered with an error (%(code)s).", code=code.removeprefix("http_"))
        )
    return str(DOCUMENTS["document"])
