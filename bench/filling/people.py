"""Teams, places and people."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from app.core.ids import uuid7_at
from bench.filling import Filling, words

MODEL = "zoe.lambert@ormelune.example"  # whose password the busiest ambassador has
BUSIEST = "busiest@ormelune.example"


def fill_people(filling: Filling) -> None:
    """Have teams, places and people, most of whom have joined and accepted the charter."""
    chance, now = filling.chance, filling.now
    _fill_organisation(filling)
    hired: list[tuple[UUID, bool]] = []
    filling.copy(
        "people",
        "id email first_name last_name job_title team_id place_id language appearance "
        "password_hash employee invited_at joined_at disabled_at left_on created_at",
        _people(filling, hired),
    )
    filling.copy("person_roles", "person_id role", _roles(hired))
    (charter,) = filling.column("SELECT max(version) FROM charters")
    filling.copy(
        "charter_acceptances",
        "id person_id version at",
        (
            (uuid4(), person, charter, now - timedelta(days=100))
            for n, (person, _) in enumerate(hired)
            if n == 0 or chance.random() < 0.8
        ),
    )
    filling.copy(
        "sign_in_sessions",
        "id person_id token_hash created_at seen_at expires_at device",
        (
            (uuid4(), chance.choice(hired)[0], secrets.token_hex(32), now - timedelta(days=5),
             now - timedelta(days=1), now + timedelta(days=9), "Firefox, Windows")
            for _ in range(filling.size.people // 3)
        ),
    )  # fmt: skip
    themes = filling.column("SELECT id FROM themes")
    filling.copy(
        "followed_themes",
        "person_id theme_id",
        (
            (person, theme)
            for person, _ in hired
            if chance.random() < 0.3
            for theme in chance.sample(themes, 2)
        ),
    )
    filling.people = [person for person, left in hired if not left]
    filling.busiest = hired[0][0]
    of_role = "SELECT person_id FROM person_roles WHERE role = %s"
    filling.recruiters = filling.column(of_role, "recruiter")
    filling.managers = filling.column(of_role, "hiring_manager")


def _fill_organisation(filling: Filling) -> None:
    chance, now = filling.chance, filling.now
    teams = range(filling.size.teams - filling.count("teams"))
    filling.copy(
        "teams",
        "id name_fr name_en about_fr about_en created_at slug_fr slug_en",
        (
            (uuid4(), f"Équipe {n}", f"Team {n}", "Une équipe.", "A team.",
             now - timedelta(days=900), f"equipe-{n}", f"team-{n}")
            for n in teams
        ),
    )  # fmt: skip
    filling.copy(
        "places",
        "id name region postal_code country slug",
        (
            (uuid4(), f"{chance.choice(words.LAST_NAMES)} {n}", "", "", "FR", f"lieu-{n}")
            for n in range(filling.size.places - filling.count("places"))
        ),
    )
    filling.teams = filling.column("SELECT id FROM teams")
    filling.places = filling.column("SELECT id FROM places")


def _people(filling: Filling, hired: list[tuple[UUID, bool]]) -> Iterator[tuple[Any, ...]]:
    """Yield rows of people. hired: takes each, and whether they have left"""
    chance, now = filling.chance, filling.now
    (password,) = filling.column("SELECT password_hash FROM people WHERE email = %s", MODEL)
    for n in range(filling.size.people - filling.count("people")):
        first, last = chance.choice(words.FIRST_NAMES), chance.choice(words.LAST_NAMES)
        person = uuid7_at(now - timedelta(days=chance.randint(30, 1500)))
        left = n > 0 and chance.random() < 0.06
        joined = n == 0 or chance.random() < 0.9
        hired.append((person, left))
        yield (
            person,
            f"{words.slug(first)}.{words.slug(last)}{n}@ormelune.example" if n else BUSIEST,
            first, last, chance.choice(words.JOBS), chance.choice(filling.teams),
            chance.choice(filling.places), "fr" if chance.random() < 0.8 else "en", "system",
            None if n else password, True, now - timedelta(days=800),
            now - timedelta(days=chance.randint(1, 700)) if joined else None,
            now - timedelta(days=20) if left else None,
            (now - timedelta(days=25)).date() if left else None,
            now - timedelta(days=1000),
        )  # fmt: skip


def _roles(hired: list[tuple[UUID, bool]]) -> Iterator[tuple[UUID, str]]:
    for n, (person, _) in enumerate(hired):
        yield person, "ambassador"
        if n % 150 == 3:
            yield person, "recruiter"
        if n % 20 == 5:
            yield person, "hiring_manager"
        if n % 200 == 7:
            yield person, "editor"
