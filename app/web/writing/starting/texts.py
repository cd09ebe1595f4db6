"""Proposing suggested texts in an editor, and the page of the sentences that they are made of."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from app.core import clock
from app.core.database import transaction
from app.core.i18n import LANGUAGES, format_datetime, lazy_number
from app.core.i18n import gettext as _
from app.core.text.clean import tidy
from app.people.permissions import Permission, may
from app.publishing import wording
from app.publishing.content import content_of
from app.publishing.kinds import KINDS, Kind, kind_of
from app.publishing.models import Publication
from app.publishing.preview import as_typed
from app.sharing import networks
from app.sharing.starts import templates
from app.sharing.starts.models import TextLength
from app.sharing.starts.propose import (
    NETWORKS_OF,
    change_template,
    proposals,
    templates_of,
)
from app.sharing.wording import name
from app.web.access import allowed
from app.web.context import organisation_of_page
from app.web.forms import Form
from app.web.writing import bp
from app.web.writing.desk import me
from app.web.writing.forms import LANGUAGE_NAMES, PublicationForm
from app.web.writing.starting.counts import post_on

WRITERS = (Permission.WRITE_OPENINGS, Permission.WRITE_STORIES)
LENGTHS = {
    TextLength.LONG: _l("Long"),
    TextLength.MEDIUM: _l("Medium"),
    TextLength.SHORT: _l("Short"),
}
MEANINGS = {
    "title": _l("its title"),
    "summary": _l("its one or two sentences"),
    "team": _l("its team"),
    "company": _l("the company"),
    "place": _l("where"),
    "contract": _l("the contract"),
    "salary": _l("the salary, where it is said"),
    "date": _l("when it begins"),
    "person": _l("whose portrait it is"),
    "source": _l("who published it"),
}


def add_starts(publication: Publication, form: PublicationForm) -> int:
    """Fill the empty suggested texts of a form from what is typed in it; says how many it filled.

    Nothing is saved, and nothing that is typed is replaced.
    """
    content = form.written(content_of(publication))
    language = form.language.data
    copy = as_typed(publication, content)
    kind = kind_of(content)
    if not any(text.language == language and text.title for text in copy.texts):
        return 0
    words = content.words[language]
    found = proposals(
        templates_of(kind.code, language),
        values_of(copy, language),
        lambda channel, text: networks.fits(channel, post_on(channel, text, language=language)),
        words.suggested,
    )
    form.add_suggested(found)
    return len(found)


def values_of(publication: Publication, language: str) -> dict[str, str]:
    """Return what placeholders stand for, in the language of the text."""
    text = next(each for each in publication.texts if each.language == language)
    company = organisation_of_page()
    with force_locale(language):
        values = {
            "title": text.title.rstrip(" ."),
            "summary": text.summary,
            "team": publication.team.name(language) if publication.team else "",
            "company": company.name if company else "",
            **OWN_VALUES[publication.kind_code](publication),
        }
        return {name: str(value) for name, value in values.items()}


def _of_an_opening(opening: Any) -> Mapping[str, Any]:
    return {
        "place": wording.where(opening) if opening.place else "",
        "contract": wording.contract(opening) if opening.contract else "",
        "salary": wording.salary(opening),
    }


def _of_an_event(event: Any) -> Mapping[str, Any]:
    starts = event.starts_at
    return {
        "date": format_datetime(starts, "EEEE d MMMM, HH:mm") if starts else "",
        "place": event.place.name if event.place else event.address,
    }


def _of_a_portrait(portrait: Any) -> Mapping[str, Any]:
    return {"person": portrait.about_person.name if portrait.about_person else ""}


OWN_VALUES: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
    "opening": _of_an_opening,
    "article": lambda _: {},
    "portrait": _of_a_portrait,
    "event": _of_an_event,
    "news": lambda _: {},
    "curated": lambda link: {"source": link.source_name},
}


class ShareTextsForm(Form):
    """The sentences of one kind, in both languages and three lengths."""


def _length() -> Length:
    return Length(
        max=templates.LONGEST,
        message=_l("At most %(num)s characters.", num=lazy_number(templates.LONGEST)),
    )


for _language in LANGUAGES:
    for _each in TextLength:
        setattr(
            ShareTextsForm,
            f"{_language}_{_each}",
            TextAreaField(LENGTHS[_each], [_length()], filters=[tidy]),
        )


@bp.get("/share-texts", defaults={"kind": ""})
@bp.get("/share-texts/<kind>")
@allowed(*WRITERS)
def share_texts(kind: str) -> ResponseReturnValue:
    """Show the sentences of one kind, the first that its reader writes unless the address says."""
    mine = _kinds()
    code = kind or next(iter(mine))
    if code not in mine:
        abort(404)
    values = {
        f"{language}_{length}": text
        for language in LANGUAGES
        for length, text in templates_of(code, language).items()
    }
    return _page(mine, code, ShareTextsForm(formdata=None, **values))


@bp.post("/share-texts/<kind>")
@allowed(*WRITERS)
def change_share_texts(kind: str) -> ResponseReturnValue:
    """Keep the sentences of one kind, all of them or none."""
    mine = _kinds()
    if kind not in mine:
        abort(404)
    form = ShareTextsForm()
    if not (form.validate_on_submit() and _check(form, kind)):
        return _page(mine, kind, form), 422
    with transaction():
        for language in LANGUAGES:
            for length in TextLength:
                typed = form[f"{language}_{length}"].data or ""
                change_template(kind, language, length, typed, by=me(), now=clock.now())
    flash(_("Saved: “Propose a start” uses these sentences from now on."), "success")
    return redirect(url_for(".share_texts", kind=kind), 303)


def _check(form: ShareTextsForm, kind: str) -> bool:
    """Say by its field what is wrong with each text; an empty one is what it began with."""
    for language in LANGUAGES:
        for length in TextLength:
            field = form[f"{language}_{length}"]
            if field.data:
                try:
                    templates.check(field.data, kind=kind, language=language)
                except templates.BadTemplate as wrong:
                    field.errors = [*field.errors, str(wrong.sentence)]
    return not form.errors


def _kinds() -> dict[str, Kind[Any]]:
    return {code: kind for code, kind in KINDS.items() if may(me(), kind.family.writes)}


def _page(mine: Mapping[str, Kind[Any]], code: str, form: ShareTextsForm) -> str:
    return render_template(
        "writing/starting/share_texts.html",
        kinds=mine,
        code=code,
        form=form,
        languages=LANGUAGE_NAMES,
        lengths={
            length: ", ".join(name(each) for each in NETWORKS_OF[length]) for length in TextLength
        },
        placeholders={each: MEANINGS[each] for each in templates.placeholders(code)},
    )
