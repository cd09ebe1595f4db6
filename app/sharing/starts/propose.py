"""What a publication is proposed to be relayed with, in lengths that fit each network."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app.core import activity
from app.core.database import db
from app.core.text.clean import tidy
from app.people.models import Person
from app.people.organisation import the_organisation
from app.sharing.models import Channel
from app.sharing.starts import templates
from app.sharing.starts.models import ShareTemplate, TextLength
from app.sharing.words.suggestions import WRITTEN_FOR, SuggestedText, offered

# What takes little, or less; all others take a long text.
_BRIEF = {
    TextLength.SHORT: (Channel.X, Channel.BLUESKY),
    TextLength.MEDIUM: (Channel.MASTODON, Channel.THREADS),
}
NETWORKS_OF = {
    TextLength.LONG: tuple(
        each for each in WRITTEN_FOR if not any(each in brief for brief in _BRIEF.values())
    ),
    **_BRIEF,
}
Fits = Callable[[Channel, str], bool]


@cache
def starting() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the sentences that come with an installation, by kind, language and length."""
    found: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
        Path(__file__).with_name("starting.toml").read_text()
    )
    return found


def templates_of(kind: str, language: str) -> dict[TextLength, str]:
    """Return the sentences of a kind in a language: the company's, else those it began with."""
    own = select(ShareTemplate.length, ShareTemplate.text).where(
        ShareTemplate.kind == kind, ShareTemplate.language == language
    )
    begun = {length: tidy(starting()[kind][language][length]) for length in TextLength}
    return begun | {row.length: row.text for row in db.session.execute(own)}


def change_template(
    kind: str, language: str, length: TextLength, text: str, *, by: Person, now: datetime
) -> bool:
    """Keep a template, in the caller's transaction; says whether it changed.

    text: nothing, or what came with the installation, gives that back

    raises: BadTemplate
    """
    text = tidy(text)
    begun = tidy(starting()[kind][language][length])
    if (text or begun) == templates_of(kind, language)[length]:
        return False
    if text in ("", begun):
        db.session.execute(
            delete(ShareTemplate).where(
                ShareTemplate.kind == kind,
                ShareTemplate.language == language,
                ShareTemplate.length == length,
            )
        )
    else:
        templates.check(text, kind=kind, language=language)
        values = {"text": text, "updated_at": now, "updated_by_id": by.id}
        key = {"kind": kind, "language": language, "length": length}
        db.session.execute(
            insert(ShareTemplate)
            .values(**key, **values)
            .on_conflict_do_update(index_elements=list(key), set_=values)
        )
    data = {"kind": kind, "language": language, "length": length}
    company = the_organisation(now=now)
    activity.record("share_template.changed", company, by=by, data=data, now=now)
    return True


def proposals(
    begun: Mapping[TextLength, str],
    values: Mapping[str, str],
    fits: Fits,
    written: Iterable[SuggestedText] = (),
) -> list[str]:
    """Return texts for every network, longest first, so that each network has one that fits. Pure.

    A text that is too long loses its last sentences; none is cut inside one. A length of which
    every network has a text that fits already, among those written or proposed, is left out.
    """
    every, found = list(written), list[str]()
    for length in TextLength:
        networks = NETWORKS_OF[length]
        if all(
            any(fits(each, text) for text in (*_written_for(each, every), *found))
            for each in networks
        ):
            continue
        lines = templates.sentences_of(begun[length], values)
        while lines and not all(fits(each, templates.as_text(lines)) for each in networks):
            lines = templates.without_last(lines)
        text = templates.as_text(lines)
        if text and text not in found:
            found.append(text)
    return found


def _written_for(channel: Channel, written: Iterable[SuggestedText]) -> list[str]:
    every = [each for each in written if each.text and each.network in ("", channel)]
    return offered(channel, every)
