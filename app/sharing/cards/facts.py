"""What a card says of a publication, in one language, and of the person who relays it.

Its name is made of all that: the same words and pictures are the same card, whenever it is drawn.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from flask_babel import force_locale

from app.core.i18n import format_datetime, language, ngettext
from app.core.models import StoredFile
from app.people import brand
from app.people.models import Organisation, Person
from app.people.organisation import UNNAMED
from app.publishing import wording
from app.publishing.kinds import kind_of
from app.publishing.models import Opening, Publication

DESIGN: Final = Path(__file__).with_name("card.typ")
LONGEST_FACT, MOST_FACTS = 60, 3
# A longer run of letters without a space may be cut anywhere.
LONGEST_WORD, PIECE = 45, 12
COMPOUND = 18  # letters of a compound word that stays in one line, as "trente-huit" does
BREAK, JOINER = "\N{ZERO WIDTH SPACE}", "\N{WORD JOINER}"


def summary_line(publication: Publication) -> list[str]:
    """Return what a card shows under the title: the kind, then what its kind shows first."""
    parts = SUMMARIES[publication.kind_code](publication)
    return [str(kind_of(publication).name), *filter(None, parts)]


def _place_contract_salary(opening: Opening) -> Iterable[str]:
    place = wording.where(opening) if opening.place else ""
    return place, wording.contract(opening), wording.salary(opening)


def _length_and_team(publication: Publication) -> Iterable[str]:
    text = publication.text(language())
    minutes = text.minutes if text else 1
    team = publication.team.name(language()) if publication.team else ""
    return ngettext("%(num)d min read", "%(num)d min read", minutes), team


SUMMARIES: Mapping[str, Callable[[Any], Iterable[str]]] = {
    "opening": _place_contract_salary,
    "article": _length_and_team,
    "portrait": _length_and_team,
    "event": lambda story: (
        format_datetime(story.starts_at, "d MMMM, HH:mm") if story.starts_at else "",
    ),
    "news": _length_and_team,
    "curated": lambda story: (story.source_name,),
}


@dataclass(frozen=True)
class Relayer:
    """Whose name and face are on a card."""

    id: UUID
    name: str
    line: str
    initials: str
    face: StoredFile | None
    mark: str


@dataclass(frozen=True)
class CardFacts:
    """All that a card shows.

    said: what the design reads as JSON, but for pictures
    name: made of everything here
    """

    publication_id: UUID
    language: str
    said: Mapping[str, Any]
    name: str
    cover: StoredFile | None = None
    focus: str = "middle"
    logo: StoredFile | None = None
    relayer: Relayer | None = None

    def by(self, person: Person) -> "CardFacts":
        """Return the same card with a person on it."""
        relayer = relayer_of(person, self.language)
        return replace(self, relayer=relayer, name=f"{self.name}-{relayer.mark}")


def facts_of(publication: Publication, in_language: str, company: Organisation | None) -> CardFacts:
    """Gather what the card of a publication shows in a language that it is written in."""
    with force_locale(in_language):
        kind, *facts = summary_line(publication)
    shades = brand.palette(company.brand_color if company else brand.DEFAULT).light
    title = breakable(wording.title_of(publication, in_language))
    said = {
        "language": in_language,
        "company": company.name if company else UNNAMED,
        "kind": kind,
        "title": title,
        "words": re.split(rf"[\s{BREAK}]+", title),
        "facts": [_short(fact) for fact in facts[:MOST_FACTS]],
        "shades": {"brand": shades.brand, "on_brand": shades.on_brand, "tint": shades.tint},
    }
    logo, cover = (company.logo if company else None), publication.cover
    parts = (publication.number, said, _sum_of(cover), publication.cover_focus, _sum_of(logo))
    return CardFacts(
        publication.id,
        in_language,
        said,
        _told(*parts, _design())[:16],
        cover=cover,
        focus=publication.cover_focus,
        logo=logo,
    )


def relayer_of(person: Person, in_language: str) -> Relayer:
    """Return who relays, as a card in a language names them."""
    line = person.job_title if person.language == in_language else ""
    initials = "".join(part[:1].upper() for part in (person.first_name, person.last_name))
    mark = _told(str(person.id), person.name, line, str(person.portrait_id))[:10]
    return Relayer(person.id, _short(person.name), _short(line), initials, person.portrait, mark)


def breakable(title: str) -> str:
    """Let words that no card could hold break, and no shorter one at its hyphens. Pure."""
    title = re.sub(
        r"\S+",
        lambda found: found[0] if len(found[0]) > COMPOUND else found[0].replace("-", f"-{JOINER}"),
        title,
    )
    return re.sub(
        rf"\S{{{LONGEST_WORD + 1},}}",
        lambda found: BREAK.join(re.findall(rf"\S{{1,{PIECE}}}", found[0])),
        title,
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_FACT else f"{text[: LONGEST_FACT - 1].rstrip()}…"


def _sum_of(file: StoredFile | None) -> str:
    return file.sha256 if file else ""


def _told(*parts: Any) -> str:
    return sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


@cache
def _design() -> str:
    return sha256(DESIGN.read_bytes()).hexdigest()
