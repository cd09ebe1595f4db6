"""Forms of the hub and of the share kit."""

from uuid import UUID, uuid5

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.core.forms import Form, stripped
from app.publishing.words import LANGUAGES, tidy
from app.sharing import channel_words, kit
from app.sharing.models import Channel


class KeyField(HiddenField):  # type: ignore[misc]
    """A key that the page made: it comes back as it was, or the page is told to be reloaded."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the key."""
        try:
            self.data = UUID(hex=valuelist[0] if valuelist else "")
        except ValueError as wrong:
            raise ValueError(_l("This page was altered. Reload it and try again.")) from wrong


class ShareForm(Form):
    """One share: what is said, where, in which language."""

    form_id = KeyField()
    channel = RadioField(
        _l("Network"),
        choices=[SelectChoice(each.value, channel_words.NAMES[each]) for each in Channel],
        coerce=Channel,
        validate_choice=True,
    )
    # a button of the page that makes a link elsewhere than on the network chosen above
    instead = RadioField(
        widget=HiddenInput(),
        validators=[Optional()],
        choices=[SelectChoice(Channel.COPY.value), SelectChoice(Channel.QR.value)],
        coerce=Channel,
    )
    language = HiddenField(validators=[AnyOf(LANGUAGES)])
    words = TextAreaField(
        _l("Your text"),
        filters=[tidy],
        validators=[
            Length(max=kit.LONGEST, message=_l("Keep your text under %(max)d characters."))
        ],
        default="",
    )
    instance = StringField(_l("Your Mastodon server"), filters=[stripped], default="")

    def validate_instance(self, field: StringField) -> None:
        """Mastodon is many servers: the page that opens is on the person's own."""
        if self.where is Channel.MASTODON and not kit.instance_of(field.data or ""):
            raise ValidationError(_l("Write your server, such as piaille.fr."))

    @property
    def where(self) -> Channel:
        """The channel that the pressed button means, once the form is valid."""
        chosen: Channel = self.instead.data or self.channel.data
        return chosen

    @property
    def share_id(self) -> UUID:
        """What makes two submissions the same share: the page, the channel and the words.

        A second press of one button is the same share; another network, or another text sent
        from the page that was left open, is another one.
        """
        said = "\n".join([str(self.where), self.language.data, self.words.data])
        return uuid5(self.form_id.data, said)


class ThemesForm(Form):
    """The themes that a person follows. The view fills the choices."""

    themes = SelectMultipleField(
        _l("Themes that you like to relay"),
        coerce=UUID,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class PublicationForm(Form):
    """A button of the hub about one publication."""

    publication = KeyField()
    again = HiddenField()  # set when what was set aside is to be offered again
