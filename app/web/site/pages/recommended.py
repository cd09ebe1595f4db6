"""Who recommends a page, and their words: what is a link's own on a landing page."""

from dataclasses import dataclass
from functools import lru_cache

from flask import current_app, get_template_attribute
from flask_babel import force_locale
from markupsafe import Markup, escape

from app.core import clock
from app.core.i18n import gettext as _
from app.core.i18n import language
from app.core.text.clean import tidy
from app.people.models import Person
from app.publishing.career_site import organisation
from app.sharing.asking.profile import takes_questions
from app.sharing.cards.facts import relayer_of
from app.tracking.front.pages import CARD, QUOTE, mark, pieces_of
from app.web.media import picture_url
from app.web.prose import spaced
from app.web.site.pages.cards import job_of

LONGEST_WORDS = 600  # characters of an ambassador's words that a page shows
FOLDED_OVER = 240  # longer words would push the title off a phone's first screen


@dataclass(frozen=True)
class Referrer:
    """Who recommends a page, as `site/_referrer.html` shows them; or marks in their place.

    face, portrait: their picture or initials, large on an opening, small elsewhere
    line: what they do, and where
    interest: a sentence on the bonus that they may be paid; nothing for who gets none
    card: what follows the name of a page's picture for the one with them on it
    quote: what they wrote for this link, as HTML, or nothing
    unasked: the attribute that hides where one asks them, for who takes no questions
    """

    name: str
    first_name: str
    line: str
    face: Markup
    portrait: Markup
    interest: str
    card: str
    quote: str = ""
    unasked: str = ""


def slot(name: str) -> Markup:
    """Return what a template writes where the front's slot `name` is to be."""
    return Markup(mark(name))


MARKS = Referrer(
    name=slot("name"),
    first_name=slot("first_name"),
    line=slot("line"),
    face=slot("face"),
    portrait=slot("portrait"),
    interest=slot("interest"),
    card=slot(CARD.name),
    quote=slot(QUOTE.name),
    unasked=slot("unasked"),
)


def referrer_of(person: Person, quote: str = "") -> Referrer:
    """Show a person as who recommends a page, in the language at hand."""
    photo = picture_url(person.portrait)
    company = organisation()
    return Referrer(
        name=person.name,
        first_name=person.first_name,
        line=line_of(person),
        face=get_template_attribute("ui/referrer.html", "face")(person.name, photo),
        portrait=get_template_attribute("ui/picture.html", "portrait")(person.name, photo),
        interest=_(
            "If you are hired, %(company)s may pay this person a bonus. It changes nothing in how"
            " your application is read.",
            company=company.name,
        )
        if company and person.employee
        else "",
        card=f"-{relayer_of(person, language()).mark}",
        quote=quote,
        unasked="" if takes_questions(person, now=clock.now()) else " hidden",
    )


def line_of(person: Person) -> str:
    """Say what a person does, and where."""
    job = job_of(person)
    if job and person.place:
        return _("%(job)s, in %(place)s", job=job, place=person.place.name)
    return job or (person.place.name if person.place else "")


def quote_of(words: str, language: str) -> Markup:
    """Return an ambassador's words as HTML, cut at a word when they are long."""
    words = tidy(words)
    if not words:
        return Markup()
    if len(words) > LONGEST_WORDS:
        words = words[:LONGEST_WORDS].rsplit(" ", 1)[0] + "…"
    before, after = _quotation(language, folded=len(words) > FOLDED_OVER)
    return before + escape(spaced(words, language)) + after


@lru_cache(maxsize=8)
def _quotation(language: str, *, folded: bool) -> tuple[Markup, Markup]:
    """Return what stands around quoted words: drawn once, so that a first visit waits for none."""
    with current_app.test_request_context(), force_locale(language):
        drawn = get_template_attribute("ui/referrer.html", "quotation")(slot("words"), folded)
    before, _words, after = pieces_of(drawn)
    return Markup(before), Markup(after)
