"""The opening's own questions, as fields of the form where one applies."""

from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core.i18n import gettext as _
from app.core.text.clean import tidy, tidy_line
from app.core.text.sites import BadSite, read_site
from app.publishing.questions.question import (
    CHOSEN,
    YES,
    GivenAnswer,
    OpeningQuestion,
    QuestionKind,
    answer_to,
)
from app.web.candidate.forms import ApplyForm
from app.web.fields import MESSAGE_LENGTH, NAME_LENGTH, TOO_LONG

ANSWER = _l("Answer this question.")


def form_asking(questions: tuple[OpeningQuestion, ...], language: str) -> ApplyForm:
    """Return the form where one applies, with a field for each question, in order."""
    return _form_of(questions, language)()


@lru_cache(maxsize=64)  # a form is a class: the same questions give the same one
def _form_of(questions: tuple[OpeningQuestion, ...], language: str) -> type[ApplyForm]:
    fields = {_name(question): _field(question, language) for question in questions}
    return type("AskingForm", (ApplyForm,), {**fields, "asked": tuple(fields)})


def _name(question: OpeningQuestion) -> str:
    return f"answer_{question.id.hex}"


def _field(question: OpeningQuestion, language: str) -> Any:
    label = question.text(language)
    if question.kind in CHOSEN:
        needed = InputRequired(ANSWER) if question.required else Optional()
        return RadioField(label, choices=_choices(question, language), validators=[needed])
    needed = DataRequired(ANSWER) if question.required else Optional()
    if question.kind is QuestionKind.LONG:
        most = Length(max=MESSAGE_LENGTH, message=TOO_LONG)
        return TextAreaField(label, filters=[tidy], validators=[needed, most])
    most = Length(max=NAME_LENGTH * 2, message=TOO_LONG)
    site = [_site] if question.kind is QuestionKind.LINK else []
    return StringField(label, filters=[tidy_line], validators=[needed, most, *site])


def _choices(question: OpeningQuestion, language: str) -> list[SelectChoice]:
    if question.kind is QuestionKind.YES_NO:
        return [SelectChoice("0", _l("Yes")), SelectChoice("1", _l("No"))]
    words = question.choices(language)
    return [SelectChoice(str(place), word) for place, word in enumerate(words)]


def _site(_form: Any, field: Field) -> None:
    try:
        field.data = read_site(field.data or "")
    except BadSite as refusal:
        raise ValidationError(refusal.sentence) from refusal


def answers_of(
    form: ApplyForm, questions: tuple[OpeningQuestion, ...], language: str
) -> tuple[GivenAnswer, ...]:
    """Return what was answered, in the order of the questions; none is left out."""
    return tuple(_answer(form[_name(each)].data, each, language) for each in questions)


def _answer(typed: str | None, question: OpeningQuestion, language: str) -> GivenAnswer:
    if question.kind not in CHOSEN:
        return answer_to(question, typed or "", place=None, language=language)
    place = int(typed) if typed and typed.isdecimal() else None
    words = ""
    if place is not None and question.kind is QuestionKind.YES_NO:
        words = _("Yes") if place == YES else _("No")
    elif place is not None and place < len(question.choices(language)):
        words = question.choices(language)[place]
    return answer_to(question, words, place=place, language=language)
