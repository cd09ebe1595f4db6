"""Say a decision in force as the ledger has it: decided by rule, or by a manager."""

from collections.abc import Sequence

from babel.lists import format_list

from app.attribution.queries import DecisionOnRecord
from app.attribution.rule.facts import Outcome
from app.attribution.wording.sentences import day_words, lead_and_rest, share_words
from app.core.calendar import local_date
from app.core.i18n import gettext as _
from app.core.i18n import language
from app.people.models import Person


def said(known: DecisionOnRecord) -> tuple[str, str]:
    """Say who is credited, then why, to a reader who may know every name."""
    if known.repeats:
        return _("One with an earlier application:"), _(
            "the same person had applied for this opening already, and the credit is decided there."
        )
    if known.by_manager:
        lead, _mark, rest = _overridden(known).removeprefix("<b>").partition("</b>")
        return lead, rest
    if known.case is None or known.decision is None:
        return _("Decided"), _("What it rests on was erased with its candidate.")
    return lead_and_rest(known.case, known.decision, lambda who: name_of(known, who))


def name_of(known: DecisionOnRecord, pseudonym: str) -> str:
    """Return the name behind a pseudonym."""
    return person_name(known.people.get(pseudonym))


def person_name(person: Person | None) -> str:
    """Name a person, or whoever was erased."""
    return person.name if person else _("someone whose data was erased")


def credited_names(shares: Sequence[tuple[Person | None, int]]) -> str:
    """List who is credited, with their shares when there are several."""
    if len(shares) == 1:
        return person_name(shares[0][0])
    names = [share_words(person_name(person), share) for person, share in shares]
    return format_list(names, locale=language())


def _overridden(known: DecisionOnRecord) -> str:
    day = day_words(local_date(known.row.at))
    granted = known.row.reason == "appeal_granted"
    if known.row.outcome != Outcome.CREDITED:
        if granted:
            return _(
                "<b>No credit:</b> a manager decided so on %(date)s, after an appeal.", date=day
            )
        return _("<b>No credit:</b> a manager confirmed it on %(date)s, after an appeal.", date=day)
    names = credited_names(known.credited)
    if granted:
        return _(
            "<b>Brought by %(names)s:</b> a manager decided so on %(date)s, after an appeal.",
            names=names,
            date=day,
        )
    return _(
        "<b>Brought by %(names)s:</b> a manager confirmed it on %(date)s, after an appeal.",
        names=names,
        date=day,
    )
