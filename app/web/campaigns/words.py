"""How campaigns read on screens: states, days, audiences, what is missing, when mails leave."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from app.core.i18n import format_date, language, ngettext
from app.core.i18n import gettext as _
from app.people.slugs import place_names
from app.publishing.campaigns.models import Campaign
from app.publishing.campaigns.states import CampaignState
from app.publishing.wording import one_of
from app.sharing.invitations.forecast import Wave
from app.sharing.invitations.rule import Because
from app.web.campaigns.forms import LANGUAGE_NAMES

STATES = {
    CampaignState.DRAFT: (_l("Draft"), None, "pencil"),
    CampaignState.PLANNED: (_l("Planned"), "info", "calendar-clock"),
    CampaignState.RUNNING: (_l("Running"), "success", "flag"),
    CampaignState.PAUSED: (_l("Paused"), "warning", "pause"),
    CampaignState.OVER: (lazy_pgettext("a campaign", "Over"), None, "flag-off"),
}
STATES_OF_MANY = {
    CampaignState.DRAFT: _l("Drafts"),
    CampaignState.PLANNED: lazy_pgettext("several campaigns", "Planned"),
    CampaignState.RUNNING: _l("Running"),
    CampaignState.PAUSED: _l("Paused"),
    CampaignState.OVER: lazy_pgettext("several campaigns", "Over"),
}
NEEDS = {
    "purpose": (_l("A sentence that says what it is for"), "purpose_fr"),
    "publications": (_l("One publication at least"), "publication"),
    "days": (_l("A first and a last day, the last one to come"), "first_on"),
    "invitations": (_l("A way to invite: by mail, or in chats"), "by_mail"),
}
FEW = 5  # people of a wave that are counted


def days_of(campaign: Campaign) -> str:
    """Write when a campaign runs: “1 December to 19 December 2026”; "" while it has no days."""
    if campaign.first_on is None or campaign.last_on is None:
        return ""
    same_year = campaign.first_on.year == campaign.last_on.year
    first = format_date(campaign.first_on, "d MMMM" if same_year else "d MMMM y")
    return _("%(first)s to %(last)s", first=first, last=format_date(campaign.last_on, "d MMMM y"))


def audience_of(campaign: Campaign) -> list[dict[str, Any]]:
    """Return whom a campaign is for, as terms and values."""
    spoken = language()
    teams = [each.name(spoken) for each in campaign.audience_teams]
    places = list(place_names(campaign.audience_places).values())
    languages = [str(LANGUAGE_NAMES[each]) for each in campaign.audience_languages]
    if not (teams or places or languages):
        return [{"term": _("For"), "value": _("Everyone"), "icon": "users-round"}]
    return [
        {"term": _("Teams"), "value": _listed(teams), "icon": "users-round"},
        {"term": _("Places"), "value": _listed(places), "icon": "map-pin"},
        {"term": _("Languages"), "value": _listed(languages), "icon": "languages"},
    ]


def _listed(names: list[str]) -> str:
    return one_of(sorted(names)) if names else ""


def waves_in_words(waves: list[Wave], today: date) -> list[str]:
    """Say how many people are invited on which day, and why some wait."""
    return [_wave(each, today) for each in waves]


def _wave(wave: Wave, today: date) -> str:
    people = _people(wave.people)
    if wave.day is None:
        return _("%(people)s: not at all, the campaign ends before they may be invited again",
                 people=people)  # fmt: skip
    day = _("today") if wave.day == today else format_date(wave.day, "EEEE d MMMM")
    sentences = {
        Because.CAP: _("%(people)s on %(day)s, due to the weekly cap", people=people, day=day),
        Because.QUIET: _("%(people)s on %(day)s, after quiet hours", people=people, day=day),
    }
    if wave.day == today and wave.because is None:
        return _("%(people)s within minutes", people=people)
    return sentences.get(wave.because or Because.FIRST_DAY) or _(
        "%(people)s on %(day)s", people=people, day=day
    )


def _people(count: int) -> str:
    if count < FEW:
        return _("Fewer than 5 people")
    return ngettext("%(num)d person", "%(num)d people", count)
