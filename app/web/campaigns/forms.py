"""Forms of campaigns."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.core.i18n import LANGUAGES, language
from app.people.slugs import place_names
from app.publishing import queries as publishing
from app.publishing.campaigns.models import Campaign
from app.publishing.campaigns.run import CampaignWords
from app.web.combobox import Combobox
from app.web.fields import Day, SomeOf, WholeNumber, line
from app.web.forms import Form

LANGUAGE_NAMES = {"fr": _l("French"), "en": _l("English")}
LONGEST_PURPOSE = 240
A_NUMBER = _l("Write a whole number from 1 to 100,000.")


class LaunchedForm(Form):
    """What may be changed of a campaign at any time."""

    version = IntegerField(widget=HiddenInput(), default=1)
    name_fr = line(_l("Name in French"), longest=80)
    name_en = line(_l("Name in English"), longest=80)
    purpose_fr = line(_l("What it is for, in French"), longest=LONGEST_PURPOSE)
    purpose_en = line(_l("What it is for, in English"), longest=LONGEST_PURPOSE)
    last_on = Day(_l("Last day"), validators=[Optional()])
    goal = WholeNumber(_l("Goal"), [Optional(), NumberRange(1, 100_000, A_NUMBER)])

    def validate_goal(self, field: WholeNumber) -> None:
        """Refuse what is no number, instead of leaving it out."""
        if field.data is None and (field.raw_data or [""])[0].strip():
            raise ValidationError(A_NUMBER)

    def words(self) -> CampaignWords:
        """Return what was said."""
        return CampaignWords(**self._said())

    def _said(self) -> dict[str, Any]:
        names = ("name_fr", "name_en", "purpose_fr", "purpose_en", "last_on", "goal")
        return {name: self[name].data for name in names}


class DraftForm(LaunchedForm):
    """A campaign that was not launched."""

    first_on = Day(_l("First day"), validators=[Optional()])
    teams = SomeOf(_l("Teams"))
    places = SomeOf(_l("Places"))
    languages = SelectMultipleField(
        _l("Languages"),
        choices=[SelectChoice(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    by_mail = BooleanField(_l("Invite by mail"))
    reminds = BooleanField(_l("Remind once, a week later, those who have relayed nothing of it"))
    by_chat = BooleanField(_l("Post it to the chat channels"))

    def offer(self) -> None:
        """Set what the lists offer. Two statements."""
        spoken = language()
        self.teams.offer([(each.id, each.name(spoken)) for each in publishing.teams()])
        self.places.offer(list(place_names(publishing.places()).items()))

    def words(self) -> CampaignWords:
        """Return what was said."""
        return CampaignWords(
            **self._said(),
            first_on=self.first_on.data,
            team_ids=self.teams.keys,
            place_ids=self.places.keys,
            languages=frozenset(self.languages.data or ()),
            by_mail=self.by_mail.data,
            by_chat=self.by_chat.data,
            reminds=self.reminds.data,
        )


class ItemForm(Form):
    """A publication to put into a campaign, by its title."""

    publication = Combobox(
        _l("Add an opening or a story"),
        nobody=_l("Nothing has these words in its title. Type another part of it."),
    )


class LaunchForm(Form):
    """The version that was shown with whom it reaches, and that its reader means it."""

    version = HiddenField()
    sure = BooleanField(
        _l("I have read the mail and whom it reaches"),
        [InputRequired(_l("Confirm that you have read it: mails cannot be taken back."))],
    )


def filled_with(campaign: Campaign) -> dict[str, Any]:
    """Return a campaign as its form takes it."""
    return {
        **{
            name: getattr(campaign, name)
            for name in (
                *("version", "name_fr", "name_en", "purpose_fr", "purpose_en", "first_on"),
                *("last_on", "goal", "by_mail", "by_chat", "reminds"),
            )
        },
        "teams": [str(each.id) for each in campaign.audience_teams],
        "places": [str(each.id) for each in campaign.audience_places],
        "languages": list(campaign.audience_languages),
    }
