"""Openings, stories, their texts, and the links by which they are shared."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.core.ids import short_code, uuid7_at
from bench.filling import FilledLink, FilledPublication, Filling, words

_CHANNELS = (
    ["linkedin"] * 50 + ["x"] * 6 + ["bluesky"] * 5 + ["mastodon"] * 3 + ["facebook"] * 5
    + ["whatsapp"] * 12 + ["email"] * 8 + ["copy"] * 8 + ["qr"] * 3
)  # fmt: skip
OF_THE_BUSIEST = 2_000  # links

# A long text of each language, with what it is found by.
_BODIES = """
SELECT language, body, summary, setweight(search_vector(language, word, place), 'C')::text
FROM (SELECT each.language, each.body, each.summary, array_agg(found.word) AS word,
        array_agg(found.place::int) AS place
      FROM publication_texts each JOIN openings ON openings.id = each.publication_id,
      regexp_split_to_table(lower(each.body), '\\W+') WITH ORDINALITY AS found (word, place)
      WHERE length(each.body) > 300 AND found.word <> '' GROUP BY 1, 2, 3) AS cut
"""


def fill_publications(filling: Filling) -> None:
    """Publish openings, most of them closed since, and stories."""
    chance = filling.chance
    filling.copy(
        "publications",
        "id kind state team_id author_id audience_languages version created_at updated_at "
        "published_at ended_at end_reason",
        _publications(filling),
    )
    openings = [each for each in filling.publications if each.kind == "opening"]
    filling.copy(
        "openings",
        "id place_id contract remote remote_days salary_min salary_max salary_period seniority "
        "closes_on hiring_manager_id recruiter_id",
        (_opening(filling, each) for each in openings),
    )
    filling.copy(
        "stories",
        "id story_kind about_person_id",
        (
            (each.id, "portrait" if chance.random() < 0.4 else "article", None)
            for each in filling.publications
            if each.kind == "story"
        ),
    )
    filling.copy(
        "publication_texts",
        "id publication_id language title slug summary body cover_alt search",
        _texts(filling),
    )
    filling.copy(
        "variants",
        "id publication_id language position text",
        (
            (uuid4(), each.id, "fr", n, " ".join(words.drawn_words(chance, 12)))
            for each in filling.publications
            for n in (0, 1)
        ),
    )
    themes = filling.column("SELECT id FROM themes")
    filling.copy(
        "publication_themes",
        "publication_id theme_id",
        (
            (each.id, theme)
            for each in filling.publications
            for theme in chance.sample(themes, chance.randint(1, 3))
        ),
    )
    filling.copy(
        "audience_teams",
        "publication_id team_id",
        (
            (each.id, team)
            for each in filling.publications
            if chance.random() < 0.1
            for team in chance.sample(filling.teams, 3)
        ),
    )
    filling.copy(
        "hiring_team",
        "opening_id person_id",
        ((each.id, member) for each in openings for member in chance.sample(filling.people, 2)),
    )


def _publications(filling: Filling) -> Iterator[tuple[Any, ...]]:
    chance, size = filling.chance, filling.size
    openings = size.openings - filling.count("openings")
    published = size.published - filling.count(
        "publications", "kind = 'opening' AND state = 'published'"
    )
    for n in range(openings + size.stories - filling.count("stories")):
        story = n >= openings
        stands = story or n < published
        age = chance.random() * (60 if n < published else 900) + (0 if stands else 60)
        at = filling.now - timedelta(days=age)
        ended = None if stands else at + timedelta(days=chance.randint(20, 59))
        row = FilledPublication(uuid7_at(at), "story" if story else "opening", stands, at, ended)
        filling.publications.append(row)
        yield (
            row.id, row.kind, "published" if stands else "closed", chance.choice(filling.teams),
            chance.choice(filling.recruiters), ["fr"] if chance.random() < 0.05 else [], 3,
            at, at, at, ended, None if stands else "closed",
        )  # fmt: skip


def _opening(filling: Filling, row: FilledPublication) -> tuple[Any, ...]:
    chance = filling.chance
    closes = row.published and chance.random() < 0.5
    return (
        row.id, chance.choice(filling.places),
        chance.choices(
            ["permanent", "fixed_term", "apprenticeship", "internship"], [75, 10, 10, 5]
        )[0],
        "partial", 2, 38_000, 52_000, "year", chance.choice(["entry", "confirmed", "senior"]),
        (filling.now + timedelta(days=chance.randint(5, 60))).date() if closes else None,
        chance.choice(filling.managers), chance.choice(filling.recruiters),
    )  # fmt: skip


def _texts(filling: Filling) -> Iterator[tuple[Any, ...]]:
    chance = filling.chance
    bodies: dict[str, list[tuple[str, str, str]]] = {"fr": [], "en": []}
    for language, body, summary, found in filling.rows(_BODIES):
        bodies[language].append((body, summary, found))
    for row in filling.publications:
        for language in ["fr", "en"] if chance.random() < 0.6 else ["fr"]:
            body, summary, found = chance.choice(bodies[language])
            title = f"{chance.choice(words.JOBS)} {' '.join(chance.sample(words.SPECIALITIES, 2))}"
            own = words.drawn_words(chance, 40)
            yield (
                uuid4(), row.id, language, title, words.slug(title), f"{summary} {own[0]}",
                f"{body}\n\n{' '.join(own)}", "",
                f"{words.vector(title.split(), weight='A')} {found} "
                f"{words.vector(own, first=2000, weight='C')}",
            )  # fmt: skip


def fill_links(filling: Filling) -> None:
    """Share publications, a third of the people most often, one of them two thousand times."""
    chance = filling.chance
    (charter,) = filling.column("SELECT max(version) FROM charters")
    filling.copy(
        "referral_links",
        "id code publication_id ambassador_id channel language words form_id charter_version "
        "created_at",
        _links(filling, charter),
    )
    receipts = filling.column("SELECT jws FROM receipts LIMIT 1")
    filling.copy(
        "receipts",
        "id person_id link_id jws given_at",
        (
            (uuid7_at(link.at), link.ambassador_id, link.id, receipts[0], link.at)
            for link in filling.links
            if receipts
        ),
    )
    chance.shuffle(filling.links)


def _links(filling: Filling, charter: int) -> Iterator[tuple[Any, ...]]:
    chance = filling.chance
    number = filling.size.links - filling.count("referral_links")
    active = chance.sample(filling.people, len(filling.people) * 35 // 100)
    often = [1 / (n + 3) ** 0.6 for n in range(len(active))]
    by = chance.choices(active, often, k=number)
    weights = [3 if p.kind == "story" else 2 if p.published else 1 for p in filling.publications]
    shared = chance.choices(filling.publications, weights, k=number)
    for n, publication in enumerate(shared):
        ambassador = filling.busiest if n < OF_THE_BUSIEST and filling.busiest else by[n]
        stood = (publication.ended_at or filling.now) - publication.at
        at = publication.at + stood * chance.random()
        link = FilledLink(uuid7_at(at), publication.id, publication.kind, ambassador, at)
        filling.links.append(link)
        yield (
            link.id, short_code(), publication.id, ambassador, chance.choice(_CHANNELS), "fr",
            "On recrute !", uuid4(), charter, at,
        )  # fmt: skip
