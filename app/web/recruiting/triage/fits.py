"""Why an application fits a search: the words asked for, marked where they stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.search import asked_words, which_say
from app.core.text.tokens import Term, question
from app.hiring.models import Application
from app.hiring.queries import FoundApplications
from app.publishing.wording import title_of
from app.web.recruiting.triage.excerpts import Piece, excerpt, letters_at, marked, places

MOST_LINES = 2
Span = tuple[int, int]


@dataclass(frozen=True)
class FitLine:
    """A text of an application that says what was asked for. label: which text"""

    label: LazyString
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Fit:
    """What a row of the list marks, and the lines below it for what a row does not show."""

    name: Sequence[Piece]
    opening: Sequence[Piece]
    lines: Sequence[FitLine]


@dataclass(frozen=True)
class _Searched:
    """One text that the search reads. letters: it is found letter by letter, too"""

    label: LazyString | None
    text: str
    words: Sequence[str]
    letters: bool = False
    figures: bool = False

    @cached_property
    def _places(self) -> Sequence[tuple[Span, tuple[str, ...]]]:
        return [((each.start, each.end), each.words) for each in places(self.text, self.words)]

    def all_words(self) -> Iterator[str]:
        """Yield the words that may be forms of those asked for."""
        for _, words in self._places:
            yield from words

    def spans(self, term: Term, said: set[str]) -> list[Span]:
        """Return where the text says a term. said: the words by which that is"""
        found = [span for span, words in self._places if not said.isdisjoint(words)]
        if self.figures and term.typed.isdecimal():
            figures = "".join(each for each in self.text if each.isdecimal())
            found += [(0, len(self.text))] if term.typed.lstrip("0") in figures else []
        return found + (letters_at(self.text, term.typed) if self.letters else [])


@dataclass
class _Row:
    """The texts of an application, those that a row of the list shows first."""

    shown: tuple[_Searched, _Searched]
    others: Sequence[_Searched] = field(default_factory=list)


def fits_of(applications: Sequence[Application], found: FoundApplications) -> Mapping[UUID, Fit]:
    """Return why each application was found; nothing without a search. One statement."""
    terms = [term for term in found.terms if not term.absent]
    if not terms:
        return {}
    rows = {each.id: _row_of(each, found, terms) for each in applications}
    said = which_say(
        {
            word
            for row in rows.values()
            for text in (*row.shown, *row.others)
            for word in text.all_words()
        },
        terms,
        nearly=not found.exact,
    )
    return {key: _fit(row, list(zip(terms, said, strict=True))) for key, row in rows.items()}


def lines_of(application: Application, found: FoundApplications) -> Sequence[FitLine]:
    """Return what of an application, but its name and its opening, says what was asked for."""
    fit = fits_of([application], found).get(application.id)
    return fit.lines if fit else ()


def marked_text(text: str, typed: str) -> Sequence[Piece]:
    """Return a whole text with what was searched marked."""
    terms = [term for term in question(typed) if not term.absent]
    if not terms:
        return [Piece(text)]
    whole = _Searched(None, text, _words_of(terms))
    said = which_say(set(whole.all_words()), terms, nearly=False)
    spans = [span for term, words in zip(terms, said, strict=True)
             for span in whole.spans(term, words)]  # fmt: skip
    return marked(text, spans)


def _fit(row: _Row, terms: Sequence[tuple[Term, set[str]]]) -> Fit:
    lines: dict[int, FitLine] = {}
    for term, said in terms:
        if any(text.spans(term, said) for text in row.shown):
            continue
        for at, text in enumerate(row.others):
            if text.label and text.spans(term, said):
                every = [span for one, words in terms for span in text.spans(one, words)]
                lines.setdefault(at, FitLine(text.label, excerpt(text.text, every)))
                break
    name, opening = (
        marked(text.text, [span for one, words in terms for span in text.spans(one, words)])
        for text in row.shown
    )
    return Fit(name, opening, list(lines.values())[:MOST_LINES])


def _row_of(application: Application, found: FoundApplications, terms: Sequence[Term]) -> _Row:
    candidate, opening = application.candidate, application.opening
    asked = _words_of(terms)
    place = f", {opening.place.name}" if opening.place else ""
    chosen = application.choice_ambassador
    team = opening.team
    return _Row(
        shown=(
            _Searched(None, candidate.name, asked, letters=True),
            _Searched(None, f"{title_of(opening)}{place}", asked),
        ),
        others=[
            _Searched(_l("E-mail"), candidate.email, asked, letters=True),
            _Searched(_l("Phone"), candidate.phone, asked, figures=True),
            _Searched(_l("Ambassador"), chosen.name if chosen else "", asked, letters=True),
            _Searched(_l("Ambassador"), found.brought.get(candidate.id, ""), asked, letters=True),
            _Searched(_l("Name given"), application.named_referrer, asked),
            _Searched(_l("CV"), application.cv_text, asked),
            _Searched(_l("Message"), application.message, asked),
            _Searched(_l("Team"), f"{team.name_fr}, {team.name_en}" if team else "", asked),
            _Searched(_l("Region"), opening.place.region if opening.place else "", asked),
            *(_Searched(_l("Place"), each.full_name, asked) for each in opening.other_places),
            *(_Searched(_l("Opening"), text.title, asked) for text in opening.texts),
        ],
    )


def _words_of(terms: Sequence[Term]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for term in terms for word in asked_words(term)))
