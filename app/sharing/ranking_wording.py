"""Why a publication is shown in the hub, in one sentence."""

from collections.abc import Callable
from typing import Any

from app.core.calendar import local_date
from app.core.i18n import format_date, language
from app.core.i18n import gettext as _
from app.publishing.models import Opening, Publication
from app.sharing.ranking import Reason, Worth

ICONS = {
    Reason.ABOUT_YOU: "user-round",
    Reason.YOU_HIRE: "briefcase",
    Reason.YOU_WROTE: "pen-line",
    Reason.TEAM_HIRES: "users-round",
    Reason.CLOSING_SOON: "hourglass",
    Reason.TEAM_SPEAKS: "users-round",
    Reason.THEME: "hash",
    Reason.PLACE: "map-pin",
    Reason.NEW: "sparkles",
    Reason.NOBODY_YET: "megaphone",
    Reason.FEW_RELAYS: "megaphone",
    Reason.LANGUAGE: "languages",
    Reason.OPEN: "send",
}


def sentence(worth: Worth, publication: Publication) -> str:
    """Say why this publication is shown."""
    return _SENTENCES[worth.reason](worth, publication)


def _team(publication: Publication) -> str:
    return publication.team.name(language()) if publication.team else ""


def _place(publication: Publication) -> str:
    place = publication.place if isinstance(publication, Opening) else None
    return place.name if place else ""


def _day(value: Any) -> str:
    return format_date(value, "d MMMM")


def _team_hires(_worth: Worth, publication: Publication) -> str:
    team, place = _team(publication), _place(publication)
    if place:
        return _("Because your team, %(team)s, is hiring in %(place)s", team=team, place=place)
    return _("Because your team, %(team)s, is hiring", team=team)


def _closing(_worth: Worth, publication: Publication) -> str:
    assert isinstance(publication, Opening)
    assert publication.closes_on
    return _("Because applications close on %(date)s", date=_day(publication.closes_on))


def _theme(worth: Worth, publication: Publication) -> str:
    followed = next(theme for theme in publication.themes if theme.id == worth.theme_id)
    return _("Because you follow the theme %(theme)s", theme=followed.name(language()))


def _new(_worth: Worth, publication: Publication) -> str:
    assert publication.published_at
    day = _day(local_date(publication.published_at))
    return _("Because it is new: published on %(date)s", date=day)


def _open(_worth: Worth, publication: Publication) -> str:
    if isinstance(publication, Opening):
        return _("Because we are still looking for someone")
    return _("Because it shows how we work")


_SENTENCES: dict[Reason, Callable[[Worth, Publication], str]] = {
    Reason.ABOUT_YOU: lambda *_given: _("Because it is about you"),
    Reason.YOU_HIRE: lambda *_given: _("Because you are hiring for this opening"),
    Reason.YOU_WROTE: lambda *_given: _("Because you wrote it"),
    Reason.TEAM_HIRES: _team_hires,
    Reason.CLOSING_SOON: _closing,
    Reason.TEAM_SPEAKS: lambda _worth, publication: _(
        "Because it tells of your team, %(team)s", team=_team(publication)
    ),
    Reason.THEME: _theme,
    Reason.PLACE: lambda _worth, publication: _(
        "Because it is in %(place)s, like you", place=_place(publication)
    ),
    Reason.NEW: _new,
    Reason.NOBODY_YET: lambda *_given: _("Because nobody has relayed it yet"),
    Reason.FEW_RELAYS: lambda *_given: _("Because few colleagues have relayed it lately"),
    Reason.LANGUAGE: lambda *_given: _("Because it is written in your language"),
    Reason.OPEN: _open,
}
