"""The editor's forms: one language's words and the settings, read into a Content and back.

A field that is wrong leaves what was there before, so that a draft can be saved around it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Any, ClassVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.core import signing
from app.core.i18n import LANGUAGES, lazy_number
from app.core.i18n import gettext as _
from app.core.text.clean import tidy, tidy_line
from app.core.text.markdown import left_over, loses_pictures
from app.core.text.sites import BadSite, read_site
from app.people.models import Person
from app.publishing import wording
from app.publishing.kinds import (
    STORIES,
    Content,
    CuratedContent,
    EventContent,
    OpeningContent,
    StoryContent,
    kinds_of,
)
from app.publishing.merging import Marks, marks_of
from app.publishing.models import (
    Contract,
    Remote,
    Seniority,
    StoryKind,
    WorkingTime,
)
from app.publishing.texts import NetworkText, Words
from app.sharing.wording import NAMES as NETWORK_NAMES
from app.sharing.words.suggestions import WRITTEN_FOR
from app.web.combobox import Combobox, Lookup
from app.web.fields import Day, Hour, NumberedFields, OneOf, SomeOf, Turn, WholeNumber
from app.web.forms import Form
from app.web.writing.instants import InstantsForm
from app.web.writing.salary import SalaryForm

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BODY = 150, 300, 40_000  # characters
LONGEST_ALT, LONGEST_VARIANT, MOST_VARIANTS = 200, 3_000, 10
ROOM = 2  # for texts more, below those that are written
WORK_WEEK = 5
MOST_SEATS = 100_000
COVER = "cover of a story"
NOBODY = _l("Nobody by this name works here. Type part of it, or leave it empty.")
LAST_DAY_OVER = _l("This day has passed. Choose today or a later day, or none.")
LANGUAGE_NAMES = {"fr": _l("French"), "en": _l("English")}


def _length(longest: int) -> Length:
    return Length(max=longest, message=_l("At most %(num)s characters.", num=lazy_number(longest)))


@dataclass(frozen=True)
class Offered:
    """What the lists of the editor offer: (key, name) pairs, in order."""

    teams: Sequence[tuple[UUID, str]]
    places: Sequence[tuple[UUID, str]]
    themes: Sequence[tuple[UUID, str]]


class PublicationForm(Form):
    """What the editors of all kinds have in common.

    PEOPLE: the fields that choose somebody, as the publication's own relations are called
    version, read: which version its writer reads, and a mark of each thing as it was read
    """

    PEOPLE: ClassVar[tuple[str, ...]] = ()

    language = HiddenField(default="fr")
    version = IntegerField(widget=HiddenInput(), default=1)
    read = HiddenField(default="")
    title = StringField(_l("Title"), [_length(LONGEST_TITLE)], filters=[tidy_line])
    summary = TextAreaField(
        _l("In one or two sentences"), [_length(LONGEST_SUMMARY)], filters=[tidy_line]
    )
    body = TextAreaField(_l("Text"), [_length(LONGEST_BODY)], filters=[tidy])
    variants = NumberedFields(
        TextAreaField(_l("Suggested text"), [_length(LONGEST_VARIANT)], filters=[tidy]),
        min_entries=1,
        max_entries=MOST_VARIANTS,
    )
    variant_networks = NumberedFields(
        SelectField(
            _l("For"),
            choices=[
                SelectChoice("", _l("Every network")),
                *(SelectChoice(each.value, NETWORK_NAMES[each]) for each in WRITTEN_FOR),
            ],
        ),
        max_entries=MOST_VARIANTS,
    )
    team = OneOf(_l("Team"))
    themes = SomeOf(_l("Themes"))
    audience_teams = SomeOf(_l("Teams"))
    audience_places = SomeOf(_l("Places"))
    audience_languages = SelectMultipleField(
        _l("Languages"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def validate_language(self, field: Any) -> None:
        """Refuse a language that is not one of ours."""
        if field.data not in LANGUAGES:
            field.data = LANGUAGES[0]
            raise ValidationError(_l("Choose French or English."))

    def offer(self, offered: Offered, people: Lookup, *, kept: Mapping[str, Person | None]) -> None:
        """Set what the lists offer; `kept` are those whom PEOPLE name now, who may have left."""
        self.team.offer(offered.teams)
        self.themes.offer(offered.themes)
        self.audience_teams.offer(offered.teams)
        self.audience_places.offer(offered.places)
        for name, person in kept.items():
            row = (person.id, person.name) if person else None
            self[name].look_in(people, kept=row)

    def show(self, content: Content, *, language: str, version: int) -> None:
        """Fill the form with what is written, in one language."""
        words = content.words.get(language, Words())
        self.language.data = language
        self.reads(version, marks_of(content))
        self.title.data, self.summary.data, self.body.data = words.title, words.summary, words.body
        self.show_suggested(words.suggested)
        for name in self.PEOPLE:
            if name in self:
                self[name].choose_kept()
        self.team.choose(content.team_id)
        self.themes.choose(content.theme_ids)
        self.audience_teams.choose(content.audience_team_ids)
        self.audience_places.choose(content.audience_place_ids)
        self.audience_languages.data = sorted(content.audience_languages)

    def show_suggested(self, suggested: Iterable[NetworkText]) -> None:
        """Show suggested texts, with room for more."""
        for fields in (self.variants, self.variant_networks):
            while fields.entries:
                fields.pop_entry()
        for network, text in [*suggested, *[NetworkText("", "")] * ROOM][:MOST_VARIANTS]:
            self.variants.append_entry(text)
            self.variant_networks.append_entry(network)

    def suggested(self) -> list[tuple[Field, Field | None]]:
        """Return the boxes of each suggested text: the text, and the network that it is for."""
        return list(zip_longest(self.variants, self.variant_networks))[: len(self.variants)]

    def add_suggested(self, texts: Sequence[str]) -> None:
        """Put texts for every network below those that are typed, as far as there is room."""
        typed = [
            NetworkText(network.data if network else "", text.data)
            for text, network in self.suggested()
            if text.data
        ]
        more = [NetworkText("", text) for text in texts]
        self.show_suggested([*typed, *more][:MOST_VARIANTS])

    def reads(self, version: int, marks: Marks) -> None:
        """Note what its writer has before their eyes from now on."""
        self.version.raw_data = None
        self.version.data = version
        self.read.data = json.dumps(marks, separators=(",", ":"))

    @property
    def marks(self) -> dict[str, str]:
        """The marks of what its writer read, as the page carried them; none of what is no mark."""
        try:
            marks = json.loads(self.read.data or "{}")
        except (ValueError, RecursionError):
            return {}
        read = marks.items() if type(marks) is dict else ()
        return {key: mark for key, mark in read if type(mark) is str}

    def written(self, before: Content) -> Content:
        """Return what was typed, over what was there; a wrong field leaves what was there."""
        language = self.language.data if self.language.data in LANGUAGES else LANGUAGES[0]
        words = self._words(before.words.get(language, Words()))
        by_language = {key: value for key, value in before.words.items() if key != language}
        if words:
            by_language[language] = words
        return replace(
            before,
            words=by_language,
            team_id=before.team_id if self.team.errors else self.team.key,
            theme_ids=before.theme_ids if self.themes.errors else self.themes.keys,
            audience_team_ids=before.audience_team_ids
            if self.audience_teams.errors
            else self.audience_teams.keys,
            audience_place_ids=before.audience_place_ids
            if self.audience_places.errors
            else self.audience_places.keys,
            audience_languages=frozenset(self.audience_languages.data or ()) & set(LANGUAGES),
        )

    def _words(self, before: Words) -> Words:
        kept: dict[str, Any] = {
            name: getattr(before, name) if self[name].errors else self[name].data or ""
            for name in ("title", "summary", "body")
        }
        return replace(before, **kept, **self._suggested_written(before))

    def _suggested_written(self, before: Words) -> dict[str, Any]:
        boxes = self.suggested()
        if any(box.errors for pair in boxes for box in pair if box):
            return {"variants": before.variants, "for_networks": before.for_networks}
        typed = [
            NetworkText(network.data if network else "", text.data)
            for text, network in boxes
            if text.data
        ]
        return {
            "variants": tuple(each.text for each in typed if not each.network),
            "for_networks": tuple(each for each in typed if each.network),
        }

    def wrong(self) -> list[tuple[str, Any]]:
        """List what is wrong as (id of the field, sentence), for the summary on top."""
        lines = [("", sentence) for sentence in self.form_errors]
        return lines + [(each.id, error) for each, _name in self._boxes() for error in each.errors]

    def wrong_in_full(self) -> list[tuple[str, str]]:
        """List what is wrong as (id of the field, its name and the sentence)."""
        lines = [("", str(sentence)) for sentence in self.form_errors]
        return lines + [
            (each.id, _("%(field)s: %(error)s", field=name, error=error))
            for each, name in self._boxes()
            for error in each.errors
        ]

    def wrong_fields(self) -> list[tuple[str, str]]:
        """List the fields that are wrong as (id, name in full)."""
        return [(field.id, name) for field, name in self._boxes() if field.errors]

    def _boxes(self) -> Iterator[tuple[Field, str]]:
        """Yield each box that is typed in, with the name that tells it from the others."""
        for field in self:
            if isinstance(field, NumberedFields):
                for number, entry in enumerate(field, start=1):
                    yield entry, _("Suggested text %(number)s", number=number)
            else:
                yield field, str(field.label.text)

    def problems(self, today: date) -> list[dict[str, str]]:
        """List what each field must say beside itself, for the page to put it there."""
        wrong = [(field_id, str(error), "error") for field_id, error in self.wrong() if field_id]
        wary = [(field_id, sentence, "warning") for field_id, sentence in self.warnings(today)]
        return [
            {"field": field_id, "sentence": sentence, "tone": tone}
            for field_id, sentence, tone in wrong + wary
        ]

    def refuse_last_day(self, name: str) -> None:
        """Say by its field that the last day is over."""
        self[name].errors = [*self[name].errors, LAST_DAY_OVER]

    def warnings(self, today: date) -> list[tuple[str, str]]:  # noqa: ARG002 - kinds have dates
        """List what is kept and deserves a second look: (id of the field, sentence)."""
        found, body = [], self.body.data or ""
        if marks := left_over(body):
            signs = "  ".join(marks)
            found.append(_("Readers will see these signs as they are: %(signs)s", signs=signs))
        if loses_pictures(body):
            found.append(_("Pictures inside the text are not shown."))
        return [(self.body.id, " ".join(found))] if found else []


class OpeningForm(SalaryForm, PublicationForm):
    """The editor of an opening."""

    PEOPLE = ("hiring_manager", "recruiter")
    REMOTE_DAYS: ClassVar[range] = range(1, WORK_WEEK)

    place = OneOf(_l("Place"))
    other_places = SomeOf(_l("Other places"))
    remote = SelectField(_l("Working from home"))
    contract = SelectField(
        _l("Contract"),
        choices=[
            SelectChoice("", _l("Choose…")),
            *(SelectChoice(each.value, word) for each, word in wording.CONTRACTS.items()),
        ],
    )
    working_time = SelectField(
        _l("Working time"),
        default="",
        choices=[
            SelectChoice("", _l("Not said")),
            *(SelectChoice(each.value, word) for each, word in wording.WORKING_TIMES.items()),
        ],
    )
    seniority = SelectField(
        _l("Experience"),
        choices=[
            SelectChoice("", _l("Any")),
            *(SelectChoice(each.value, word) for each, word in wording.SENIORITIES.items()),
        ],
    )
    starts_on = Day(_l("Start"), month_alone=True, validators=[Optional()])
    closes_on = Day(_l("Last day to apply"), validators=[Optional()])
    hiring_manager = Combobox(_l("Hiring manager"), nobody=NOBODY)
    recruiter = Combobox(_l("Contact for candidates"), nobody=NOBODY)

    def offer(self, offered: Offered, people: Lookup, *, kept: Mapping[str, Person | None]) -> None:
        """Set what the lists offer."""
        super().offer(offered, people, kept=kept)
        self.place.offer(offered.places)
        self.other_places.offer(offered.places)
        self.remote.choices = [
            SelectChoice("", _l("Choose…")),
            SelectChoice(Remote.NONE.value, wording.REMOTES[Remote.NONE]),
            *(SelectChoice(str(days), wording.days_at_home(days)) for days in self.REMOTE_DAYS),
            SelectChoice(Remote.PARTIAL.value, wording.REMOTES[Remote.PARTIAL]),
            SelectChoice(Remote.FULL.value, wording.REMOTES[Remote.FULL]),
        ]

    def show(self, content: Content, *, language: str, version: int) -> None:
        """Fill the form with what is written."""
        super().show(content, language=language, version=version)
        assert isinstance(content, OpeningContent)
        self.place.choose(content.place_id)
        self.other_places.choose(content.other_place_ids)
        self.working_time.data = content.working_time or ""
        partial = content.remote is Remote.PARTIAL and content.remote_days
        self.remote.data = str(content.remote_days) if partial else content.remote or ""
        self.contract.data = content.contract or ""
        self.seniority.data = content.seniority.value if content.seniority else ""
        self.show_salary(content)
        self.starts_on.data, self.closes_on.data = content.starts_on, content.closes_on

    def warnings(self, today: date) -> list[tuple[str, str]]:
        """Warn of a start that is over: readers see it as it is."""
        found, start = super().warnings(today), self.starts_on
        if not start.errors and start.data and start.data < today:
            sentence = _("This day has passed. Without a day, readers see “As soon as possible”.")
            found.append((start.id, sentence))
        return found

    def written(self, before: Content) -> OpeningContent:
        """Return what was typed, over what was there."""
        content = super().written(before)
        assert isinstance(content, OpeningContent)
        typed = {
            "starts_on": self.starts_on,
            "closes_on": self.closes_on,
        }
        rows: dict[str, OneOf | Combobox] = {
            "place_id": self.place,
            "hiring_manager_id": self.hiring_manager,
            "recruiter_id": self.recruiter,
        }
        values: dict[str, Any] = {
            name: field.data for name, field in typed.items() if not field.errors
        }
        values |= {name: field.key for name, field in rows.items() if not field.errors}
        values |= self.salary_written()
        if not self.contract.errors:
            values["contract"] = Contract(self.contract.data) if self.contract.data else None
        if not self.working_time.errors:
            chosen_time = self.working_time.data
            values["working_time"] = WorkingTime(chosen_time) if chosen_time else None
        if not self.other_places.errors:
            values["other_place_ids"] = self.other_places.in_order(content.other_place_ids)
        if not self.seniority.errors:
            values["seniority"] = Seniority(self.seniority.data) if self.seniority.data else None
        if not self.remote.errors:
            days = self.remote.data.isdecimal()
            chosen = Remote(self.remote.data) if self.remote.data and not days else None
            values["remote"] = Remote.PARTIAL if days else chosen
            values["remote_days"] = int(self.remote.data) if days else None
        return replace(content, **values)


def cover_key(picture_id: UUID) -> str:
    """Return what makes a form keep a picture that was sent alone."""
    return signing.sign(COVER, str(picture_id))


class StoryForm(PublicationForm):
    """The editor of an article and of a portrait: the one may become the other."""

    PEOPLE: ClassVar[tuple[str, ...]] = ("author", "about_person")

    story_kind = SelectField(
        _l("Kind"),
        coerce=StoryKind,
        choices=[
            SelectChoice(kind.code, kind.name)
            for kind in kinds_of(STORIES)
            if kind.content is StoryContent
        ],
    )
    author = Combobox(_l("Signed by"), nobody=NOBODY)
    about_person: Combobox | None = Combobox(_l("Portrait of"), nobody=NOBODY)
    cover = FileField(_l("Cover picture"))
    cover_kept = HiddenField(default="")
    cover_focus = RadioField(
        _l("Where it is cut, show"),
        choices=[
            SelectChoice("start", _l("Top or left")),
            SelectChoice("middle", _l("Middle")),
            SelectChoice("end", _l("Bottom or right")),
        ],
        default="middle",
        validators=[Optional()],
    )
    cover_alt = StringField(
        _l("What the picture shows"), [_length(LONGEST_ALT)], filters=[tidy_line]
    )

    def show(self, content: Content, *, language: str, version: int) -> None:
        """Fill the form with what is written."""
        super().show(content, language=language, version=version)
        assert isinstance(content, StoryContent)
        if self.story_kind:
            self.story_kind.data = content.story_kind
        self.show_cover(content)
        self.cover_alt.data = content.words.get(language, Words()).cover_alt

    def show_cover(self, content: Content) -> None:
        """Show what is chosen for the cover."""
        assert isinstance(content, StoryContent)
        self.cover_focus.data = content.cover_focus

    def written(self, before: Content) -> StoryContent:
        """Return what was typed, over what was there; the picture itself is kept by its view."""
        content = super().written(before)
        assert isinstance(content, StoryContent)
        values: dict[str, Any] = {}
        if self.story_kind and not self.story_kind.errors:
            values["story_kind"] = self.story_kind.data
        if self.author and not self.author.errors and self.author.key:
            values["author_id"] = self.author.key
        if self.cover_focus.raw_data and not self.cover_focus.errors:
            values["cover_focus"] = self.cover_focus.data
        if self.cover_kept_id:
            values["cover_id"] = self.cover_kept_id
        if self.about_person and not self.about_person.errors:
            values["about_person_id"] = self.about_person.key
        return replace(content, **values)

    def limit_to_author(self) -> None:
        """Take off what is not for whoever proposes a story to decide: who signs it."""
        del self.author

    @property
    def cover_kept_id(self) -> UUID | None:
        """The picture that was sent alone, before the rest of the form."""
        try:
            return UUID(signing.unsign(COVER, self.cover_kept.data or ""))
        except (signing.BadToken, ValueError):
            return None

    def _words(self, before: Words) -> Words:
        words = super()._words(before)
        if self.cover_alt.errors:
            return words
        return replace(words, cover_alt=self.cover_alt.data or "")


class CuratedForm(StoryForm):
    """The editor of a link to a page elsewhere; its text says why it matters here."""

    PEOPLE = ("author",)
    OWN = ("source_url", "source_name", "cover_credit")

    story_kind = None
    about_person = None
    source_url = StringField(_l("Address of the page"), [Optional()], filters=[tidy_line])
    source_name = StringField(_l("Who published it"), [_length(LONGEST_ALT)], filters=[tidy_line])
    cover_credit = StringField(
        _l("Whose picture it is"), [_length(LONGEST_ALT)], filters=[tidy_line]
    )

    def validate_source_url(self, field: StringField) -> None:
        """raises: ValidationError when what is typed is no address of a page"""
        try:
            field.data = read_site(field.data or "")
        except BadSite as refusal:
            raise ValidationError(refusal.sentence) from refusal

    def show(self, content: Content, *, language: str, version: int) -> None:
        """Fill the form with what is written."""
        super().show(content, language=language, version=version)
        assert isinstance(content, CuratedContent)
        for name in self.OWN:
            self[name].data = getattr(content, name)

    def written(self, before: Content) -> StoryContent:
        """Return what was typed, over what was there."""
        values: dict[str, Any] = {
            name: self[name].data or "" for name in self.OWN if not self[name].errors
        }
        return replace(super().written(before), **values)


class EventForm(InstantsForm, StoryForm):
    """The editor of an event."""

    PEOPLE = ("author",)
    INSTANTS = ("starts_at", "ends_at")

    story_kind = None
    about_person = None
    starts_at = Day(_l("Begins on"), validators=[Optional()])
    starts_at_time = Hour(_l("At"), validators=[Optional()])
    starts_at_turn = Turn(_l("Which time"))
    ends_at = Day(_l("Ends on"), validators=[Optional()])
    ends_at_time = Hour(_l("At"), validators=[Optional()])
    ends_at_turn = Turn(_l("Which time"))
    place = OneOf(_l("Place"))
    address = StringField(_l("Address"), [_length(LONGEST_ALT)], filters=[tidy_line])
    online_url = StringField(_l("Page where it is followed"), [Optional()], filters=[tidy_line])
    capacity = WholeNumber(
        _l("Seats"),
        [Optional(), NumberRange(1, MOST_SEATS, message=_l("Write a number of seats, or none."))],
    )

    def validate_online_url(self, field: StringField) -> None:
        """raises: ValidationError when what is typed is no address of a page"""
        try:
            field.data = read_site(field.data or "")
        except BadSite as refusal:
            raise ValidationError(refusal.sentence) from refusal

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Refuse an end that does not come after the beginning."""
        super().validate(*args, **kwargs)
        starts, ends = self.instant("starts_at"), self.instant("ends_at")
        if starts and ends and ends <= starts:
            self.ends_at.errors = [*self.ends_at.errors, _("It ends before it begins.")]
        return not self.errors

    def offer(self, offered: Offered, people: Lookup, *, kept: Mapping[str, Person | None]) -> None:
        """Set what the lists offer."""
        super().offer(offered, people, kept=kept)
        self.place.offer(offered.places)

    def show(self, content: Content, *, language: str, version: int) -> None:
        """Fill the form with what is written."""
        super().show(content, language=language, version=version)
        assert isinstance(content, EventContent)
        self.show_instants(content)
        self.place.choose(content.place_id)
        self.address.data, self.online_url.data = content.address, content.online_url
        self.capacity.data = content.capacity

    def written(self, before: Content) -> StoryContent:
        """Return what was typed, over what was there."""
        values: dict[str, Any] = {}
        if not any(map(self.wrong_instant, self.INSTANTS)):
            values = {name: self.instant(name) for name in self.INSTANTS}
        for name in ("address", "online_url"):
            if not self[name].errors:
                values[name] = self[name].data or ""
        if not self.place.errors:
            values["place_id"] = self.place.key
        if not self.capacity.errors:
            values["capacity"] = self.capacity.data
        return replace(super().written(before), **values)
