"""Forms of answering, reporting, keeping, and of how one wants to be asked."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput

from app.core.ids import uuid7
from app.sharing.asking.answer import LONGEST
from app.sharing.asking.keeping import LONGEST_ANSWER, LONGEST_QUESTION
from app.sharing.asking.profile import LONGEST_SENTENCE
from app.sharing.asking.reports import LONGEST_REASON
from app.web.fields import Checkboxes, Day, KeyField, SomeOf, line, no_address, words
from app.web.forms import Form


class AnswerQuestionForm(Form):
    """An answer; the same form sent twice is one."""

    form_id = KeyField(default=uuid7)
    text = words(_l("Your answer"), _l("Write your answer."), LONGEST)


class ReportAskerForm(Form):
    """What went wrong, for a programme manager."""

    reason = words(
        _l("What went wrong?"), _l("Say in a few words what went wrong."), LONGEST_REASON
    )


class ProposeForm(Form):
    """The words that may stand on the page."""

    question = words(_l("The question, for everybody"), _l("Write the question."), LONGEST_QUESTION)
    answer = words(_l("The answer, for everybody"), _l("Write the answer."), LONGEST_ANSWER)


class AskSettingsForm(Form):
    """Whether and how one is asked."""

    takes = RadioField(
        _l("Questions from people who come by your links"),
        choices=[SelectChoice("yes", _l("I take them")), SelectChoice("no", _l("I take none"))],
        default="yes",
    )
    paused_until = Day(_l("Back on"), validators=[Optional()])
    listed = BooleanField(_l("Show me among those whom one may ask"))
    shown_name = line(_l("First name shown"), longest=40, rules=[no_address])
    sentence = line(_l("One sentence about what you can tell"), longest=LONGEST_SENTENCE)
    languages = SelectMultipleField(
        _l("I answer in"),
        choices=[SelectChoice("fr", _l("French")), SelectChoice("en", _l("English"))],
        widget=Checkboxes(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    themes = SomeOf(_l("Themes"), widget=Checkboxes(prefix_label=False))
    shows_photo = BooleanField(_l("Show my photo"))
