"""What an opening asks of its candidates: a page of its own, five questions at most."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import (
    Form as Fieldset,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now
from app.core.ids import uuid7
from app.core.text.clean import tidy, tidy_line
from app.publishing import wording
from app.publishing.content import content_of
from app.publishing.missing import NotReady
from app.publishing.models import Publication
from app.publishing.questions.question import MOST, NO, YES, OpeningQuestion, QuestionKind
from app.publishing.write import save
from app.web.fields import NumberedFields
from app.web.forms import Form
from app.web.writing.desk import Desk, me

LONGEST, LONGEST_CHOICE, MOST_CHOICES = 200, 100, 12  # characters, lines
KINDS = {
    QuestionKind.SHORT: _l("A short text"),
    QuestionKind.LONG: _l("A long text"),
    QuestionKind.CHOICE: _l("One of several answers"),
    QuestionKind.YES_NO: _l("Yes or no"),
    QuestionKind.LINK: _l("The address of a page"),
}
_length = Length(max=LONGEST, message=_l("At most %(num)s characters.", num=LONGEST))


class QuestionFields(Fieldset):  # type: ignore[misc]
    """One question; without words in any language it is none.

    fits: for a choice, the numbers of the lines that fit; for yes or no, which one does
    """

    key = HiddenField()
    place = IntegerField(_l("Order"), [Optional()])
    kind = SelectField(
        _l("Answered by"),
        choices=[SelectChoice(kind.value, word) for kind, word in KINDS.items()],
    )
    text_fr = StringField(_l("Question in French"), [_length], filters=[tidy_line])
    text_en = StringField(_l("Question in English"), [_length], filters=[tidy_line])
    choices_fr = TextAreaField(_l("Answers in French, one a line"), filters=[tidy])
    choices_en = TextAreaField(_l("Answers in English, one a line"), filters=[tidy])
    required = BooleanField(_l("An answer is required"))
    fits = StringField(_l("Answers that fit"), filters=[tidy_line])

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Refuse answers that do not go together in both languages, and numbers of no line."""
        super().validate(*args, **kwargs)
        if not self.is_written:
            return not self.errors
        french, english = _lines(self.choices_fr.data), _lines(self.choices_en.data)
        if self.kind.data == QuestionKind.CHOICE:
            if max(len(french), len(english)) not in range(2, MOST_CHOICES + 1):
                self.choices_fr.errors = [_("Write 2 to %(most)s answers.", most=MOST_CHOICES)]
            elif french and english and len(french) != len(english):
                self.choices_en.errors = [_("Write as many answers as in French.")]
        if self._places() is None:
            self.fits.errors = [
                _("Write the numbers of the lines that fit, such as 1, 3; or yes, or no.")
            ]
        return not self.errors

    @property
    def is_written(self) -> bool:
        """Whether it is a question at all."""
        return bool(self.text_fr.data or self.text_en.data)

    def _places(self) -> tuple[int, ...] | None:
        """Return the places of the answers that fit; None when they cannot be read."""
        words = (self.fits.data or "").casefold().replace(",", " ").replace(";", " ").split()
        if self.kind.data == QuestionKind.YES_NO:
            known = {"oui": YES, "yes": YES, "non": NO, "no": NO}
            return tuple(known[each] for each in words) if set(words) <= set(known) else None
        if self.kind.data != QuestionKind.CHOICE:
            return ()
        many = max(len(_lines(self.choices_fr.data)), len(_lines(self.choices_en.data)))
        if not all(each.isdecimal() and 1 <= int(each[:3]) <= many for each in words):
            return None
        return tuple(sorted({int(each) - 1 for each in words}))

    def question(self) -> OpeningQuestion:
        """Return it, once it is valid."""
        chosen = self.kind.data == QuestionKind.CHOICE
        return OpeningQuestion(
            id=_key(self.key.data),
            kind=QuestionKind(self.kind.data),
            text_fr=self.text_fr.data or "",
            text_en=self.text_en.data or "",
            choices_fr=_lines(self.choices_fr.data) if chosen else (),
            choices_en=_lines(self.choices_en.data) if chosen else (),
            required=self.required.data,
            fits=self._places() or (),
        )


class QuestionsForm(Form):
    """The questions of an opening. version: the one that their writer read"""

    version = IntegerField(widget=HiddenInput(), default=1)
    questions: FieldList = NumberedFields(FormField(QuestionFields), max_entries=MOST)

    def show(self, questions: Sequence[OpeningQuestion], version: int) -> None:
        """Fill the form with what is asked, and leave room for one question more."""
        self.version.data = version
        for place, each in enumerate(questions, start=1):
            self.questions.append_entry(
                {
                    "key": str(each.id),
                    "place": place,
                    "kind": each.kind.value,
                    "text_fr": each.text_fr,
                    "text_en": each.text_en,
                    "choices_fr": "\n".join(each.choices_fr),
                    "choices_en": "\n".join(each.choices_en),
                    "required": each.required,
                    "fits": _fits_in_words(each),
                }
            )
        self.add_room()

    def wrong(self) -> list[tuple[str, str]]:
        """List what is wrong as (id of the field, sentence)."""
        return [("", str(sentence)) for sentence in self.form_errors] + [
            (field.id, str(error))
            for entry in self.questions
            for field in entry.form
            for error in field.errors
        ]

    def add_room(self) -> None:
        """Leave room for one question more, where one more may be asked."""
        if len(self.questions) < MOST and all(each.form.is_written for each in self.questions):
            self.questions.append_entry({"place": len(self.questions) + 1})

    def written(self) -> tuple[OpeningQuestion, ...]:
        """Return what was typed, in the order that was asked for."""
        kept = [each.form for each in self.questions if each.form.is_written]
        kept.sort(key=lambda each: each.place.data or MOST)
        return tuple(each.question() for each in kept)


def questions(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Show what an opening asks, and keep what is typed."""
    content: Any = content_of(publication)
    form = QuestionsForm()
    if request.method == "GET":
        form.show(content.questions, publication.version)
        return _page(desk, publication, form)
    if not form.validate():
        form.add_room()
        return _page(desk, publication, form, status=422)
    typed = replace(content, questions=form.written())
    try:
        with transaction():
            save(publication, typed, version=form.version.data or 0, by=me(), now=clock.now())
    except NotReady:
        form.form_errors.append(
            _("What is online in two languages asks its questions in both. Write them in each.")
        )
        return _page(desk, publication, form, status=422)
    except Refusal as refusal:
        form.refuse(refusal)
        form.version.raw_data, form.version.data = None, publication.version
        return _page(desk, publication, form, status=422)
    flash(_("Saved."), "success")
    if request.form.get("act") == "more":
        return redirect(desk.address("questions", publication), 303)
    return redirect(desk.address("", publication), 303)


def _page(
    desk: Desk, publication: Publication, form: QuestionsForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "writing/life/questions.html",
        desk=desk,
        publication=publication,
        form=form,
        title=wording.title_of(publication) or desk.editor_of(publication).untitled,
        most=MOST,
        wrong=form.wrong(),
    )
    return page, status


def asked_in_words(asked: Sequence[OpeningQuestion]) -> str:
    """Return what is asked, a question a line."""
    return "\n".join(each.text(language_now()) for each in asked)


def _fits_in_words(question: OpeningQuestion) -> str:
    if question.kind is QuestionKind.YES_NO:
        return ", ".join(str(_("Yes") if place == YES else _("No")) for place in question.fits)
    return ", ".join(str(place + 1) for place in question.fits)


def _lines(typed: str | None) -> tuple[str, ...]:
    lines = [tidy_line(line)[:LONGEST_CHOICE] for line in (typed or "").splitlines()]
    return tuple(dict.fromkeys(line for line in lines if line))


def _key(typed: str | None) -> UUID:
    try:
        return UUID(typed or "")
    except ValueError:
        return uuid7()
