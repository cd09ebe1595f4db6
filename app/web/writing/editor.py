"""What the editor says: what is missing with a link to its field, what two people changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.i18n import LANGUAGES, format_date, ngettext
from app.core.i18n import gettext as _
from app.core.text.amounts import has_cents
from app.publishing import wording
from app.publishing.content import Content, OpeningContent, content_of
from app.publishing.missing import missing_in
from app.publishing.models import Opening, Publication, Story
from app.publishing.texts import Words

# the field that each part is typed in
FIELD_OF = {"words": "title", "variants": "variants-0"}
EditorHref = Callable[[str], str]  # the editor's address in a language

PARTS: Mapping[str, Any] = {
    "words": _l("A title"),
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
    "place": _l("The place"),
    "about_person": _l("Whose portrait it is"),
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
    "team_id": _l("Team"),
    "theme_ids": _l("Themes"),
    "audience_team_ids": _l("Teams invited to relay"),
    "audience_place_ids": _l("Places invited to relay"),
    "audience_languages": _l("Languages invited to relay"),
    "place_id": _l("Place"),
    "contract": _l("Contract"),
    "remote": _l("Working from home"),
    "remote_days": _l("Days worked from home"),
    "salary_min": _l("Salary from"),
    "salary_max": _l("Salary to"),
    "salary_period": _l("Paid"),
    "seniority": _l("Experience"),
    "starts_on": _l("Start"),
    "closes_on": _l("Last day to apply"),
    "hiring_manager_id": _l("Hiring manager"),
    "recruiter_id": _l("Contact for candidates"),
    "story_kind": _l("Kind"),
    "author_id": _l("Signed by"),
    "about_person_id": _l("Portrait of"),
    "cover_id": _l("Cover picture"),
}


@dataclass(frozen=True)
class Need:
    """One thing that publishing needs: done, or a link to the field that lacks it."""

    label: str
    done: bool
    href: str = ""


@dataclass(frozen=True)
class FieldConflict:
    """One thing that two people wrote differently: its name, and the other person's version."""

    name: str
    theirs: str
    long: bool


def needs(content: Content, *, shown: str, href: EditorHref) -> list[Need]:
    """List what publishing needs, what lacks first. Pure but for its words.

    shown: the language whose fields are on the screen; the others are a link away
    """
    missing = missing_in(content)
    lacking = [Need(str(PARTS[part]), False, _address(part, shown, href)) for part in missing]
    done = [
        Need(str(WRITTEN[language]), True)
        for language in LANGUAGES
        if language in content.words and not any(p.endswith(f".{language}") for p in missing)
    ]
    done += [Need(str(PARTS["team"]), True)] if "team" not in missing else []
    if isinstance(content, OpeningContent) and "place" not in missing:
        done.append(Need(str(PARTS["place"]), True))
    return lacking + done


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


def differences(publication: Publication, names: list[str]) -> list[FieldConflict]:
    """Say what a publication has now where somebody was writing otherwise, in words."""
    content = content_of(publication)
    found = []
    for name in names:
        language, _dot, part = name.rpartition(".")
        if language:
            theirs = getattr(content.words.get(language, Words()), part)
            text = "\n\n".join(theirs) if isinstance(theirs, tuple) else theirs
        else:
            text = _in_words(publication, name)
        long = len(text) > 80 or "\n" in text
        found.append(FieldConflict(str(NAMES[name]), text or _("(nothing)"), long))
    return found


def _in_words(publication: Publication, name: str) -> str:
    value = getattr(publication, name.removesuffix("_id"), None)
    if name == "theme_ids":
        return ", ".join(theme.name_fr for theme in publication.themes)
    if name in ("audience_team_ids", "audience_place_ids"):
        rows = getattr(publication, name.replace("_ids", "s"))
        return ", ".join(getattr(row, "name_fr", None) or row.name for row in rows)
    if name == "audience_languages":
        return ", ".join(publication.audience_languages)
    if name in ("starts_on", "closes_on"):
        return format_date(value, "long") if value else ""
    if value is None:
        return ""
    if name.endswith("_id"):
        return str(getattr(value, "name_fr", None) or value.name)
    return _word(name, value)


def _word(name: str, value: Any) -> str:
    words: dict[str, Mapping[Any, Any]] = {
        "contract": wording.CONTRACTS,
        "remote": wording.REMOTES,
        "salary_period": wording.PERIODS,
        "seniority": wording.SENIORITIES,
        "story_kind": wording.STORY_KINDS,
    }
    if name in words:
        return str(words[name][value])
    if name.startswith("salary_"):
        return wording.money(value, cents=has_cents(value))
    return str(value)


def kept_people(publication: Publication) -> tuple[Any, Any]:
    """Return the two people that a publication names, in the order that its form asks for."""
    if isinstance(publication, Opening):
        return publication.hiring_manager, publication.recruiter
    assert isinstance(publication, Story)
    return publication.author, publication.about_person
