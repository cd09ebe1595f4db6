"""The pages of those who write: each family has its list and, for each publication, its editor."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import abort, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.people.permissions import Permission
from app.publishing import queries
from app.web.access import allowed, view_of
from app.web.combobox import options
from app.web.writing import bp, editing, listing, openings, previewing, questions, stories
from app.web.writing.desk import Desk, me
from app.web.writing.desk import colleagues as desk_colleagues
from app.web.writing.life import events, hours, recall, review, versions

DESKS = (openings.DESK, stories.DESK)
View = Callable[..., ResponseReturnValue]
READS, CHANGES, BOTH = ("GET",), ("POST",), ("GET", "POST")
PREVIEW = "preview/<any(fr, en):language>"
# of what they proposed, an author still reads these once it is no longer theirs to change
SEEN_BY_AUTHOR = (
    *("preview", "versions", "version", "review", "unsubmit"),
    *("poster", "tell"),
)


def add_pages(desk: Desk) -> None:
    """Open the pages of a desk: what shows to whoever reads, what changes to who writes."""
    reads, writes = allowed(Permission.READ_PUBLICATIONS), allowed(desk.family.writes)
    proposes = allowed(*desk.guards())

    def page(name: str, path: str, methods: Sequence[str], view: View, guard: Any = writes) -> None:
        bp.add_url_rule(
            f"/{desk.folder}{path}",
            endpoint=f"{desk.folder}{name}",
            view_func=guard(view_of(view, desk)),
            methods=methods,
        )

    def page_of_one(name: str, path: str, methods: Sequence[str], view: View, **guard: Any) -> None:
        may = queries.is_their_own if name in SEEN_BY_AUTHOR else queries.may_write
        own = guard.get("guard") is proposes

        def on(desk: Desk, publication_id: UUID, **values: Any) -> ResponseReturnValue:
            publication = queries.publication_seen_by(
                me(), desk.family, publication_id, now=clock.now()
            )
            if own and not may(me(), publication):
                abort(404)
            return view(desk, publication, **values)

        page(f"_{name}", f"/<uuid:publication_id>{path}", methods, on, **guard)

    page("", "", READS, listing.show_list, reads)
    page("_new", "", CHANGES, listing.begin, proposes)
    page_of_one("editor", "", READS, editing.edit, guard=reads)
    page_of_one("save", "", CHANGES, editing.receive, guard=proposes)
    page_of_one("autosave", "/autosave", CHANGES, editing.autosave, guard=proposes)
    page_of_one("cover", "/cover", CHANGES, editing.take_cover, guard=proposes)
    page_of_one("check", "/check", CHANGES, editing.check, guard=proposes)
    page_of_one("preview", f"/{PREVIEW}", BOTH, previewing.preview, guard=proposes)
    page_of_one("hours", "/hours", BOTH, hours.hours)
    page_of_one("recall", "/recall", BOTH, recall.recall_page)
    page_of_one("versions", "/versions", READS, versions.versions, guard=proposes)
    page_of_one("version", "/versions/<int:number>", BOTH, versions.version, guard=proposes)
    page_of_one("delete", "/delete", BOTH, editing.delete, guard=proposes)
    if desk.family.takes_applications:
        page_of_one("questions", "/questions", BOTH, questions.questions)
    if desk.family.proposes:
        page_of_one("review", "/review", BOTH, review.review, guard=proposes)
        page_of_one("guests", "/guests", READS, events.guests_page)
        page_of_one("poster", "/poster.pdf", READS, events.poster_pdf, guard=proposes)
        page_of_one("tell", "/tell", CHANGES, events.tell_page, guard=proposes)
    for act in desk.acts:
        methods, guard = BOTH if act.asks else CHANGES, proposes if act.by_author else writes
        page_of_one(act.name, f"/{act.name}", methods, partial(editing.do, act=act), guard=guard)


@bp.get("/colleagues")
@allowed(*{permission for desk in DESKS for permission in desk.guards()})
def colleagues() -> ResponseReturnValue:
    """Offer the colleagues whose name fits what is typed in a box of an editor."""
    return options(desk_colleagues(), request.args.get("q", ""))


for each in DESKS:
    add_pages(each)
