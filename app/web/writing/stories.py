"""Stories: their list, their editor, and what becomes of them."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now
from app.measures.publications import echoes
from app.people.permissions import Permission, may
from app.publishing import queries, wording
from app.publishing.models import Story
from app.publishing.publish import archive_story, publish_story, restore_story
from app.publishing.write import add_cover, start_story
from app.sharing.queries import to_relay
from app.web.access import allowed
from app.web.media import picture_url
from app.web.site.addresses import publication_path
from app.web.writing import bp, desk, listing
from app.web.writing.forms import StoryForm
from app.web.writing.openings import delete

DESK = desk.Desk(
    noun="story",
    form=StoryForm,
    publish=publish_story,
    publish_word=lambda: _("Publish the story"),
    published_words=lambda: _("Published: anyone can read it, ambassadors can relay it."),
)


def _story(publication_id: UUID) -> Story:
    return queries.story_of(desk.me(), publication_id)


@bp.get("/stories")
@allowed(Permission.READ_PUBLICATIONS)
def stories() -> ResponseReturnValue:
    """List the stories: all of them for editors, those online for others."""
    person = desk.me()
    writes = may(person, Permission.WRITE_STORIES)
    relays = not writes and may(person, Permission.RELAY)
    filters = listing.filters_asked(request.args)
    page = queries.stories_for(person, filters, page=request.args.get("page", 1, type=int))
    return render_template(
        "writing/stories.html",
        page=page,
        filters=filters,
        writes=writes,
        states=listing.states(
            "writing.stories",
            queries.state_counts(person, Story),
            every=_("All the stories"),
        ),
        teams=queries.teams(),
        echoes=echoes([story.id for story in page.items]) if writes else {},
        to_relay=to_relay(person, [story.id for story in page.items], now=clock.now())
        if relays
        else set(),
        facts=wording,
        tones=desk.TONES,
        picture_url=picture_url,
        public_path=publication_path,
        address=listing.address("writing.stories"),
    )


@bp.post("/stories")
@allowed(Permission.WRITE_STORIES)
def new_story() -> ResponseReturnValue:
    """Begin a story; one that was begun and left empty is taken up again."""
    with transaction():
        story = queries.untouched_draft(desk.me(), Story) or start_story(
            by=desk.me(), now=clock.now()
        )
        address = DESK.address("", story)
    return redirect(address, 303)


@bp.get("/stories/<uuid:publication_id>")
@allowed(Permission.READ_PUBLICATIONS)
def story(publication_id: UUID) -> ResponseReturnValue:
    """Show the editor to who writes; the page that anyone reads to others."""
    found = _story(publication_id)
    if not may(desk.me(), Permission.WRITE_STORIES):
        return redirect(publication_path(found, language_now()))
    return desk.edit(DESK, found)


@bp.post("/stories/<uuid:publication_id>")
@allowed(Permission.WRITE_STORIES)
def save_story(publication_id: UUID) -> ResponseReturnValue:
    """Save what was typed, and the picture that came with it; publish if the button says so."""
    found = _story(publication_id)
    if request.form.get("act") == "remove-cover":
        return _with_cover(found, keep=False)
    picture = request.files.get("cover")
    if picture is not None and picture.filename:
        return _with_cover(found, keep=True)
    return desk.receive(DESK, found)


def _with_cover(found: Story, *, keep: bool) -> ResponseReturnValue:
    """Save what was typed with another picture, or with none."""
    form = DESK.form_for(found)
    sent = request.files.get("cover")
    try:
        with transaction():
            cover = add_cover(sent.read(), name=sent.filename or "") if keep and sent else None
            key = cover.id if cover else None
    except Refusal as refusal:
        form.validate()
        form.refuse(refusal)
        return desk.editor_page(DESK, found, form, status=422)
    if refused := desk.save_typed(DESK, found, form, cover_id=key):
        return refused
    if request.form.get("act") == "publish":
        return desk.publish(DESK, found, form)
    address = DESK.address("", found, language=form.language.data)
    return redirect(f"{address}#cover-part", 303)


@bp.post("/stories/<uuid:publication_id>/autosave")
@allowed(Permission.WRITE_STORIES)
def story_autosave(publication_id: UUID) -> ResponseReturnValue:
    """Save a draft as it is typed."""
    return desk.autosave(DESK, _story(publication_id))


@bp.post("/stories/<uuid:publication_id>/check")
@allowed(Permission.WRITE_STORIES)
def story_check(publication_id: UUID) -> ResponseReturnValue:
    """Say what is still missing."""
    return desk.check(DESK, _story(publication_id))


@bp.route("/stories/<uuid:publication_id>/preview/<any(fr, en):language>", methods=["GET", "POST"])
@allowed(Permission.WRITE_STORIES)
def story_preview(publication_id: UUID, language: str) -> ResponseReturnValue:
    """Show the page that a reader would land on."""
    return desk.preview(DESK, _story(publication_id), language)


@bp.post("/stories/<uuid:publication_id>/archive")
@allowed(Permission.WRITE_STORIES)
def story_archive(publication_id: UUID) -> ResponseReturnValue:
    """Withdraw a story."""
    found = _story(publication_id)
    sentence = _("Withdrawn: its pages say so, and show others.")
    back = url_for("writing.stories")
    return desk.act_on(DESK, found, archive_story, sentence, undo="restore", to=back)


@bp.post("/stories/<uuid:publication_id>/restore")
@allowed(Permission.WRITE_STORIES)
def story_restore(publication_id: UUID) -> ResponseReturnValue:
    """Show a withdrawn story again."""
    found = _story(publication_id)
    sentence = _("Back online: the links that are out work again.")
    return desk.act_on(DESK, found, restore_story, sentence)


@bp.route("/stories/<uuid:publication_id>/delete", methods=["GET", "POST"])
@allowed(Permission.WRITE_STORIES)
def story_delete(publication_id: UUID) -> ResponseReturnValue:
    """Ask, then throw a draft away."""
    return delete(DESK, _story(publication_id), "writing.stories")
