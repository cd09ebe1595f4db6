"""Which jobs a title names: what is called otherwise, or in the other language, is one job.

The names are ours (same_jobs.txt). A browser looks for them in the titles of contacts that stay in
it, app/static/js/contacts/matching.js: in the same way, which tests hold to one table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from app.core.text.fold import fold
from app.core.text.inclusive import both_genders
from app.core.text.tokens import tokens

# What stands between two titles, or between one and what is said beside it.
PARTS = re.compile(r"[,;|•@\n\t]+|\s+[-–—/·&+:]\s+|\s+\(")
REACH = 2  # words that may stand between two words of a name
# Words of titles that tell no job from another.
_COMMON = """
    adjoint adjointe agent agente alternance alternant alternante analyst analyste apprenti
    apprentice apprentie assistant assistante cadre cdd cdi charge chargee chef cheffe chief
    confirme confirmee conseiller conseillere consultant consultante coordinateur coordinator
    coordinatrice debutant debutante deputy directeur director directrice employe employee
    engineer etude etudes executive experienced experimente experimentee expert experte freelance
    general gestionnaire global group groupe head hf independant independante ingenieur ingenieure
    ingenieurs interim intern international internship junior lead leader manager mission officer
    principal principale project projet responsable senior service services specialist specialiste
    stage stagiaire team technical technician technicien technicienne technique trainee travail
    vice work
"""
COMMON = frozenset(map(fold, _COMMON.split()))

# In names of several words.
_BETWEEN = frozenset(
    ["a", "à", "and", "aux", "d", "de", "des", "du", "en", "et", "in", "l", "la", "le", "of"]
)


@dataclass(frozen=True)
class Job:
    """One job. broad: longer names of other jobs that hold one of its names name it as well"""

    names: tuple[tuple[str, ...], ...]  # each in folded words
    broad: bool = False


@dataclass(frozen=True)
class _Found:
    job: int
    start: int
    end: int

    def is_inside(self, other: "_Found") -> bool:
        """Say whether another name begins no later, ends no sooner, and is longer."""
        longer = other.end - other.start > self.end - self.start
        return longer and other.start <= self.start and self.end <= other.end


@cache
def jobs() -> tuple[Job, ...]:
    """Return every job that we have names of."""
    lines = Path(__file__).with_name("same_jobs.txt").read_text(encoding="utf-8").splitlines()
    return tuple(_job(line) for line in lines if line and not line.startswith("#"))


def _job(line: str) -> Job:
    written = line.removeprefix("+ ").split(", ")
    names = (name for each in written for name in product(*map(_forms, _words(each))))
    return Job(tuple(dict.fromkeys(names)), broad=line.startswith("+"))


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\s'-]+", name) if word not in _BETWEEN]


def _forms(word: str) -> tuple[str, ...]:
    base, *endings = word.split("·")
    forms: tuple[str, ...] = (base,)
    for ending in endings:
        forms = both_genders(forms, ending) or forms
    return tuple(dict.fromkeys(map(fold, forms)))


def jobs_in(title: str) -> list[int]:
    """Return which jobs a title names, as places in `jobs()`. Pure."""
    return sorted({job for part in PARTS.split(title) for job in _jobs_in_part(part)})


def _jobs_in_part(part: str) -> set[int]:
    at: dict[int, set[str]] = {}
    for token in tokens(part):
        at.setdefault(token.place, set()).add(fold(token.word))
    found = [
        _Found(job, start, end)
        for start, words in at.items()
        for word in words
        for job, name in _beginning_with().get(word, ())
        if (end := _end_of(name, at, start)) is not None
    ]
    return {
        each.job
        for each in found
        if jobs()[each.job].broad or not any(each.is_inside(other) for other in found)
    }


@cache
def _beginning_with() -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    """The jobs and their names by the first word of these."""
    found: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for number, job in enumerate(jobs()):
        for name in job.names:
            found.setdefault(name[0], []).append((number, name))
    return found


def _end_of(name: Sequence[str], at: dict[int, set[str]], start: int) -> int | None:
    """Return where a name ends whose first word is at a place; None where the rest is missing."""
    place = start
    for word in name[1:]:
        near = range(place + 1, place + 2 + REACH)
        following = next((each for each in near if word in at.get(each, ())), None)
        if following is None:
            return None
        place = following
    return place


def words_of(*texts: str) -> list[str]:
    """Return the words by which texts are told from others, folded, in alphabetical order. Pure."""
    found = {fold(token.word) for text in texts for token in tokens(text)}
    return sorted(word for word in found if len(word) > 1 and word not in COMMON)
