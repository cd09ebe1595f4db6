"""Recalling a publication, or telling those who relayed it what was corrected."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.core.text.clean import tidy
from app.measures.publications import echoes
from app.publishing import wording
from app.publishing.models import Publication
from app.publishing.recall.models import NoticeKind
from app.publishing.recall.recall import Said, correct_aloud, recall
from app.web.fields import TOO_LONG
from app.web.forms import Form
from app.web.writing.desk import Desk, me

LONGEST = 1_000  # characters
_length = Length(max=LONGEST, message=TOO_LONG)


class RecallForm(Form):
    """What is said, and whether it goes offline."""

    kind = RadioField(
        _l("What becomes of it"),
        choices=[
            SelectChoice(NoticeKind.RECALLED, _l("Recall it: its pages and links say so")),
            SelectChoice(NoticeKind.CORRECTED, _l("It stays online, corrected")),
        ],
        default=NoticeKind.RECALLED,
    )
    note_fr = TextAreaField(_l("What readers are told, in French"), [_length], filters=[tidy])
    note_en = TextAreaField(_l("What readers are told, in English"), [_length], filters=[tidy])
    suggested_fr = TextAreaField(
        _l("A text for those who relayed to post, in French"), [_length], filters=[tidy]
    )
    suggested_en = TextAreaField(
        _l("A text for those who relayed to post, in English"), [_length], filters=[tidy]
    )


def recall_page(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Ask what is said, then recall, or tell of the correction."""
    form = RecallForm()
    if request.method == "GET":
        return _page(desk, publication, form)
    if not form.validate():
        return _page(desk, publication, form, status=422)
    said = Said(**{name: form[name].data or "" for name in Said.__dataclass_fields__})
    act = recall if form.kind.data == NoticeKind.RECALLED else correct_aloud
    try:
        with transaction():
            act(publication, said, by=me(), now=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(desk, publication, form, status=422)
    if act is recall:
        flash(_("Recalled: its pages and links say so, those who relayed it are told."), "success")
    else:
        flash(_("Those who relayed it are told."), "success")
    return redirect(desk.address("", publication), 303)


def _page(
    desk: Desk, publication: Publication, form: RecallForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "writing/life/recall.html",
        desk=desk,
        publication=publication,
        form=form,
        title=wording.title_of(publication),
        echo=echoes([publication.id])[publication.id],
    )
    return page, status
