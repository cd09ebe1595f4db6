"""What a feed says, as our openings hold it: the one place where both meet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.core.text.fold import fold
from app.people.models import Place, Team
from app.publishing.feeds.models import Feed
from app.publishing.feeds.result import ImportedOpening
from app.publishing.kinds import OpeningContent
from app.publishing.models import Contract, Remote, SalaryPeriod, Seniority, WorkingTime
from app.publishing.texts import Words

# by our name, the fields of a feed that make it: all of them carried, or none
FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": (),
    "body": ("body",),
    "place": ("place",),
    "other_places": ("other_places",),
    "team": ("team",),
    "contract": ("contract",),
    "working_time": ("working_time",),
    "remote": ("remote",),
    "salary": ("salary_min",),
    "seniority": ("seniority",),
    "starts_on": ("starts_on",),
    "closes_on": ("closes_on",),
}


@dataclass(frozen=True)
class Known:
    """Our places and teams, by their folded names."""

    places: Mapping[str, str]
    teams: Mapping[str, str]

    @staticmethod
    def of(places: list[Place], teams: list[Team]) -> "Known":
        """Return those of some rows; of places of one name the first."""
        named: dict[str, str] = {}
        for place in places:
            named.setdefault(fold(place.name), str(place.id))
        by_name = {fold(name): str(t.id) for t in teams for name in (t.name_en, t.name_fr)}
        return Known(named, by_name)


def values_of(opening: ImportedOpening, known: Known) -> dict[str, Any]:
    """Return what a feed says, as plain values by our names; None says nothing. Pure."""
    place = known.places.get(fold(opening.place)) if opening.place else None
    others = (known.places.get(fold(name)) for name in opening.other_places)
    return {
        "language": opening.language,
        "title": opening.title,
        "body": opening.body,
        "place": place,
        "other_places": list(dict.fromkeys(key for key in others if key and key != place)) or None,
        "team": known.teams.get(fold(opening.team)) if opening.team else None,
        "contract": opening.contract if opening.contract in set(Contract) else None,
        "working_time": opening.working_time,
        "remote": [opening.remote, opening.remote_days] if opening.remote else None,
        "salary": _salary(opening.salary_min, opening.salary_max, opening.salary_period),
        "seniority": opening.seniority,
        "starts_on": opening.starts_on.isoformat() if opening.starts_on else None,
        "closes_on": opening.closes_on.isoformat() if opening.closes_on else None,
    }


def with_defaults(
    values: Mapping[str, Any], opening: ImportedOpening, feed: Feed
) -> dict[str, Any]:
    """Return what a new opening is made of: what its feed leaves unsaid is as its settings say."""
    given = dict(values)
    if opening.contract is None:
        given["contract"] = feed.default_contract and feed.default_contract.value
    if opening.remote is None:
        given["remote"] = [feed.default_remote.value, None] if feed.default_remote else None
    team_id = feed.owner.team_id
    given["team"] = given["team"] or (str(team_id) if team_id and not opening.team else None)
    return given


def current_values(content: OpeningContent, language: str) -> dict[str, Any]:
    """Return what an opening is, by the names that a feed may say something of. Pure."""
    words = content.words.get(language, Words())
    period = content.salary_period.value if content.salary_min or content.salary_max else None
    return {
        "title": words.title,
        "body": words.body or None,
        "place": str(content.place_id) if content.place_id else None,
        "other_places": [str(key) for key in content.other_place_ids] or None,
        "team": str(content.team_id) if content.team_id else None,
        "contract": content.contract.value if content.contract else None,
        "working_time": content.working_time.value if content.working_time else None,
        "remote": [content.remote.value, content.remote_days] if content.remote else None,
        "salary": _salary(content.salary_min, content.salary_max, period),
        "seniority": content.seniority.value if content.seniority else None,
        "starts_on": content.starts_on.isoformat() if content.starts_on else None,
        "closes_on": content.closes_on.isoformat() if content.closes_on else None,
    }


def content_with(
    content: OpeningContent, values: Mapping[str, Any], language: str
) -> OpeningContent:
    """Return an opening with the values of a feed, and all else as it was. Pure."""
    words = content.words.get(language, Words())
    words = replace(words, title=values["title"] or "", body=values["body"] or "")
    low, high, period = values["salary"] or (None, None, None)
    remote, days = values["remote"] or (None, None)
    return replace(
        content,
        words={**content.words, language: words},
        place_id=UUID(values["place"]) if values["place"] else None,
        other_place_ids=tuple(UUID(key) for key in values["other_places"] or ()),
        team_id=UUID(values["team"]) if values["team"] else None,
        contract=Contract(values["contract"]) if values["contract"] else None,
        working_time=WorkingTime(values["working_time"]) if values["working_time"] else None,
        remote=Remote(remote) if remote else None,
        remote_days=days,
        salary_min=Decimal(low) if low else None,
        salary_max=Decimal(high) if high else None,
        salary_period=SalaryPeriod(period) if period else content.salary_period,
        seniority=Seniority(values["seniority"]) if values["seniority"] else None,
        starts_on=date.fromisoformat(values["starts_on"]) if values["starts_on"] else None,
        closes_on=date.fromisoformat(values["closes_on"]) if values["closes_on"] else None,
    )


def carried_names(carried: frozenset[str]) -> frozenset[str]:
    """Return what is emptied when it comes empty, by our names. Pure."""
    return frozenset(n for n, fields in FIELDS.items() if fields and carried.issuperset(fields))


def _salary(low: Decimal | None, high: Decimal | None, period: str | None) -> list[Any] | None:
    if not low and not high:
        return None
    return [f"{low:.2f}" if low else None, f"{high:.2f}" if high else None, period]
