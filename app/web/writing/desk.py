"""What the pages of those who write must know of a family, and of each kind, of publication."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_login import current_user

from app.core.i18n import language as language_now
from app.people.models import Person
from app.people.permissions import Permission, may
from app.people.slugs import place_names
from app.publishing import queries
from app.publishing.kinds import Content, Family, Kind
from app.publishing.models import Publication, PublicationState
from app.web.combobox import Lookup
from app.web.writing.forms import Offered, PublicationForm, StoryForm

TONES = {
    PublicationState.DRAFT: (None, "pencil"),
    PublicationState.SUBMITTED: ("info", "inbox"),
    PublicationState.APPROVED: ("info", "check"),
    PublicationState.SCHEDULED: ("info", "calendar-clock"),
    PublicationState.PUBLISHED: ("success", "circle-check"),
    PublicationState.PAUSED: ("warning", "circle-pause"),
    PublicationState.CLOSED: (None, "circle-slash"),
    PublicationState.ARCHIVED: (None, "archive"),
}


@dataclass(frozen=True)
class DeskAct:
    """A button of the editor that changes what becomes of a publication.

    name: ends its address
    states: in which the button shows
    verb: the change; when it gives another publication, its editor opens
    said: what is said once it is done
    asks: the template of the page that asks first, if one does
    undo: the name of the act that takes it back for a while; the list is shown meanwhile
    by_author: for whoever proposed it, rather than for those who write them all
    """

    name: str
    label: LazyString
    states: Set[PublicationState]
    verb: Callable[..., Publication | None]
    said: LazyString
    look: str = "secondary"
    icon: str | None = None
    asks: str = ""
    undo: str = ""
    by_author: bool = False


@dataclass(frozen=True, kw_only=True)
class Editor:
    """The editor of a kind.

    untitled: names what is begun and has no title yet
    title_hint, body_hint: what stands in the empty fields
    settings: the template with the fields that are its own
    parts: what publishing needs, in words, beside the words and the team
    names: its own columns in words
    values: how the values of those columns read, where that is more than themselves
    guide: what to ask whoever it is about
    """

    form: type[PublicationForm]
    untitled: LazyString
    title_hint: LazyString
    body_hint: LazyString
    preview_title: LazyString
    settings: str
    parts: Mapping[str, LazyString] = field(default_factory=dict)
    names: Mapping[str, LazyString] = field(default_factory=dict)
    values: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    guide: Sequence[LazyString] = ()


@dataclass(frozen=True, kw_only=True)
class ListWords:
    """What the list of a family says.

    one, beside: the heads of its first two columns, which the template `cells` fills
    counted: says how many there are
    """

    by_state: LazyString
    everything: LazyString
    search: LazyString
    one: LazyString
    beside: LazyString
    counted: Callable[[int], str]
    nothing_fits: LazyString
    see_all: LazyString
    nothing_yet: LazyString
    begin_with_one: LazyString
    nothing_online: LazyString
    icon: str
    cells: str


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The list and the editors of a family.

    folder: what begins the addresses and the endpoints of its pages
    begins: the kinds that have a button of their own, each with its word and icon
    """

    family: Family[Any]
    folder: str
    begins: Sequence[tuple[Kind[Any], LazyString, str]]
    editors: Mapping[str, Editor]  # by the code of the kind
    acts: Sequence[DeskAct]
    publish: LazyString
    published: LazyString
    words: ListWords

    def list_address(self, **values: Any) -> str:
        """Return the address of its list."""
        return url_for(f"writing.{self.folder}", **values)

    def address(self, name: str, publication: Publication, **values: Any) -> str:
        """Return the address of one of a publication's pages: "" is its editor."""
        endpoint = f"writing.{self.folder}_{name or 'editor'}"
        return url_for(endpoint, publication_id=publication.id, **values)

    def editor_of(self, publication: Publication | Content) -> Editor:
        """Return the editor of the kind of a publication, or of a content."""
        return self.editors[publication.kind_code]

    def form_for(self, publication: Publication) -> PublicationForm:
        """Return its form, with what the lists offer."""
        form = self.editor_of(publication).form()
        if isinstance(form, StoryForm) and not may(me(), self.family.writes):
            form.limit_to_author()
        kept = {name: getattr(publication, name) for name in form.PEOPLE if name in form}
        form.offer(offered(), colleagues(), kept=kept)
        return form

    def guards(self) -> tuple[Permission, ...]:
        """Return who may open its pages of writing: some of them only what is their own."""
        proposes = (self.family.proposes,) if self.family.proposes else ()
        return (self.family.writes, *proposes)

    def acts_on(self, publication: Publication) -> list[DeskAct]:
        """Return the buttons that change what becomes of a publication, for who is signed in."""
        writes = may(me(), self.family.writes)
        own = publication.author_id == me().id and not writes
        return [
            act
            for act in self.acts
            if publication.state in act.states and (own if act.by_author else writes)
        ]


def me() -> Person:
    """Return who is signed in."""
    person: Person = current_user._get_current_object()
    return person


def offered() -> Offered:
    """Return what the editor's lists offer. Three statements."""
    language = language_now()
    return Offered(
        teams=[(team.id, team.name(language)) for team in queries.teams()],
        places=list(place_names(queries.places()).items()),
        themes=[(theme.id, theme.name(language)) for theme in queries.themes()],
    )


def colleagues() -> Lookup:
    """Return where the people of the editor's boxes are found."""
    return Lookup(
        source=url_for("writing.colleagues"),
        fitting=queries.colleagues_called,
        named=queries.colleague_named,
    )
