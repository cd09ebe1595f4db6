"""What the editor says: what is missing with a link to its field, what two people changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.i18n import LANGUAGES, format_date, ngettext
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now
from app.publishing.content import content_of
from app.publishing.kinds import Content, kind_of
from app.publishing.merging import together
from app.publishing.models import Publication
from app.publishing.preview import as_typed
from app.publishing.texts import NetworkText, Words
from app.sharing.models import Channel
from app.sharing.wording import NAMES as NETWORK_NAMES
from app.web.writing.desk import Editor
from app.web.writing.forms import LANGUAGE_NAMES

# the field that each part is typed in
FIELD_OF = {"variants": "variants-0"}
SHORT = 80  # characters of a value that stands on a line
EditorHref = Callable[[str], str]  # the editor's address in a language

PARTS: Mapping[str, Any] = {
    "title.fr": _l("A title in French"),
    "title.en": _l("A title in English"),
    "summary.fr": _l("A summary in French"),
    "summary.en": _l("A summary in English"),
    "body.fr": _l("A text in French"),
    "body.en": _l("A text in English"),
    "cover_alt.fr": _l("What the picture shows, in French"),
    "cover_alt.en": _l("What the picture shows, in English"),
    "variants.fr": _l("A suggested text in French, to relay"),
    "variants.en": _l("A suggested text in English, to relay"),
    "team": _l("The team"),
    "closes_on": _l("A last day that has not passed"),
}
WRITTEN = {"fr": _l("Words in French"), "en": _l("Words in English")}
NAMES: Mapping[str, Any] = {
    "fr.title": _l("Title in French"),
    "en.title": _l("Title in English"),
    "fr.summary": _l("Summary in French"),
    "en.summary": _l("Summary in English"),
    "fr.body": _l("Text in French"),
    "en.body": _l("Text in English"),
    "fr.cover_alt": _l("What the picture shows, in French"),
    "en.cover_alt": _l("What the picture shows, in English"),
    "fr.variants": _l("Suggested texts in French"),
    "en.variants": _l("Suggested texts in English"),
    "fr.for_networks": _l("Suggested texts in French, for one network"),
    "en.for_networks": _l("Suggested texts in English, for one network"),
    "team_id": _l("Team"),
    "theme_ids": _l("Themes"),
    "audience_team_ids": _l("Teams invited to relay"),
    "audience_place_ids": _l("Places invited to relay"),
    "audience_languages": _l("Languages invited to relay"),
}


@dataclass(frozen=True)
class Need:
    """One thing that publishing needs: done, or a link to the field that lacks it.

    part: as `missing_in` names it
    """

    label: str
    done: bool
    href: str = ""
    part: str = ""


@dataclass(frozen=True)
class FieldConflict:
    """One thing that was changed in two places, each otherwise: its name in words, both versions.

    name: as the form says which is chosen
    """

    name: str
    label: str
    mine: str
    theirs: str
    long: bool


def needs(
    content: Content,
    missing: Sequence[str],
    own: Mapping[str, LazyString],
    *,
    shown: str,
    href: EditorHref,
    wrong: Sequence[tuple[str, str]] = (),
) -> list[Need]:
    """List what publishing needs, what lacks first. Pure but for its words.

    missing: what it lacks, as `missing_in` names it
    own: the words of what only its kind needs
    shown: the language whose fields are on the screen; the others are a link away
    wrong: the fields that cannot be kept as they are typed: (id, name)
    """
    words = {**PARTS, **own}
    lacking = [Need(str(words[part]), False, _address(part, shown, href), part) for part in missing]
    linked = {need.href for need in lacking}
    lacking += [
        Need(_("To correct: %(field)s", field=name), False, f"#{field_id}")
        for field_id, name in wrong
        if f"#{field_id}" not in linked
    ]
    done = [
        Need(str(WRITTEN[language]), True)
        for language in LANGUAGES
        if language in content.words and not any(p.endswith(f".{language}") for p in missing)
    ]
    needed = [part for part in kind_of(content).needs if part not in missing]
    return lacking + done + [Need(str(words[part]), True) for part in needed]


def needs_title(wanted: Sequence[Need]) -> str:
    """Say how much is missing."""
    lacking = sum(not need.done for need in wanted)
    if not lacking:
        return _("Everything is ready to publish")
    return ngettext(
        "One thing is missing to publish", "%(num)d things are missing to publish", lacking
    )


def _address(part: str, shown: str, href: EditorHref) -> str:
    name, _dot, language = part.partition(".")
    anchor = f"#{FIELD_OF.get(name, name)}"
    return anchor if language in ("", shown) else href(language) + anchor


def names_in_words(names: Sequence[str], editor: Editor) -> str:
    """Name the parts of a content, in the order given."""
    words = {**NAMES, **editor.names}
    return ", ".join(str(words[name]) for name in names)


def differences(
    publication: Publication, typed: Content, names: Sequence[str], editor: Editor
) -> list[FieldConflict]:
    """Say how a publication stands, and how it was typed, where both were changed, in words."""
    stored, mine = content_of(publication), as_typed(publication, typed)
    words = {**NAMES, **editor.names}
    found = []
    for name in names:
        group = together(stored, name)
        own = " – ".join(filter(None, (_words_of(mine, typed, each, editor) for each in group)))
        theirs = " – ".join(
            filter(None, (_words_of(publication, stored, each, editor) for each in group))
        )
        long = any(len(text) > SHORT or "\n" in text for text in (own, theirs))
        nothing = _("(nothing)")
        found.append(FieldConflict(name, str(words[name]), own or nothing, theirs or nothing, long))
    return found


def _words_of(publication: Publication, content: Content, name: str, editor: Editor) -> str:
    language, _dot, part = name.rpartition(".")
    if not language:
        return in_words(publication, name, editor)
    value = getattr(content.words.get(language, Words()), part)
    return texts_in_words(value) if isinstance(value, tuple) else str(value)


def texts_in_words(texts: Sequence[str | NetworkText]) -> str:
    """Return suggested texts one below the other, each under the network that it is for."""
    lines = [
        f"{NETWORK_NAMES[Channel(each.network)]}\n{each.text}"
        if isinstance(each, NetworkText)
        else each
        for each in texts
    ]
    return "\n\n".join(lines)


def in_words(publication: Publication, name: str, editor: Editor) -> str:
    """Say how a column of a publication reads; "" for nothing."""
    if name == "audience_languages":
        return ", ".join(str(LANGUAGE_NAMES[code]) for code in publication.audience_languages)
    if name.endswith("_ids"):
        return ", ".join(_name_of(row) for row in getattr(publication, name.replace("_ids", "s")))
    value = getattr(publication, name.removesuffix("_id"))
    if value is None:
        return ""
    if name in editor.values:
        return str(editor.values[name](value))
    if isinstance(value, date):
        return format_date(value, "long")
    return _name_of(value) if name.endswith("_id") else str(value)


def _name_of(row: Any) -> str:
    return str(row.name(language_now()) if callable(row.name) else row.name)
