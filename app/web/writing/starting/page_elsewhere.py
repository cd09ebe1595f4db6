"""What becomes of the page whose address is typed in a curated link, beside its field."""

from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import LazyString

from app.core import clock
from app.core.files.pictures import UNREADABLE
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now
from app.publishing import queries
from app.publishing.content import content_of
from app.publishing.curated import reading
from app.publishing.curated.models import PageReadingState
from app.publishing.kinds import CURATED, STORIES, Content, CuratedContent
from app.publishing.models import Publication
from app.web.access import allowed
from app.web.writing import bp
from app.web.writing.desk import me
from app.web.writing.stories import DESK


def read_where_new(
    story: Publication, before: Content, language: str, *, again: bool = False
) -> None:
    """Have the page of a curated link read where its address is new, or when asked again."""
    after = content_of(story)
    if not (isinstance(after, CuratedContent) and isinstance(before, CuratedContent)):
        return
    new = after.source_url != before.source_url
    if after.source_url and story.state in reading.UNFINISHED and (new or again):
        reading.ask(story, after.source_url, language, by=me(), now=clock.now())


@bp.get("/stories/<uuid:publication_id>/page-read")
@allowed(*DESK.guards())
def page_read(publication_id: UUID) -> ResponseReturnValue:
    """Say where the reading of the page stands, for the editor to show it."""
    story = queries.publication_seen_by(me(), STORIES, publication_id, now=clock.now())
    if not queries.may_write(me(), story) or story.kind_code != CURATED.code:
        abort(404)
    return render_template(
        "writing/starting/_page_read.html", publication=story, **read_state(story)
    )


def read_state(story: Publication) -> dict[str, object]:
    """Return what the editor says of the reading of a page."""
    found = reading.reading_of(story) if story.kind_code == CURATED.code else None
    left = found is not None and found.state is PageReadingState.WAITING
    waiting = found is not None and left and not reading.is_lost(found, now=clock.now())
    said, problem = "", ""
    if left and not waiting:
        problem = str(reading.NOT_READ["timeout"])
    elif found and found.state is PageReadingState.REFUSED:
        problem = str(reading.NOT_READ[found.refusal])
    elif found and not waiting:
        taken = ", ".join(str(reading.TAKEN[each]) for each in found.taken)
        said = (
            _("Taken from the page: %(fields)s.", fields=taken)
            if taken
            else _("The page was read: nothing was empty.")
        )
        if found.picture_refusal:
            sentence: LazyString = reading.NOT_READ.get(found.picture_refusal, UNREADABLE)
            problem = _("Its picture was not taken. %(reason)s", reason=sentence)
    return {
        "page_waiting": waiting,
        "page_said": said,
        "page_problem": problem,
        "page_href": DESK.address("", story, language=found.language if found else language_now()),
    }
