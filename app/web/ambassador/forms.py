"""Forms of the hub and of the share kit."""

from uuid import UUID, uuid5

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import (
    Form as PlainForm,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    Optional,
)
from wtforms.widgets import CheckboxInput, HiddenInput

from app.core.i18n import LANGUAGES, lazy_number
from app.core.text.clean import stripped, tidy, tidy_line
from app.core.text.fold import fold, plain_words
from app.sharing import networks, wording
from app.sharing.models import Channel
from app.web.fields import (
    NAME_LENGTH,
    TOO_LONG,
    Checkboxes,
    KeyField,
    OneOf,
    mailbox_field,
    no_address,
    no_link,
    some_letter,
)
from app.web.forms import Form
from app.web.programme.forms import reasoned_text
from app.web.writing.forms import LANGUAGE_NAMES

RELATION_LENGTH, WORDS_LENGTH, CALLED_LENGTH = 120, 600, 60
LONGEST_RECEIPT = 4000  # characters


# buttons that make a link elsewhere than on the network that is chosen
ELSEWHERE = ("link", Channel.COPY.value, Channel.QR.value, Channel.SHEET.value)
THE_LINK = "link"  # what the button that copies the link alone sends: a copy like another


def _channel(value: str) -> Channel:
    return Channel.COPY if value == THE_LINK else Channel(value)


class ShareForm(Form):
    """One share: what is said, where, in which language."""

    form_id = KeyField()
    channel = RadioField(
        _l("Network"),
        choices=[SelectChoice(each.value, wording.NAMES[each]) for each in Channel],
        coerce=Channel,
        validate_choice=True,
    )
    # a button of the page that makes a link elsewhere than on the network that is chosen
    instead = RadioField(
        widget=HiddenInput(),
        validators=[Optional()],
        choices=[SelectChoice(value) for value in ELSEWHERE],
        coerce=_channel,
    )
    language = HiddenField(validators=[AnyOf(LANGUAGES)])
    words = TextAreaField(
        _l("Your text"),
        filters=[tidy],
        validators=[
            Length(
                max=networks.LONGEST_KEPT,
                message=_l(
                    "Keep your text under %(num)s characters.",
                    num=lazy_number(networks.LONGEST_KEPT),
                ),
            )
        ],
        default="",
    )
    own = HiddenField(filters=[tidy], default="")  # what a suggestion replaced, without script
    on_card = BooleanField(_l("My name and my face on the picture"))
    instance = StringField(_l("Your Mastodon server"), filters=[stripped], default="")

    def validate_instance(self, field: StringField) -> None:
        """Mastodon is many servers; without one, the page that opens asks which."""
        on_mastodon = self.where is Channel.MASTODON
        if on_mastodon and field.data and not networks.instance_of(field.data):
            raise ValidationError(_l("Type your server, such as piaille.fr."))

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
        parts = [str(self.where), self.language.data, self.words.data]
        said = "\n".join([*parts, "on card"] if self.on_card.data else parts)
        return uuid5(self.form_id.data, said)


class ReminderForm(ShareForm):
    """A share to be reminded of, with its text as it is."""

    when = RadioField(choices=[SelectChoice(value) for value in ("tomorrow", "3", "7")])


class ThemesForm(Form):
    """The themes that a person follows. The view fills the choices."""

    themes = SelectMultipleField(
        _l("Themes that you like to relay"),
        coerce=UUID,
        widget=Checkboxes(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class OwnLinkForm(Form):
    """The permanent link that another one is to replace."""

    link = KeyField()


class HubForm(Form):
    """A button of the hub about one publication."""

    publication = KeyField()
    again = HiddenField()  # set when what was set aside is to be offered again


class RecommendForm(Form):
    """Recommend somebody for an opening. What may be refused of it is in recommendations.py."""

    form_id = KeyField()
    opening = OneOf(
        _l("Opening"), validators=[InputRequired(_l("Choose the opening you have in mind."))]
    )
    name = StringField(
        _l("First and last name"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Type the person’s name.")),
            Length(max=NAME_LENGTH, message=TOO_LONG),
            no_address,
            some_letter,
        ],
    )
    email = mailbox_field(
        _l("A personal address rather than their work one."),
        missing=_l("Type the person’s address."),
    )
    language = RadioField(
        _l("Language of the message"),
        choices=[SelectChoice(key, name) for key, name in LANGUAGE_NAMES.items()],
        validators=[InputRequired()],
    )
    relation = StringField(
        _l("How you know each other"),
        filters=[tidy_line],
        description=_l("For example: we worked together from 2019 to 2022."),
        validators=[
            DataRequired(_l("Say how you know each other.")),
            Length(max=RELATION_LENGTH, message=TOO_LONG),
            no_link,
        ],
    )
    words = TextAreaField(
        _l("Why this person"),
        filters=[tidy],
        description=_l("They read these words; recruiters do too, once they have accepted."),
        validators=[
            DataRequired(_l("Say why you think of them: a sentence is enough.")),
            Length(max=WORDS_LENGTH, message=TOO_LONG),
            no_link,
        ],
    )
    called = StringField(
        _l("A word for yourself"),
        filters=[tidy_line],
        description=_l(
            "Such as “my old neighbour”: only you see it, in your list, until they accept. Not "
            "their name, which is erased if they do not answer."
        ),
        validators=[Optional(), Length(max=CALLED_LENGTH, message=TOO_LONG), no_address],
    )
    colleague = HiddenField()  # whom the page has said to work here, so that it asks once

    def validate_called(self, field: StringField) -> None:
        """Keep the name out: what is kept of a refusal says nothing of anybody."""
        words = {word for word in plain_words(self.name.data or "") if len(word) > 1}
        if words & set(plain_words(field.data or "")):
            raise ValidationError(
                _l("Choose a word other than their name: it stays when everything else is erased.")
            )

    @property
    def about(self) -> str:
        """Whom the form is about, as `colleague` says it."""
        return fold(f"{self.name.data} {self.email.data}")

    @property
    def asked_about_colleague(self) -> bool:
        """Whether the page has said that they work here, and was sent again all the same."""
        return bool(self.colleague.data == self.about)


class AppealForm(Form):
    """Why an ambassador contests a decision."""

    reason = reasoned_text(
        _l("Why do you contest it?"),
        description=_l(
            "What you know that the evidence does not show. The manager who answers reads it."
        ),
    )


class ReceiptForm(PlainForm):  # type: ignore[misc]
    """A receipt that anyone may check; it changes nothing, so it carries no token."""

    file = FileField(
        _l("Or its file"), description=_l("The .jws file that was downloaded or sent.")
    )
    receipt = TextAreaField(
        _l("The receipt"),
        [
            InputRequired(_l("Paste the receipt here, or choose its file.")),
            Length(max=LONGEST_RECEIPT, message=_l("This is too long to be a receipt.")),
        ],
        filters=[stripped],
        description=_l("A long line of letters and digits with two dots in it."),
    )

    def read_file(self) -> None:
        """Take the text of the file, where one was chosen, in place of what was pasted."""
        sent = self.file.data
        if isinstance(sent, FileStorage) and sent.filename:
            text = sent.stream.read(LONGEST_RECEIPT + 1).decode("utf-8", errors="replace")
            self.receipt.data = stripped(text)
            self.receipt.raw_data = [self.receipt.data]
