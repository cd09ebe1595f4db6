"""What the domain must know of a kind of publication; each file beside this one describes some."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from flask_babel import LazyString
from sqlalchemy.orm import QueryableAttribute, joinedload, lazyload
from sqlalchemy.orm.interfaces import LoaderOption

from app.people.models import Person
from app.people.permissions import Permission
from app.publishing.models import EndReason, Publication, PublicationState
from app.publishing.texts import Words

P = TypeVar("P", bound=Publication)


@dataclass(frozen=True, kw_only=True)
class Content:
    """What the editor can change in every publication; a kind adds its own columns.

    words: by language, "fr" and "en"; a language that is not written is absent
    audience_*: who is invited to relay it; nothing means everyone
    TOGETHER: columns of which none is kept or changed without the others
    ROWS: the keys of rows in an order, as a kind adds them: by name, the relation and its rows
    """

    TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = ()
    ROWS: ClassVar[Mapping[str, tuple[str, type[Any]]]] = {}

    words: Mapping[str, Words] = field(default_factory=dict)
    team_id: UUID | None = None
    theme_ids: frozenset[UUID] = frozenset()
    audience_team_ids: frozenset[UUID] = frozenset()
    audience_place_ids: frozenset[UUID] = frozenset()
    audience_languages: frozenset[str] = frozenset()

    @property
    def kind_code(self) -> str:
        """The code of its kind."""
        raise NotImplementedError

    @property
    def illustrated(self) -> bool:
        """Say whether it has a picture, which then must be described in each language."""
        return False


@dataclass(frozen=True)
class Act:
    """A change of state.

    done: what ends the name of its activity: "published"
    starts: the states that it begins from
    refused: why it cannot begin from another; from a state that is in neither, nothing changes
    before: what it changes in the publication first
    reason: why it is no longer online afterwards, where whoever acts does not say
    """

    done: str
    starts: Set[PublicationState]
    ends: PublicationState
    refused: Mapping[PublicationState, LazyString] = field(default_factory=dict)
    before: Callable[[Any, datetime], None] | None = None
    reason: EndReason = EndReason.CLOSED


@dataclass(frozen=True, kw_only=True, eq=False)
class Family(Generic[P]):
    """Kinds that share a table, a list, an editor's desk, a feed and a life.

    noun: begins the names of its activities, and stands in `publications.kind`
    many: begins the addresses of its desk
    title: all of them, in a word
    writes: who may write them
    proposes: who may write their own, for those to approve; None where nobody may
    takes_applications: one applies to it; what is not applied to serves every opening
    acts: by the name of their verb in publish.py
    mine: the columns of the people whose publication it is
    on_desks: what is read with it for who writes it; few of each, in one statement
    on_lists, on_cards, on_pages: what is read with it, for staff's lists, and for the career site
    place: the relation, if any, to where it is
    other_places, places: the relation to where else it may be; the property that has all of them
    last_day: the column, if any, of the day after which it is neither relayed nor applied to
    ended: how what was online stands afterwards
    hirers: the people who hire for it; recruiter: who of them recruits
    """

    noun: str
    many: str
    title: LazyString
    model: type[P]
    writes: Permission
    takes_applications: bool
    acts: Mapping[str, Act]
    mine: tuple[QueryableAttribute[Any], ...]
    on_desks: tuple[LoaderOption, ...]
    on_lists: tuple[LoaderOption, ...]
    on_cards: tuple[LoaderOption, ...]
    on_pages: tuple[LoaderOption, ...]
    place: str = ""
    other_places: str = ""
    places: str = ""
    last_day: str = ""
    proposes: Permission | None = None
    ended: PublicationState = PublicationState.ARCHIVED
    hirers: Callable[[P], frozenset[UUID | None]] = lambda _: frozenset()
    recruiter: Callable[[P], Person | None] = lambda _: None


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind(Generic[P]):
    """A kind of publication: an opening, an article, a portrait.

    code: as `Publication.kind_code` has it
    content: what its editor can change
    lacks: what else it lacks in a language, by names that end with a dot and the language
    also: what else it lacks in whatever language, by names
    begun_by: the columns that a draft begins with, for the person who begins it
    needs: what publishing needs beside the words: columns, without their "_id"
    subject: the person that it is about, if any, rather than by
    saved: told of a save, with the names of what it changed
    copied: the content of a copy for the person who makes it; None where nothing is copied
    """

    code: str
    name: LazyString
    family: Family[P]
    content: type[Content]
    needs: tuple[str, ...] = ("team",)
    lacks: Callable[[Any, str], list[str]] = lambda *_: []
    also: Callable[[Any], list[str]] = lambda _: []
    begun_by: Callable[[Person], Mapping[str, Any]] = lambda _: {}
    subject: Callable[[P], Person | None] = lambda _: None
    saved: Callable[[Any, Set[str]], None] = lambda *_: None
    copied: Callable[[Any, Person], Content] | None = None


def shown_person(relation: QueryableAttribute[Any]) -> LoaderOption:
    """Load somebody that a page shows, portrait included, and not what they may do here."""
    return joinedload(relation).options(
        joinedload(Person.portrait), joinedload(Person.place), lazyload(Person.role_rows)
    )


def forget_a_window_that_is_over(publication: Publication, now: datetime) -> None:
    """Let what is shown again last, where the end of its window has passed."""
    if publication.withdraw_at and publication.withdraw_at <= now:
        publication.withdraw_at = None  # or it would leave again at once
