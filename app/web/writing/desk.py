"""What the editors of openings and of stories do alike: show, save, preview, publish."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, format_time
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.headers import allow_framing
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now
from app.people.models import Person
from app.people.slugs import place_names
from app.publishing import queries, wording
from app.publishing.content import Content, content_of
from app.publishing.missing import NotReady
from app.publishing.models import Opening, Publication, PublicationState, Story
from app.publishing.preview import as_typed
from app.publishing.write import EditedMeanwhile, save
from app.web.media import picture_url
from app.web.site.frame import alternates, public_frame
from app.web.site.pages.opening_page import opening_page
from app.web.site.pages.recommended import Referrer, headline_of, quote_of, referrer_of
from app.web.site.pages.story_page import story_page
from app.web.writing.editor import FieldConflict, differences, kept_people, needs, needs_title
from app.web.writing.forms import LANGUAGE_NAMES, Offered, PublicationForm

TONES = {
    PublicationState.DRAFT: (None, "pencil"),
    PublicationState.PUBLISHED: ("success", "circle-check"),
    PublicationState.CLOSED: (None, "circle-slash"),
    PublicationState.ARCHIVED: (None, "archive"),
}


@dataclass(frozen=True)
class Desk:
    """What differs between the two editors.

    noun: "opening" or "story", as addresses and endpoints are named
    """

    noun: str
    form: type[PublicationForm]
    publish: Callable[..., None]
    publish_word: Callable[[], str]
    published_words: Callable[[], str]

    def address(self, name: str, publication: Publication, **values: Any) -> str:
        """Return the address of one of a publication's pages: "" is its editor."""
        endpoint = f"writing.{self.noun}" + (f"_{name}" if name else "")
        return url_for(endpoint, publication_id=publication.id, **values)

    def form_for(self, publication: Publication) -> PublicationForm:
        """Return its form, with what the lists offer."""
        form = self.form()
        form.offer(offered(), kept=kept_people(publication))
        return form


def me() -> Person:
    """Return who is signed in."""
    person: Person = current_user._get_current_object()
    return person


def offered() -> Offered:
    """Return what the editor's lists offer. Four statements."""
    language = language_now()
    return Offered(
        teams=[(team.id, team.name(language)) for team in queries.teams()],
        places=list(place_names(queries.places()).items()),
        themes=[(theme.id, theme.name(language)) for theme in queries.themes()],
        people=queries.colleagues(),
    )


def language_asked(publication: Publication) -> str:
    """Return the language whose words are written: asked for, else one that is begun."""
    asked = request.args.get("language")
    if asked in LANGUAGES:
        return asked
    begun = publication.languages
    mine = language_now()
    return mine if mine in begun or not begun else begun[0]


def edit(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Show the editor as things stand."""
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
    wanted = needs(
        form.written(content_of(publication)),
        shown=language,
        href=lambda other: desk.address("", publication, language=other),
    )
    tone, sign = TONES[publication.state]
    page = render_template(
        f"writing/edit_{desk.noun}.html",
        desk=desk,
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
        conflict=conflict,
        wrong=list(wrong) or form.wrong(),
    )
    return page, status


def receive(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Save what was typed, then do what the button asked: stay, change language, publish."""
    form = desk.form_for(publication)
    act = request.form.get("act", "")
    if refused := save_typed(desk, publication, form):
        return refused
    if act == "publish":
        return publish(desk, publication, form)
    if act in LANGUAGES:
        return redirect(desk.address("", publication, language=act), 303)
    if publication.state is PublicationState.PUBLISHED:
        flash(_("The correction is online."), "success")
    else:
        flash(_("Saved."), "success")
    return redirect(desk.address("", publication, language=form.language.data), 303)


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
        found = differences(meanwhile.publication, meanwhile.differing)
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
            desk.publish(publication, by=me(), now=clock.now())
    except NotReady as refusal:
        form.version.raw_data = None
        form.version.data = publication.version
        return _not_ready(desk, publication, form, refusal)
    flash(desk.published_words(), "success")
    return redirect(desk.address("", publication, language=form.language.data), 303)


def _not_ready(
    desk: Desk, publication: Publication, form: PublicationForm, refusal: NotReady
) -> ResponseReturnValue:
    wanted = needs(
        form.written(content_of(publication)),
        shown=form.language.data,
        href=lambda other: desk.address("", publication, language=other),
    )
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
    wanted = needs(
        form.written(content_of(publication)),
        shown=form.language.data,
        href=lambda other: desk.address("", publication, language=other),
    )
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


def _preview_page(desk: Desk, copy: Opening | Story, language: str) -> str:
    words = next((each.text for each in copy.variants if each.language == language), "")
    others = {each: desk.address("preview", copy, language=each) for each in copy.languages}
    page: Any
    if isinstance(copy, Opening):
        page = opening_page(copy, language, now=clock.now())
    else:
        page = story_page(copy, language, now=clock.now())
    return render_template(
        f"site/{desk.noun}.html",
        page=page,
        link=PreviewLink(referrer_of(me(), quote_of(words, language))),
        headline=headline_of(copy, me().name),
        **public_frame() | {"alternates": alternates(language, others)},
    )


def _framed(page: str) -> Response:
    response = allow_framing(make_response(page))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def act_on(
    desk: Desk,
    publication: Publication,
    verb: Callable[..., None],
    sentence: str,
    *,
    undo: str = "",
    to: str = "",
) -> ResponseReturnValue:
    """Do one act and say so; `undo` names the act that takes it back for a while."""
    try:
        with transaction():
            verb(publication, by=me(), now=clock.now())
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
        message: Any = sentence
        if undo:
            message = {"text": sentence, "undo_action": desk.address(undo, publication)}
        flash(message, "success")
    return redirect(to or desk.address("", publication), 303)
