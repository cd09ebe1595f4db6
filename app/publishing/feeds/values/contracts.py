"""Contracts and working time. Pure."""

import re

from app.core.text.fold import fold
from app.publishing.feeds.values.words import Rule, first_rule, holds, spoken

CONTRACTS: tuple[Rule, ...] = (
    ("internship", ("stage", "stagiaire", "intern", "internship", "traineeship")),
    (
        "apprenticeship",
        (
            "alternance", "alternant", "alternante", "apprenti", "apprentie", "apprentissage",
            "apprenticeship", "contrat pro", "professionnalisation", "trainee",
        ),
    ),
    ("interim", ("interim", "interimaire", "mis")),
    (
        "fixed_term",
        (
            "cdd", "duree determinee", "saisonnier", "fixed term", "temporary", "seasonal", "vie",
            "working student",
        ),
    ),
    ("permanent", ("cdi", "duree indeterminee", "permanent", "regular")),
    ("freelance", ("freelance", "independant", "independante", "contractor", "lib", "contract")),
)  # fmt: skip
# what a title says of the contract, when nothing else does
IN_TITLES: tuple[Rule, ...] = (
    ("internship", ("stagiaire", "intern", "internship")),
    ("apprenticeship", ("alternance", "alternant", "alternante")),
    ("interim", ("interim",)),
    ("fixed_term", ("cdd",)),
    ("permanent", ("cdi",)),
    ("freelance", ("freelance",)),
)
IN_FRENCH_TITLES: tuple[Rule, ...] = (("internship", ("stage",)), *IN_TITLES)
EITHER = ("full or part time", "part or full time", "temps plein ou partiel")
FULL = ("full time", "fulltime", "temps plein", "plein temps")
PART = ("part time", "parttime", "temps partiel", "mi temps")
WHOLE_WEEK = 35  # hours
_HOURS = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,2})?) ?(?:h|heures?) ?(?:/|par) ?sem(?:aine)?\b"
)


def read_contract(contract: str, schedule: str, *, title: str, language: str) -> str:
    """Read a contract from its field, else from the title, else from the working time. Pure.

    language: of the opening: "Stage" is an internship in French only
    """
    if found := first_rule(spoken(contract), CONTRACTS):
        return found
    in_titles = IN_FRENCH_TITLES if language == "fr" else IN_TITLES
    if found := first_rule(spoken(title), in_titles):
        return found
    return "permanent" if read_working_time(contract, schedule) == "full" else ""


def read_working_time(contract: str, schedule: str) -> str:
    """Read whether one works all week, "full", or not, "part"; "" when neither or both. Pure."""
    text = f"{contract} ; {schedule}"
    words = spoken(text)
    full, part = holds(words, *FULL), holds(words, *PART) or _is_short_week(text)
    if full == part or holds(words, *EITHER):
        return ""
    return "full" if full else "part"


def _is_short_week(text: str) -> bool:
    spaced = re.sub(r"\s+", " ", fold(text)).replace(" / ", "/")
    return any(float(hours.replace(",", ".")) < WHOLE_WEEK for hours in _HOURS.findall(spaced))
