"""The versions of a publication: who changed what and when, the difference, taking one back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.publishing import wording
from app.publishing.content import changed_names
from app.publishing.history.differences import Passage, WordFate, changed_words
from app.publishing.history.models import Cause, PublicationVersion
from app.publishing.history.snapshots import content_from
from app.publishing.history.versions import latest_number, pair_of, versions_of
from app.publishing.kinds import Content, kind_of
from app.publishing.life.taking_back import take_back
from app.publishing.merging import leaders, taking, together
from app.publishing.missing import NotReady
from app.publishing.models import Publication
from app.publishing.preview import as_typed
from app.publishing.queries import may_write
from app.publishing.texts import Words
from app.web.writing.desk import Desk, Editor, me
from app.web.writing.editor import NAMES, SHORT, in_words, names_in_words, texts_in_words

CAUSES = {
    Cause.SAVED: _l("Saved"),
    Cause.IMPORTED: _l("From a feed"),
    Cause.RESTORED: _l("Taken back from an earlier version"),
}


@dataclass(frozen=True)
class Difference:
    """One thing that a version changed: its name in words, and both texts at once."""

    label: str
    parts: Sequence[Passage]
    long: bool


def versions(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """List the versions of a publication, the latest first."""
    page = versions_of(publication, page=request.args.get("page", 1, type=int))
    editor = desk.editor_of(publication)
    return render_template(
        "writing/life/versions.html",
        desk=desk,
        publication=publication,
        title=_title(desk, publication),
        page=page,
        causes=CAUSES,
        named=lambda version: _named(version.changed, publication, editor),
        page_href=desk.address("versions", publication, page="PAGE"),
    )


def _named(changed: Sequence[str], publication: Publication, editor: Editor) -> str:
    """Name what a version changed: what is kept together by its first part alone."""
    groups = kind_of(publication).content.TOGETHER
    first = {name: group[0] for group in groups for name in group}
    names = list(dict.fromkeys(first.get(name, name) for name in changed))
    return names_in_words(_known(names, editor), editor)


def version(desk: Desk, publication: Publication, number: int) -> ResponseReturnValue:
    """Show what one version changed; take it back when asked to."""
    kept, before = pair_of(publication, number)
    if request.method == "POST":
        if not may_write(me(), publication):
            abort(404)
        return _take_back(desk, publication, kept)
    return _page(desk, publication, kept, before)


def _page(
    desk: Desk,
    publication: Publication,
    kept: PublicationVersion,
    before: PublicationVersion | None,
) -> ResponseReturnValue:
    after = content_from(kept.content)
    earlier = content_from(before.content) if before else kind_of(after).content()
    return render_template(
        "writing/life/version.html",
        desk=desk,
        publication=publication,
        title=_title(desk, publication),
        kept=kept,
        before=before,
        cause=CAUSES[kept.cause],
        is_latest=kept.number == latest_number(publication.id) or not may_write(me(), publication),
        found=differences_between(publication, earlier, after, desk.editor_of(publication)),
        WordFate=WordFate,
    )


def _take_back(
    desk: Desk, publication: Publication, kept: PublicationVersion
) -> ResponseReturnValue:
    seen = request.form.get("version", 0, type=int)
    try:
        with transaction():
            changed = take_back(publication, kept, version=seen, by=me(), now=clock.now())
    except NotReady:
        flash(_("That version lacks something that a publication needs."), "warning")
    except Refusal as refusal:
        flash(str(refusal.sentence), "warning")
    else:
        if changed:
            flash(_("Taken back. The version before is kept as well."), "success")
        else:
            flash(_("It is as that version has it already."))
        return redirect(desk.address("", publication), 303)
    return redirect(desk.address("version", publication, number=kept.number), 303)


def _title(desk: Desk, publication: Publication) -> str:
    return wording.title_of(publication) or str(desk.editor_of(publication).untitled)


def differences_between(
    publication: Publication, before: Content, after: Content, editor: Editor
) -> list[Difference]:
    """Say in words what changed between two contents of a publication."""
    names = leaders(after, _known(changed_names(before, after), editor))
    own = [each for name in names if "." not in name for each in together(after, name)]
    old, new = (as_typed(publication, _only(content, own)) for content in (before, after))
    words = {**NAMES, **editor.names}
    found = []
    for name in names:
        texts = [
            _text(copy, content, name, editor) for copy, content in ((old, before), (new, after))
        ]
        long = any(len(text) > SHORT or "\n" in text for text in texts)
        found.append(Difference(str(words[name]), changed_words(*texts), long))
    return found


def _known(names: Sequence[str], editor: Editor) -> list[str]:
    words = {**NAMES, **editor.names}
    return [name for name in names if name in words]


def _only(content: Content, names: Sequence[str]) -> Content:
    """Return a content with these names alone: what does not differ is not looked up."""
    empty = kind_of(content).content()
    for name in names:
        empty = taking(empty, name, content)
    return replace(empty, words={})


def _text(copy: Publication, content: Content, name: str, editor: Editor) -> str:
    language, _dot, part = name.rpartition(".")
    if language:
        value: Any = getattr(content.words.get(language, Words()), part)
        return texts_in_words(value) if isinstance(value, tuple) else str(value)
    each = together(content, name)
    return " – ".join(filter(None, (in_words(copy, one, editor) for one in each)))
