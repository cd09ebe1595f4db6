"""What every editor does: show, save, preview, publish, change what becomes of a publication."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import (
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, format_time

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.headers import allow_framing
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now
from app.measures.publications import echoes
from app.people.permissions import may
from app.publishing import wording
from app.publishing.content import content_of
from app.publishing.kinds import Content
from app.publishing.missing import NotReady
from app.publishing.models import Publication, PublicationState
from app.publishing.preview import as_typed
from app.publishing.publish import publish as publish_publication
from app.publishing.write import EditedMeanwhile, add_cover, delete_draft, save
from app.web.media import picture_url
from app.web.site.addresses import publication_path
from app.web.site.frame import alternates, public_frame
from app.web.site.kinds import public_kind_of
from app.web.site.pages.recommended import Referrer, quote_of, referrer_of
from app.web.writing.desk import TONES, Desk, DeskAct, me
from app.web.writing.editor import FieldConflict, Need, differences, needs, needs_title
from app.web.writing.forms import LANGUAGE_NAMES, PublicationForm


def language_asked(publication: Publication) -> str:
    """Return the language whose words are written: asked for, else one that is begun."""
    asked = request.args.get("language")
    if asked in LANGUAGES:
        return asked
    begun = publication.languages
    mine = language_now()
    return mine if mine in begun or not begun else begun[0]


def edit(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Show the editor to who writes, as things stand; the page that anyone reads to others."""
    if not may(me(), desk.family.writes):
        return redirect(publication_path(publication, language_now()))
    form = desk.form_for(publication)
    form.show(
        content_of(publication), language=language_asked(publication), version=publication.version
    )
    return editor_page(desk, publication, form)


def editor_page(
    desk: Desk,
    publication: Publication,
    form: PublicationForm,
    *,
    status: int = 200,
    conflict: Sequence[FieldConflict] = (),
    wrong: Sequence[tuple[str, Any]] = (),
) -> ResponseReturnValue:
    """Show the editor with a form: what was typed stays, whatever happened to it."""
    language = form.language.data
    wanted = _needs(desk, publication, form)
    tone, sign = TONES[publication.state]
    page = render_template(
        "writing/edit.html",
        desk=desk,
        editor=desk.editor_of(publication),
        publication=publication,
        form=form,
        language_shown=language,
        language_names=LANGUAGE_NAMES,
        state=(wording.STATES[publication.state], tone, sign),
        is_draft=publication.state is PublicationState.DRAFT,
        is_published=publication.state is PublicationState.PUBLISHED,
        needs=wanted,
        needs_title=needs_title(wanted),
        saved_at=format_time(publication.updated_at, "short"),
        word_count=wording.word_count(form.body.data or ""),
        minutes=wording.reading_minutes(form.body.data or ""),
        cover_url=picture_url(publication.cover),
        public_path=publication_path,
        conflict=conflict,
        wrong=list(wrong) or form.wrong(),
    )
    return page, status


def _needs(desk: Desk, publication: Publication, form: PublicationForm) -> list[Need]:
    """List what publishing needs of what is typed."""
    content = form.written(content_of(publication))
    return needs(
        content,
        desk.editor_of(content).parts,
        shown=form.language.data,
        href=lambda other: desk.address("", publication, language=other),
    )


def receive(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Save what was typed, then do what the button asked: stay, change language, publish."""
    form = desk.form_for(publication)
    act = request.form.get("act", "")
    try:
        cover = _cover_sent() if "cover" in form else {}
    except Refusal as refusal:
        form.validate()
        form.refuse(refusal)
        return editor_page(desk, publication, form, status=422)
    if refused := save_typed(desk, publication, form, **cover):
        return refused
    if act == "publish":
        return publish(desk, publication, form)
    here = desk.address("", publication, language=form.language.data)
    if cover:
        return redirect(f"{here}#cover-part", 303)
    if act in LANGUAGES:
        return redirect(desk.address("", publication, language=act), 303)
    if publication.state is PublicationState.PUBLISHED:
        flash(_("The correction is online."), "success")
    else:
        flash(_("Saved."), "success")
    return redirect(here, 303)


def _cover_sent() -> dict[str, UUID | None]:
    """Keep the picture that came with the form; say which one the content has from now on.

    returns: nothing when it stays as it is
    raises: Refusal for what is no picture
    """
    if request.form.get("act") == "remove-cover":
        return {"cover_id": None}
    sent = request.files.get("cover")
    if sent is None or not sent.filename:
        return {}
    with transaction():
        return {"cover_id": add_cover(sent.read(), name=sent.filename).id}


def save_typed(
    desk: Desk, publication: Publication, form: PublicationForm, **changes: Any
) -> ResponseReturnValue | None:
    """Save a form; returns the editor again with 422 when it cannot be, else nothing.

    changes: fields of the content that come from elsewhere than the form's own
    """
    if not form.validate():
        return editor_page(desk, publication, form, status=422)
    try:
        with transaction():
            _save(publication, form, **changes)
    except EditedMeanwhile as meanwhile:
        found = differences(meanwhile.publication, meanwhile.differing, desk.editor_of(publication))
        form.version.data = form.version.raw_data = None
        form.version.data = meanwhile.publication.version
        return editor_page(desk, publication, form, status=422, conflict=found)
    except NotReady as refusal:
        return _not_ready(desk, publication, form, refusal)
    return None


def _save(publication: Publication, form: PublicationForm, **changes: Any) -> bool:
    content: Content = replace(form.written(content_of(publication)), **changes)
    return save(publication, content, version=form.version.data or 0, by=me(), now=clock.now())


def publish(desk: Desk, publication: Publication, form: PublicationForm) -> ResponseReturnValue:
    """Publish what has just been saved, or say everything that it lacks."""
    try:
        with transaction():
            publish_publication(publication, by=me(), now=clock.now())
    except NotReady as refusal:
        form.version.raw_data = None
        form.version.data = publication.version
        return _not_ready(desk, publication, form, refusal)
    flash(str(desk.published), "success")
    return redirect(desk.address("", publication, language=form.language.data), 303)


def _not_ready(
    desk: Desk, publication: Publication, form: PublicationForm, refusal: NotReady
) -> ResponseReturnValue:
    wanted = _needs(desk, publication, form)
    wrong = [(need.href, need.label) for need in wanted if not need.done]
    return editor_page(desk, publication, form, status=422, wrong=wrong or [("", refusal.sentence)])


def autosave(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Save a draft as it is typed; the answer stands beside its title. Wrong fields wait."""
    form = desk.form_for(publication)
    form.validate()
    if publication.state is not PublicationState.DRAFT:
        return _saved(desk, publication, form, problem="published")
    try:
        with transaction():
            _save(publication, form)
    except EditedMeanwhile:
        return _saved(desk, publication, form, problem="meanwhile")
    return _saved(desk, publication, form)


def _saved(
    desk: Desk, publication: Publication, form: PublicationForm, problem: str = ""
) -> ResponseReturnValue:
    version = form.version.data if problem else publication.version
    return render_template(
        "writing/_saved.html",
        desk=desk,
        at=format_time(publication.updated_at, "short"),
        who=publication.updated_by,
        version=version,
        problem=problem,
        waiting=[field.label.text for field in form if field.errors],
    )


def check(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Say what what is typed now would still lack, and how long it is."""
    form = desk.form_for(publication)
    form.validate()
    wanted = _needs(desk, publication, form)
    return render_template(
        "writing/_checked.html",
        needs=wanted,
        needs_title=needs_title(wanted),
        word_count=wording.word_count(form.body.data or ""),
        minutes=wording.reading_minutes(form.body.data or ""),
    )


@dataclass(frozen=True)
class PreviewLink:
    """Stands for a tracked link in a preview: whoever writes plays the ambassador."""

    referrer: Referrer
    url: str = ""
    path: str = ""
    token: str = ""
    apply_path: str = "#"


def preview(desk: Desk, publication: Publication, language: str) -> ResponseReturnValue:
    """Show the page that a candidate would land on: as saved, or as typed when it is sent."""
    content = content_of(publication)
    if request.method == "POST":
        form = desk.form_for(publication)
        form.validate()
        content = form.written(content)
    if not content.words:
        return _framed(render_template("writing/preview_empty.html"))
    copy = as_typed(publication, content)
    shown_in = language if language in content.words else next(iter(content.words))
    with force_locale(shown_in):
        return _framed(_preview_page(desk, copy, shown_in))


def _preview_page(desk: Desk, copy: Publication, language: str) -> str:
    words = next((each.text for each in copy.variants if each.language == language), "")
    others = {each: desk.address("preview", copy, language=each) for each in copy.languages}
    kind = public_kind_of(copy)
    page = kind.online(copy, language, now=clock.now())
    return render_template(
        page.template,
        **page.values,
        link=PreviewLink(referrer_of(me(), quote_of(words, language))),
        headline=kind.recommends(me().name),
        **public_frame() | {"alternates": alternates(language, others)},
    )


def _framed(page: str) -> Response:
    response = allow_framing(make_response(page))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def do(desk: Desk, publication: Publication, act: DeskAct) -> ResponseReturnValue:
    """Ask first, if the act asks; then do it and say so."""
    if act.asks and request.method == "GET":
        if publication.state not in act.states:
            return redirect(desk.address("", publication))
        echo = echoes([publication.id])[publication.id]
        return render_template(act.asks, desk=desk, publication=publication, echo=echo)
    back = desk.list_address() if act.undo else desk.address("", publication)
    try:
        with transaction():
            if copy := act.verb(publication, by=me(), now=clock.now()):
                back = desk.address("", copy)
    except NotReady as refusal:
        form = desk.form_for(publication)
        form.show(
            content_of(publication),
            language=language_asked(publication),
            version=publication.version,
        )
        return _not_ready(desk, publication, form, refusal)
    except Refusal as refusal:
        flash(str(refusal.sentence), "warning")
    else:
        said: Any = str(act.said)
        if act.undo:
            said = {"text": said, "undo_action": desk.address(act.undo, publication)}
        flash(said, "success")
    return redirect(back, 303)


def delete(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Ask before throwing a draft away, then do it; what was published is not thrown away."""
    if publication.published_at is not None:
        abort(404)
    if request.method == "GET":
        return render_template("writing/delete.html", desk=desk, publication=publication)
    with transaction():
        delete_draft(publication, by=me(), now=clock.now())
    flash(_("The draft is deleted."), "success")
    return redirect(desk.list_address(), 303)
