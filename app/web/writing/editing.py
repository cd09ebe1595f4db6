"""What every editor does: show, save, publish, change what becomes of a publication."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from markupsafe import escape

from app.core import clock
from app.core.calendar import local_date
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now
from app.core.models import StoredFile
from app.measures.publications import echoes
from app.people.permissions import may
from app.publishing import queries, wording
from app.publishing.content import changed_names, content_of
from app.publishing.events.queries import waits_to_be_told
from app.publishing.kinds import Content, is_online, state_on
from app.publishing.merging import marks_of, read_after, taking, together
from app.publishing.missing import NotReady, missing_in
from app.publishing.models import Publication, PublicationState
from app.publishing.publish import publish as publish_publication
from app.publishing.stories.review import asked_for_more, submit
from app.publishing.write import EditedMeanwhile, add_cover, delete_draft, save
from app.web.media import limited_pictures, picture_url
from app.web.site.addresses import publication_path
from app.web.writing.desk import TONES, Desk, DeskAct, me
from app.web.writing.editor import FieldConflict, Need, differences, names_in_words, needs
from app.web.writing.editor import needs_title as title_of_needs
from app.web.writing.followed import followed_of
from app.web.writing.forms import LANGUAGE_NAMES, PublicationForm, StoryForm, cover_key
from app.web.writing.moments import planned, when
from app.web.writing.starting.counts import counts
from app.web.writing.starting.page_elsewhere import read_state, read_where_new
from app.web.writing.starting.texts import add_starts

DRAFT, PUBLISHED = PublicationState.DRAFT, PublicationState.PUBLISHED
PAUSED = PublicationState.PAUSED
CLOSED, ARCHIVED = PublicationState.CLOSED, PublicationState.ARCHIVED
SUBMITTED, APPROVED = PublicationState.SUBMITTED, PublicationState.APPROVED


def language_asked(publication: Publication) -> str:
    """Return the language whose words are written: asked for, else one that is begun."""
    asked = request.args.get("language")
    if asked in LANGUAGES:
        return asked
    begun = publication.languages
    mine = language_now()
    return mine if mine in begun or not begun else begun[0]


def edit(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Show the editor to who writes it, as things stand; to others what they may read of it."""
    if not queries.may_write(me(), publication):
        if queries.is_their_own(me(), publication) and not is_online(publication, clock.now()):
            return redirect(desk.address("review", publication))
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
    lacking: Sequence[Need] = (),
    started: str = "",
) -> ResponseReturnValue:
    """Show the editor with a form: what was typed stays, whatever happened to it.

    lacking: what publishing was refused for
    started: what is said of texts that were proposed, and are not saved
    """
    now = clock.now()
    state = state_on(publication, now)
    tone, sign = TONES[state]
    wrong = [(need.href, need.label) for need in lacking] or form.wrong_in_full()
    page = render_template(
        "writing/editor/edit.html",
        desk=desk,
        editor=desk.editor_of(publication),
        publication=publication,
        form=form,
        language_names=LANGUAGE_NAMES,
        state=(wording.STATES[state], tone, sign),
        is_draft=publication.state is DRAFT,
        is_published=publication.state in (PUBLISHED, PAUSED),
        is_online=state in (PUBLISHED, PAUSED),
        may_publish=publication.state in desk.family.acts["publish"].starts,
        writes=may(me(), desk.family.writes),
        acts=desk.acts_on(publication),
        proposed=publication.state in (SUBMITTED, APPROVED),
        sent_back=asked_for_more(publication) if desk.family.proposes else None,
        to_tell=waits_to_be_told(publication, now),
        planned=when(publication, now) if publication.state is not DRAFT else planned(publication),
        saved_at=format_time(publication.updated_at, "short"),
        by_me=publication.updated_by_id == me().id,
        cover=_cover_of(form, publication),
        picture_url=picture_url,
        public_path=publication_path,
        conflict=conflict,
        started=started,
        **read_state(publication),
        refused=bool(lacking),
        wrong=wrong,
        followed=followed_of(publication),
        **_seen(desk, publication, form),
    )
    return page, status


def _seen(desk: Desk, publication: Publication, form: PublicationForm) -> dict[str, Any]:
    """Look over what is typed: what publishing needs, how long it is, what else is to be told."""
    wanted = look_over(desk, publication, form)
    return {
        "needs": wanted,
        "needs_title": title_of_needs(wanted),
        "problems": form.problems(_today()),
        "language_shown": form.language.data,
        "begun": set(form.written(content_of(publication)).words),
        "counts": counts(form),
        "word_count": wording.word_count(form.body.data or ""),
        "minutes": wording.reading_minutes(form.body.data or ""),
    }


def _cover_of(form: PublicationForm, publication: Publication) -> StoredFile | None:
    if "cover_kept" in form and (key := form.cover_kept_id):
        return queries.picture(key)
    return publication.cover


def look_over(desk: Desk, publication: Publication, form: PublicationForm) -> list[Need]:
    """List what publishing needs of what is typed; a last day that is over is said by its field."""
    content = form.written(content_of(publication))
    missing = missing_in(content, today=_today(), first=form.language.data)
    wanted = needs(
        content,
        missing,
        desk.editor_of(content).parts,
        shown=form.language.data,
        href=lambda other: desk.address("", publication, language=other),
        wrong=form.wrong_fields(),
    )
    last_day = desk.family.last_day
    if last_day in missing and publication.state not in (CLOSED, ARCHIVED):
        form.refuse_last_day(last_day)
    return wanted


def _today() -> date:
    return local_date(clock.now())


@limited_pictures
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
    if act == "start" and not cover:
        return _start_texts(desk, publication, form)
    if refused := save_typed(desk, publication, form, **cover):
        return refused
    if act == "publish" and may(me(), desk.family.writes):
        return publish(desk, publication, form)
    if act == "submit" and desk.family.proposes:
        return propose(desk, publication, form)
    here = desk.address("", publication, language=form.language.data)
    if cover:
        return redirect(f"{here}#cover-part", 303)
    if act in LANGUAGES:
        return redirect(desk.address("", publication, language=act), 303)
    if publication.state in (PUBLISHED, PAUSED):
        flash(_("The correction is online."), "success")
        _warn(form)
    else:
        flash(_("Saved."), "success")
    return redirect(here, 303)


def _start_texts(
    desk: Desk, publication: Publication, form: PublicationForm
) -> ResponseReturnValue:
    """Show the editor with texts proposed where there are none; nothing is saved by it."""
    form.validate()
    added = add_starts(publication, form)
    said = (
        _("Read what is proposed under “Suggested texts”, change it as you like, then save.")
        if added
        else _("Nothing to add: write a title first, or every network has a text already.")
    )
    return editor_page(desk, publication, form, started=said)


def _warn(form: PublicationForm) -> None:
    for field_id, sentence in form.warnings(_today()):
        label = form[field_id].label.text
        flash(_("%(field)s: %(error)s", field=label, error=sentence), "warning")


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


@limited_pictures
def take_cover(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Keep a picture that is sent alone; the form that it stands in says what becomes of it."""
    form, sent = desk.form_for(publication), request.files.get("cover")
    if sent is None or not sent.filename or not isinstance(form, StoryForm):
        abort(400)
    try:
        with transaction():
            picture = add_cover(sent.read(), name=sent.filename)
    except Refusal as refusal:
        return str(escape(refusal.sentence)), 422
    form.show_cover(content_of(publication))
    return render_template(
        "writing/editor/_cover.html",
        form=form,
        picture=picture,
        kept=cover_key(picture.id),
        picture_url=picture_url,
    )


def save_typed(
    desk: Desk, publication: Publication, form: PublicationForm, **changes: Any
) -> ResponseReturnValue | None:
    """Save a form; returns the editor again with 422 when it cannot be, else nothing.

    changes: fields of the content that come from elsewhere than the form's own
    """
    if not form.validate():
        return editor_page(desk, publication, form, status=422)
    try:
        taken = _save(publication, form, **changes)
    except EditedMeanwhile as meanwhile:
        return _choose(desk, publication, form, meanwhile.differing)
    except NotReady:
        return _not_ready(desk, publication, form)
    if taken:
        fields = names_in_words(taken, desk.editor_of(publication))
        flash(_("Kept as it was changed elsewhere in the meantime: %(fields)s.", fields=fields))
    return None


def _save(publication: Publication, form: PublicationForm, **changes: Any) -> list[str]:
    """Save what was typed; returns the names of what others changed meanwhile, which is kept."""
    again = request.form.get("act") == "read-page"
    with transaction():
        before = content_of(publication)
        typed = _typed(publication, form, **changes)
        version = form.version.data or 0
        read = form.marks
        save(publication, typed, version=version, read=read, by=me(), now=clock.now())
        kept = content_of(publication)
        read_where_new(publication, before, form.language.data, again=again)
    form.reads(publication.version, read_after(read, typed, kept))
    return changed_names(typed, kept)


def _typed(publication: Publication, form: PublicationForm, **changes: Any) -> Content:
    """Return what was typed; of what was changed elsewhere too, what the writer chose."""
    stored = content_of(publication)
    typed: Content = replace(form.written(stored), **changes)
    for name in marks_of(stored):
        if request.form.get(f"keep.{name}") == "theirs":
            typed = taking(typed, name, stored)
    return typed


def _choose(
    desk: Desk, publication: Publication, form: PublicationForm, names: Sequence[str]
) -> ResponseReturnValue:
    """Show what two people changed, each otherwise, to be chosen one by one."""
    stored = content_of(publication)
    typed = form.written(stored)
    now = marks_of(stored)
    seen = {each: now[each] for name in names for each in together(stored, name)}
    found = differences(publication, typed, names, desk.editor_of(publication))
    form.reads(publication.version, (form.marks or now) | seen)
    return editor_page(desk, publication, form, status=422, conflict=found)


def publish(desk: Desk, publication: Publication, form: PublicationForm) -> ResponseReturnValue:
    """Publish what has just been saved, or say everything that it lacks."""
    try:
        with transaction():
            publish_publication(publication, by=me(), now=clock.now())
    except NotReady:
        return _not_ready(desk, publication, form)
    flash(str(desk.published), "success")
    _warn(form)
    return redirect(desk.address("", publication, language=form.language.data), 303)


def not_ready(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Show the editor with what a publication lacks, as it is stored."""
    form = desk.form_for(publication)
    form.show(
        content_of(publication), language=language_asked(publication), version=publication.version
    )
    return _not_ready(desk, publication, form)


def propose(desk: Desk, publication: Publication, form: PublicationForm) -> ResponseReturnValue:
    """Propose what has just been saved to those who approve, or say what it lacks."""
    try:
        with transaction():
            submit(publication, by=me(), now=clock.now())
    except NotReady as refusal:
        lacking = [each for each in look_over(desk, publication, form) if not each.done]
        first = [each for each in lacking if any(each.part == name for name in refusal.missing)]
        return editor_page(desk, publication, form, status=422, lacking=first or lacking)
    flash(_("Proposed: those who publish read it, and answer you."), "success")
    return redirect(desk.address("review", publication), 303)


def _not_ready(desk: Desk, publication: Publication, form: PublicationForm) -> ResponseReturnValue:
    wanted = look_over(desk, publication, form)
    lacking = [need for need in wanted if not need.done]
    return editor_page(desk, publication, form, status=422, lacking=lacking)


def autosave(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Save a draft as it is typed; the answer stands beside its title. Wrong fields wait."""
    form = desk.form_for(publication)
    form.validate()
    if publication.state is not DRAFT:
        return _saved(desk, publication, form, problem="published")
    try:
        taken = _save(publication, form)
    except EditedMeanwhile as meanwhile:
        return _saved(desk, publication, form, problem="meanwhile", names=meanwhile.differing)
    return _saved(desk, publication, form, names=taken)


def _saved(
    desk: Desk,
    publication: Publication,
    form: PublicationForm,
    *,
    problem: str = "",
    names: Sequence[str] = (),
) -> ResponseReturnValue:
    return render_template(
        "writing/editor/_saved.html",
        at=format_time(publication.updated_at, "short"),
        who=publication.updated_by,
        by_me=publication.updated_by_id == me().id,
        here=desk.address("", publication, language=form.language.data),
        form=form,
        problem=problem,
        fields=names_in_words(names, desk.editor_of(publication)),
        waiting=form.wrong_fields(),
    )


def check(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Say what what is typed now would still lack, and how long it is."""
    form = desk.form_for(publication)
    form.validate()
    return render_template(
        "writing/editor/_checked.html",
        form=form,
        is_draft=publication.state is DRAFT,
        language_names=LANGUAGE_NAMES,
        **_seen(desk, publication, form),
    )


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
    except NotReady:
        return not_ready(desk, publication)
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
