"""The pages of those who write: each family has its list and, for each publication, its editor."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.people.permissions import Permission
from app.publishing import queries
from app.web.access import allowed, view_of
from app.web.combobox import options
from app.web.writing import bp, editing, listing, openings, previewing, questions, stories
from app.web.writing.desk import Desk, me
from app.web.writing.desk import colleagues as desk_colleagues
from app.web.writing.life import hours, versions

DESKS = (openings.DESK, stories.DESK)
View = Callable[..., ResponseReturnValue]
READS, CHANGES, BOTH = ("GET",), ("POST",), ("GET", "POST")
PREVIEW = "preview/<any(fr, en):language>"


def add_pages(desk: Desk) -> None:
    """Open the pages of a desk: what shows to whoever reads, what changes to who writes."""
    reads, writes = allowed(Permission.READ_PUBLICATIONS), allowed(desk.family.writes)

    def page(name: str, path: str, methods: Sequence[str], view: View, guard: Any = writes) -> None:
        bp.add_url_rule(
            f"/{desk.folder}{path}",
            endpoint=f"{desk.folder}{name}",
            view_func=guard(view_of(view, desk)),
            methods=methods,
        )

    def page_of_one(name: str, path: str, methods: Sequence[str], view: View, **guard: Any) -> None:
        def on(desk: Desk, publication_id: UUID, **values: Any) -> ResponseReturnValue:
            publication = queries.publication_seen_by(
                me(), desk.family, publication_id, now=clock.now()
            )
            return view(desk, publication, **values)

        page(f"_{name}", f"/<uuid:publication_id>{path}", methods, on, **guard)

    page("", "", READS, listing.show_list, reads)
    page("_new", "", CHANGES, listing.begin)
    page_of_one("editor", "", READS, editing.edit, guard=reads)
    page_of_one("save", "", CHANGES, editing.receive)
    page_of_one("autosave", "/autosave", CHANGES, editing.autosave)
    page_of_one("cover", "/cover", CHANGES, editing.take_cover)
    page_of_one("check", "/check", CHANGES, editing.check)
    page_of_one("preview", f"/{PREVIEW}", BOTH, previewing.preview)
    page_of_one("hours", "/hours", BOTH, hours.hours)
    page_of_one("versions", "/versions", READS, versions.versions)
    page_of_one("version", "/versions/<int:number>", BOTH, versions.version)
    page_of_one("delete", "/delete", BOTH, editing.delete)
    if desk.family.takes_applications:
        page_of_one("questions", "/questions", BOTH, questions.questions)
    for act in desk.acts:
        methods = BOTH if act.asks else CHANGES
        page_of_one(act.name, f"/{act.name}", methods, partial(editing.do, act=act))


@bp.get("/colleagues")
@allowed(*{desk.family.writes for desk in DESKS})
def colleagues() -> ResponseReturnValue:
    """Offer the colleagues whose name fits what is typed in a box of an editor."""
    return options(desk_colleagues(), request.args.get("q", ""))


for each in DESKS:
    add_pages(each)
