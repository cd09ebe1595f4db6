"""CVs of invented candidates: real PDFs of one page, each its own."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

import typst

from app.demo.content import Profile

_TEMPLATE: Final = Path(__file__).with_name("cv.typ").read_bytes()
_THREADS: Final = 2
_INKS: Final = ("#0f5f57", "#1d3f72", "#7a2e1d", "#3b4148", "#5b3a78")
_LANGUAGES: Final = (
    "Français, anglais",
    "Français, anglais lu",
    "Français, anglais, allemand",
    "Français, anglais, arabe",
    "Français, anglais, espagnol",
)
_CITIES: Final = {
    "Nantes": ("Nantes", "Rezé", "Saint-Nazaire", "Saint-Herblain"),
    "Lyon": ("Lyon", "Villeurbanne", "Vienne", "Saint-Étienne"),
    "Lille": ("Lille", "Roubaix", "Lens", "Dunkerque"),
    "Toulouse": ("Toulouse", "Blagnac", "Albi", "Pamiers"),
}


@dataclass(frozen=True)
class Post:
    """One line of a career."""

    job: str
    employer: str
    years: str
    did: tuple[str, ...]


@dataclass(frozen=True)
class Cv:
    """What a CV says. Texts are French: the company recruits in France."""

    name: str
    headline: str
    city: str
    email: str
    phone: str
    posts: tuple[Post, ...]
    tools: str
    study: str
    languages: str
    ink: str
    serif: bool


def imagine(
    name: str, *, sex: str, email: str, place: str, profile: Profile, today: date, chance: Random
) -> Cv:
    """Make up a career that fits an opening.

    sex: "f" or "m", for the names of trades
    place: the city of the opening; most people live near it
    """
    jobs = profile.jobs_f if sex == "f" else profile.jobs_m
    count = min(3, len(profile.employers))
    employers = chance.sample(profile.employers, count)
    lines = chance.sample(profile.lines, count + 2)
    held = chance.sample(jobs, min(count, len(jobs)))
    posts, until = [], today.year
    for index in range(count):
        since = until - chance.randint(1, 4)
        end = "aujourd’hui" if index == 0 else str(until)
        posts.append(
            Post(
                job=held[index % len(held)],
                employer=employers[index],
                years=f"{since} – {end}",
                did=tuple(lines[index::count]),
            )
        )
        until = since
    digits = " ".join(f"{chance.randint(0, 99):02}" for _ in range(3))
    years = today.year - until
    return Cv(
        name=name,
        headline=f"{held[0]}, {years} ans d’expérience",
        city=chance.choice(_CITIES[place]),
        email=email,
        phone=f"06 39 98 {digits}"[:14],  # numbers that are given to nobody
        posts=tuple(posts),
        tools=profile.tools,
        study=f"{chance.choice(profile.studies)}, {until}",
        languages=chance.choice(_LANGUAGES),
        ink=chance.choice(_INKS),
        serif=chance.random() < 0.5,
    )


def print_all(cvs: Sequence[Cv]) -> list[bytes]:
    """Return each CV as a PDF, in the same order."""
    with ThreadPoolExecutor(_THREADS) as threads:
        return list(threads.map(_print, cvs))


def _print(cv: Cv) -> bytes:
    printed = typst.compile(_TEMPLATE, format="pdf", sys_inputs={"cv": json.dumps(asdict(cv))})
    assert isinstance(printed, bytes)
    return printed
