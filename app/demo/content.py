"""What Ormelune says, read from the files under `content/`: one value, checked for spelling.

People are named by their whole name, teams by their key, publications by the name of their file.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.core.text.slugs import slug_of

FOLDER: Final = Path(__file__).with_name("content")
PICTURES: Final = Path(__file__).with_name("pictures")
LANGUAGES: Final = ("fr", "en")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A city, as the teams' page asks for it."""

    name: str
    region: str
    postal_code: str


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What publications are about."""

    code: str
    name_fr: str
    name_en: str


@dataclass(frozen=True, kw_only=True)
class Team:
    """One of the eight teams."""

    key: str
    name_fr: str
    name_en: str
    about_fr: str
    about_en: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step between an application and an offer."""

    title_fr: str
    title_en: str
    delay_fr: str
    delay_en: str
    text_fr: str
    text_en: str
    answer_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """An employee. `roles` come on top of ambassador."""

    first: str
    last: str
    job: str
    team: str
    place: str
    roles: tuple[str, ...] = ()
    language: str = "fr"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True, kw_only=True)
class Words:
    """A publication in one language; `variants` are suggested texts, the long one first."""

    title: str
    summary: str
    body: str
    variants: tuple[str, ...]
    cover_alt: str = ""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A position to fill. Days count from the day the demonstration is loaded."""

    key: str
    team: str
    place: str
    contract: str
    remote: str
    seniority: str
    themes: tuple[str, ...]
    hiring_manager: str
    recruiter: str
    words: dict[str, Words]
    starts_in_days: int
    published_days_ago: int
    remote_days: int | None = None
    other_places: tuple[str, ...] = ()
    working_time: str = "full"
    salary: tuple[int | None, int | None] = (None, None)
    closes_in_days: int | None = None
    closed_days_ago: int | None = None


@dataclass(frozen=True, kw_only=True)
class Story:
    """An article, or a portrait of somebody."""

    key: str
    kind: str
    author: str
    team: str
    themes: tuple[str, ...]
    words: dict[str, Words]
    published_days_ago: int
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What the CVs of one trade are made of."""

    openings: tuple[str, ...]
    jobs_f: tuple[str, ...]
    jobs_m: tuple[str, ...]
    employers: tuple[str, ...]
    lines: tuple[str, ...]
    tools: str
    studies: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """An application that tells something: who came how, what they answered, what became of it."""

    opening: str
    name: str
    sex: str
    days_ago: float
    outcome: str
    sees: str
    ambassador: str = ""
    through: str = ""
    channel: str = ""
    answer: str = ""
    email: str = ""  # where they read mail, if it is told; else made of their name
    named: str = ""
    typed: str = ""  # instead, words that are no colleague's name: people say whom they mean
    confirms: str = ""  # what the named colleague says: yes, no or, so far, nothing


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """An ambassador contests a credit; without a verdict, nobody has answered yet."""

    candidate: str
    opening: str
    ambassador: str
    after_days: float
    reason: str
    verdict: str = ""
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """An agency presented somebody for an opening, some days before they applied."""

    candidate: str
    opening: str
    agency: str
    before_days: float
    holds_days: int


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """Somebody whom an ambassador recommends, and what they answer, if anything."""

    by: str
    opening: str
    name: str
    email: str
    days_ago: float
    relation: str
    words: str
    answers: str = ""  # accepts, refuses or, so far or for ever, nothing
    after_days: float = 0


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Those who apply. Letters are by opening and language; names by "f", "m" and "last".

    cases: the applications that tell something; counts: how many others, by opening
    """

    mailboxes: tuple[str, ...]
    names: dict[str, tuple[str, ...]]
    letters: dict[str, dict[str, tuple[str, ...]]]
    profiles: tuple[Profile, ...]
    refusal_notes: dict[str, tuple[str, ...]]
    cases: tuple[Case, ...]
    appeals: tuple[Appeal, ...]
    claims: tuple[Claim, ...]
    counts: dict[str, int]

    def profile_for(self, opening: str) -> Profile:
        return next(each for each in self.profiles if opening in each.openings)


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """Publications put forward. days: its first and its last, from the day of loading."""

    by: str
    name_fr: str
    name_en: str
    purpose_fr: str
    purpose_en: str
    publications: tuple[str, ...]
    days: tuple[int, int]
    goal: int
    teams: tuple[str, ...] = ()
    reminds: bool = False


@dataclass(frozen=True, kw_only=True)
class Company:
    """Everything that the demonstration tells.

    texts: the organisation's own, as its page asks for them
    own_words: (person, publication) → words by language
    """

    texts: dict[str, str]
    brand_color: str
    charter: dict[str, str]
    places: tuple[Place, ...]
    themes: tuple[Theme, ...]
    teams: tuple[Team, ...]
    steps: tuple[Step, ...]
    people: tuple[Person, ...]
    openings: tuple[Opening, ...]
    stories: tuple[Story, ...]
    own_words: dict[tuple[str, str], dict[str, str]]
    candidates: Candidates
    recommendations: tuple[Recommendation, ...]
    campaigns: tuple[Campaign, ...]

    @property
    def publications(self) -> tuple[Opening | Story, ...]:
        return (*self.openings, *self.stories)

    def publication(self, key: str) -> Opening | Story:
        return next(each for each in self.publications if each.key == key)

    def opening(self, key: str) -> Opening:
        return next(each for each in self.openings if each.key == key)


def portrait_of(person: Person) -> Path:
    """Return where a person's portrait lies: a drawing of ours, nobody's face."""
    return PICTURES / "portraits" / f"{slug_of(person.name)}.webp"


def cover_of(story: Story) -> Path:
    """Return where a story's cover lies: a drawing of ours too."""
    return PICTURES / "covers" / f"{story.key}.webp"


@cache
def company() -> Company:
    """Read the company, once."""
    organisation = _table("organisation.toml")
    return Company(
        places=tuple(Place(**each) for each in organisation.pop("places")),
        themes=tuple(Theme(**each) for each in organisation.pop("themes")),
        teams=tuple(Team(**each) for each in organisation.pop("teams")),
        steps=tuple(Step(**each) for each in organisation.pop("steps")),
        charter={language: organisation.pop(f"charter_{language}") for language in LANGUAGES},
        brand_color=organisation.pop("brand_color"),
        texts={key: text.strip() for key, text in organisation.items()},
        people=tuple(Person(**_tupled(each)) for each in _table("people.toml")["people"]),
        openings=tuple(Opening(**each) for each in _publications("openings")),
        stories=tuple(Story(**each) for each in _publications("stories")),
        own_words={
            (each["person"], each["about"]): {language: each[language] for language in LANGUAGES}
            for each in _table("words.toml")["words"]
        },
        candidates=_candidates(_table("candidates.toml")),
        recommendations=tuple(
            Recommendation(**each) for each in _table("recommendations.toml")["recommendations"]
        ),
        campaigns=tuple(
            Campaign(**_tupled(each)) for each in _table("campaigns.toml")["campaigns"]
        ),
    )


@cache
def coming() -> dict[str, dict[str, Any]]:
    """Read what is planned, proposed and asked, by its name."""
    found = {}
    for name, values in _table("coming.toml").items():
        written = [each for each in LANGUAGES if isinstance(values.get(each), dict)]
        words = {each: _words(values.pop(each)) for each in written}
        found[name] = {**_tupled(values), "words": words}
    return found


def _candidates(table: dict[str, Any]) -> Candidates:
    return Candidates(
        mailboxes=tuple(table["mailboxes"]),
        names={kind: tuple(names) for kind, names in table["names"].items()},
        letters={
            opening: {language: tuple(each[language]) for language in LANGUAGES}
            for each in table["letters"]
            for opening in each["openings"]
        },
        profiles=tuple(Profile(**_tupled(each)) for each in table["profiles"].values()),
        refusal_notes={
            language: tuple(table["refusals"][f"notes_{language}"]) for language in LANGUAGES
        },
        cases=tuple(Case(**each) for each in table["cases"]),
        appeals=tuple(Appeal(**each) for each in table["appeals"]),
        claims=tuple(Claim(**each) for each in table["claims"]),
        counts=table["counts"],
    )


def _publications(folder: str) -> list[dict[str, Any]]:
    """Read a folder of publications, the oldest first."""
    found = []
    for path in sorted((FOLDER / folder).glob("*.toml")):
        table = _tupled(_table(f"{folder}/{path.name}"))
        table["words"] = {language: _words(table.pop(language)) for language in LANGUAGES}
        found.append({"key": path.stem, **table})
    return sorted(found, key=lambda table: -table["published_days_ago"])


def _words(table: dict[str, Any]) -> Words:
    stripped = {key: text.strip() for key, text in table.items() if key != "variants"}
    return Words(**stripped, variants=tuple(text.strip() for text in table["variants"]))


def _tupled(table: dict[str, Any]) -> dict[str, Any]:
    """Make what was read hashable and unchangeable: lists become tuples."""
    return {key: tuple(each) if isinstance(each, list) else each for key, each in table.items()}


def _table(name: str) -> dict[str, Any]:
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)
