"""Why a publication is shown in the hub, in one sentence."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.core.calendar import local_date
from app.core.i18n import format_date, language
from app.core.i18n import gettext as _
from app.publishing.kinds import family_of, last_day_of, places_of
from app.publishing.models import Publication
from app.publishing.wording import one_of
from app.sharing.ranking import RankingReason, Worth

ICONS = {
    RankingReason.ABOUT_YOU: "user-round",
    RankingReason.YOU_HIRE: "briefcase",
    RankingReason.YOU_WROTE: "pen-line",
    RankingReason.CAMPAIGN: "flag",
    RankingReason.TEAM_HIRES: "users-round",
    RankingReason.CLOSING_SOON: "hourglass",
    RankingReason.TEAM_SPEAKS: "users-round",
    RankingReason.THEME: "hash",
    RankingReason.PLACE: "map-pin",
    RankingReason.NEW: "sparkles",
    RankingReason.NOBODY_YET: "megaphone",
    RankingReason.FEW_RELAYS: "megaphone",
    RankingReason.LANGUAGE: "languages",
    RankingReason.TURN: "rotate-cw",
    RankingReason.OPEN: "send",
}


def sentence(worth: Worth, publication: Publication) -> str:
    """Say why this publication is shown."""
    return _SENTENCES[worth.reason](worth, publication)


def _team(publication: Publication) -> str:
    return publication.team.name(language()) if publication.team else ""


def _place(publication: Publication, key: UUID | None = None) -> str:
    """Name where it is; key: of which place, where it may be at several."""
    names = {place.id: place.name for place in places_of(publication)}
    return names.get(key) or next(iter(names.values()), "") if key else one_of([*names.values()])


def _day(value: Any) -> str:
    return format_date(value, "d MMMM")


def _team_hires(_worth: Worth, publication: Publication) -> str:
    team, place = _team(publication), _place(publication)
    if place:
        return _("Because your team, %(team)s, is hiring in %(place)s", team=team, place=place)
    return _("Because your team, %(team)s, is hiring", team=team)


def _closing(_worth: Worth, publication: Publication) -> str:
    return _("Because applications close on %(date)s", date=_day(last_day_of(publication)))


def _theme(worth: Worth, publication: Publication) -> str:
    followed = next(theme for theme in publication.themes if theme.id == worth.theme_id)
    return _("Because you follow the theme %(theme)s", theme=followed.name(language()))


def _new(_worth: Worth, publication: Publication) -> str:
    assert publication.published_at
    day = _day(local_date(publication.published_at))
    return _("Because it is new: published on %(date)s", date=day)


def _turn(worth: Worth, publication: Publication) -> str:
    team = _team(publication)
    return (
        _("Because %(team)s was shown less this week", team=team)
        if team
        else _open(worth, publication)
    )


def _open(_worth: Worth, publication: Publication) -> str:
    if family_of(publication).takes_applications:
        return _("Because we are still looking for someone")
    return _("Because it shows how we work")


_SENTENCES: dict[RankingReason, Callable[[Worth, Publication], str]] = {
    RankingReason.ABOUT_YOU: lambda *_given: _("Because it is about you"),
    RankingReason.YOU_HIRE: lambda *_given: _("Because you are hiring for this opening"),
    RankingReason.YOU_WROTE: lambda *_given: _("Because you wrote it"),
    RankingReason.CAMPAIGN: lambda worth, _publication: _(
        "Campaign: %(name)s", name=worth.campaign
    ),
    RankingReason.TEAM_HIRES: _team_hires,
    RankingReason.CLOSING_SOON: _closing,
    RankingReason.TEAM_SPEAKS: lambda _worth, publication: _(
        "Because it is about your team, %(team)s", team=_team(publication)
    ),
    RankingReason.THEME: _theme,
    RankingReason.PLACE: lambda worth, publication: _(
        "Because it is in %(place)s, like you", place=_place(publication, worth.place_id)
    ),
    RankingReason.NEW: _new,
    RankingReason.NOBODY_YET: lambda *_given: _("Because nobody has relayed it yet"),
    RankingReason.FEW_RELAYS: lambda *_given: _("Because few colleagues have relayed it recently"),
    RankingReason.LANGUAGE: lambda *_given: _("Because it is written in your language"),
    RankingReason.TURN: _turn,
    RankingReason.OPEN: _open,
}
