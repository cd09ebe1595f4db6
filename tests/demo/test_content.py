"""What Ormelune says: complete, in both languages, and set as French and English are set."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from app.demo.cast import PASSWORD, email_of
from app.demo.content import FOLDER, LANGUAGES, Opening, Story, company
from app.demo.load import ACCOUNTS
from app.people.entrance.passwords import weakness
from app.people.models import Role
from app.publishing.models import Contract, Remote, Seniority, StoryKind
from app.sharing.models import Channel

TOLD = company()
WORDS_OF_A_LANDING = 240  # characters: longer ones push the title off a phone's first screen

# code, links and addresses are set as machines write them
MACHINES_TEXT = re.compile(r"`[^`]*`|https?://\S+|\S+@\S+")
UNSET_FRENCH = {
    "a plain space before ; ! ?": r" [;!?]",
    "no space before ; ! ?": r"[\w»)][;!?](?:\s|$)",
    "a plain space before a colon": r" :",
    "no space before a colon": r"[\w»)]:(?:\s|$)",
    "a plain space inside « »": r"« | »",
    "no space inside « »": r"«\S|\S»",
    "a straight apostrophe": r"'",
    "a straight quotation mark": r'"',
    "a middle dot": r"·",
    "a plain space before €, % or h": r"\d (?:€|%|h\b)",
    "a plain space in a number": r"\d \d{3}\b",
}


def french_texts() -> Iterator[tuple[str, str]]:
    """Every French text with where it stands."""
    yield from published_texts()
    yield from texts_of_the_company()
    yield from texts_of_people()


def published_texts() -> Iterator[tuple[str, str]]:
    for publication in TOLD.publications:
        words = publication.words["fr"]
        for text in (words.title, words.summary, words.cover_alt, words.body, *words.variants):
            yield publication.key, text


def texts_of_the_company() -> Iterator[tuple[str, str]]:
    for name, text in {**TOLD.texts, "charter_fr": TOLD.charter["fr"]}.items():
        if name.endswith("_fr"):
            yield name, text
    for each in (*TOLD.teams, *TOLD.steps):
        for name, text in vars(each).items():
            if name.endswith("_fr"):
                yield f"{type(each).__name__} {name}", text


def texts_of_people() -> Iterator[tuple[str, str]]:
    for (person, about), own in TOLD.own_words.items():
        yield f"{person} on {about}", own["fr"]
    for opening, letters in TOLD.candidates.letters.items():
        for text in letters["fr"]:
            yield f"a letter for {opening}", text
    for appeal in TOLD.candidates.appeals:
        yield f"an appeal of {appeal.ambassador}", f"{appeal.reason}\n{appeal.answer}"
    for each in TOLD.recommendations:
        yield f"a recommendation by {each.by}", f"{each.relation}\n{each.words}"
    for case in TOLD.candidates.cases:
        yield f"a name typed by {case.name}", case.typed
    for note in TOLD.candidates.refusal_notes["fr"]:
        yield "a refusal's note", note


@pytest.mark.parametrize("pattern", UNSET_FRENCH.values(), ids=UNSET_FRENCH.keys())
def test_french_texts_never_have(pattern):
    found = [
        (where, hit[0], text[max(0, hit.start() - 25) : hit.end() + 10])
        for where, text in french_texts()
        if (hit := re.search(pattern, MACHINES_TEXT.sub("…", text)))
    ]

    assert found == []


def test_the_company_has_the_size_that_it_is_said_to_have():
    assert len(TOLD.people) == 60
    assert len(TOLD.teams) == 8
    assert {person.place for person in TOLD.people} == {"Nantes", "Lyon", "Lille", "Toulouse"}
    assert len(TOLD.openings) == 14
    assert Counter(story.kind for story in TOLD.stories) == {"article": 12, "portrait": 8}


def test_everything_named_exists():
    people = {person.name for person in TOLD.people}
    teams, places = {team.key for team in TOLD.teams}, {place.name for place in TOLD.places}
    themes = {theme.code for theme in TOLD.themes}
    keys = {publication.key for publication in TOLD.publications}
    named = {name for _, name in ACCOUNTS}
    for opening in TOLD.openings:
        named |= {opening.hiring_manager, opening.recruiter}
        assert opening.place in places
    for story in TOLD.stories:
        named |= {story.author, story.about} - {""}
    for case in TOLD.candidates.cases:
        named |= {case.ambassador, case.named} - {""}
        assert {case.opening, case.through or case.opening} <= keys
    applied = {(case.name, case.opening) for case in TOLD.candidates.cases}
    for told in (*TOLD.candidates.claims, *TOLD.candidates.appeals):
        assert (told.candidate, told.opening) in applied
    for person, about in TOLD.own_words:
        named.add(person)
        assert about in keys

    assert named <= people
    assert {person.team for person in TOLD.people} == teams
    for publication in TOLD.publications:
        assert publication.team in teams
        assert set(publication.themes) <= themes


def test_people_have_addresses_of_their_own():
    addresses = [email_of(person) for person in TOLD.people]

    assert len(set(addresses)) == len(addresses)
    assert all(address.isascii() and " " not in address for address in addresses)


def test_every_word_that_the_product_knows_is_one_it_knows():
    for person in TOLD.people:
        assert {Role(role) for role in person.roles} <= set(Role)
    for opening in TOLD.openings:
        assert Contract(opening.contract)
        assert Remote(opening.remote)
        assert Seniority(opening.seniority)
    for story in TOLD.stories:
        assert StoryKind(story.kind)
    for case in TOLD.candidates.cases:
        assert not case.channel or Channel(case.channel)


@pytest.mark.parametrize("story", TOLD.stories, ids=lambda story: story.key)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_is_worth_reading_and_not_too_long(story: Story, language):
    words = story.words[language]

    assert 280 <= len(words.body.split()) <= 600
    assert words.cover_alt
    assert len(words.variants) == 2


@pytest.mark.parametrize("opening", TOLD.openings, ids=lambda opening: opening.key)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_opening_says_what_it_takes_and_what_it_does_not(opening: Opening, language):
    body = opening.words[language].body

    assert body.startswith("## ")
    assert body.count("\n### ") == 3
    assert body.count("**") == 6, "three moments of the first year"


def test_titles_of_openings_that_name_a_trade_say_it_in_both_genders():
    one_word_for_both = ("Responsable", "Analyste", "Architecte", "Alternance")
    for opening in TOLD.openings:
        title = opening.words["fr"].title
        assert " ou " in title or title.startswith(one_word_for_both), title


def test_short_texts_fit_a_network_that_counts():
    for publication in TOLD.publications:
        for language in LANGUAGES:
            assert len(publication.words[language].variants[1]) <= 240, publication.key


def test_own_words_leave_the_title_on_a_phones_first_screen():
    for own in TOLD.own_words.values():
        assert all(len(own[language]) <= WORDS_OF_A_LANDING for language in LANGUAGES)


def test_the_demonstration_password_is_one_that_relais_accepts():
    for person in TOLD.people:
        names = [person.first, person.last, email_of(person), TOLD.texts["name"]]
        assert weakness(PASSWORD, names) is None


def test_no_file_of_the_content_is_read_by_nobody():
    read = {"organisation.toml", "people.toml", "words.toml"}
    read |= {"candidates.toml", "campaigns.toml", "coming.toml", "recommendations.toml"}
    read |= {f"openings/{opening.key}.toml" for opening in TOLD.openings}
    read |= {f"stories/{story.key}.toml" for story in TOLD.stories}

    assert {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*")} == read
