"""The names of ambassadors, as far as they are still known."""

from collections.abc import Iterable, Mapping, Sequence

from babel.lists import format_list
from babel.numbers import format_percent

from app.attribution.queries import DecisionOnRecord
from app.attribution.rule.resolve import WHOLE_CREDIT
from app.core.i18n import gettext as _
from app.core.i18n import language
from app.people.models import Person


def erased_person() -> str:
    """Say who stands behind a pseudonym that nothing explains any more."""
    return _("someone whose data was erased")


def person_name(person: Person | None) -> str:
    """Name a person; None for someone who was erased."""
    return person.name if person else erased_person()


def name_of(record: DecisionOnRecord, pseudonym: str) -> str:
    """Return the name behind a pseudonym of a decision."""
    return person_name(record.people.get(pseudonym))


def join_names(names: Iterable[str]) -> str:
    """Write names as a list: "Zoé, Malik and Awa"."""
    return format_list(list(names), locale=language())


def names_behind(pseudonyms: Sequence[str], names: Mapping[str, str]) -> str:
    """List the people behind some pseudonyms.

    names: by pseudonym, of those who were not erased
    """
    return join_names(names.get(pseudonym, erased_person()) for pseudonym in pseudonyms)


def with_shares(shares: Sequence[tuple[str, int]]) -> str:
    """List names, with their shares where there are several.

    shares: a name each, and basis points
    """
    if len(shares) == 1:
        return shares[0][0]
    return join_names(_with_share(name, share) for name, share in shares)


def _with_share(name: str, share: int) -> str:
    percent = format_percent(share / WHOLE_CREDIT, locale=language(), decimal_quantization=False)
    return _("%(ambassador)s (%(share)s)", ambassador=name, share=percent)
