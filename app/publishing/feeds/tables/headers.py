"""What the headers of a table mean. Pure."""

import re
from collections.abc import Mapping, Sequence

from app.publishing.feeds.values.words import spoken

# by field, its headers without case, accents and what stands between brackets
HEADERS: Mapping[str, tuple[str, ...]] = {
    "external_id": (
        "ref", "reference", "identifiant", "job id", "n offre", "no offre", "n d offre",
    ),
    "title": ("titre", "intitule", "intitule du poste", "poste", "title", "job title"),
    "body": (
        "description", "job description", "description du poste", "descriptif", "missions",
    ),
    "profile": ("profil", "profil recherche"),
    "team": ("equipe", "service", "department"),
    "place": (
        "lieu", "lieu de travail", "localisation", "site", "ville", "city", "location",
    ),
    "postal_code": ("code postal",),
    "country": ("pays", "country"),
    "contract": ("type de contrat", "contrat", "contract", "employment type"),
    "schedule": ("temps de travail",),
    "remote": ("teletravail", "remote"),
    "remote_days": ("remote days",),
    "salary": ("salaire", "remuneration", "salary"),
    "salary_year": ("salaire brut annuel",),
    "salary_min": ("salaire min", "salary min"),
    "salary_max": ("salaire max", "salary max"),
    "period": ("periode", "period"),
    "seniority": ("experience", "experience requise", "seniority"),
    "starts_on": ("date de debut", "prise de poste", "date de prise de poste", "start date"),
    "closes_on": ("date limite", "cloture", "date de cloture", "closing date"),
    "language": ("langue", "language"),
    "url": ("url", "lien"),
    "status": ("statut", "status"),
}  # fmt: skip
FIELDS = tuple(HEADERS)
_BY_HEADER = {header: name for name, headers in HEADERS.items() for header in headers}
# words of headings that are in no list, by which a person is offered what they may mean
_LIKELY = {
    "libelle": "title", "fonction": "title", "metier": "title", "job": "title", "role": "title",
    "position": "title", "offre": "title", "mission": "body", "annonce": "body", "texte": "body",
    "pole": "team", "direction": "team", "departement": "team", "team": "team", "agence": "place",
    "etablissement": "place", "bureau": "place", "office": "place", "region": "place",
    "debut": "starts_on", "start": "starts_on", "fin": "closes_on", "deadline": "closes_on",
    "code": "external_id", "id": "external_id", "numero": "external_id", "pay": "salary",
    "niveau": "seniority", "level": "seniority", "lien": "url", "adresse": "url", "link": "url",
}  # fmt: skip
_ASIDE = re.compile(r"\([^()]*\)")


def header_key(header: str) -> str:
    """Return what headers are compared by, and remembered under. Pure."""
    return spoken(_ASIDE.sub(" ", header)).strip()


def field_of(header: str, remembered: Mapping[str, str] | None = None) -> str:
    """Return the field that a header means; "" for none.

    remembered: by `header_key`, what a person chose before: "" for a column that is not read
    """
    key = header_key(header)
    if remembered and key in remembered:
        return remembered[key]
    return _BY_HEADER.get(key, "")


def guess_of(header: str) -> str:
    """Return what a heading that is in no list may mean; "" for no idea. Pure.

    The longest known heading whose words it has, else the first word that is likely to say it.
    """
    words = header_key(header).split()
    held = [known for known in _BY_HEADER if set(known.split()) <= set(words)]
    if held:
        return _BY_HEADER[max(held, key=len)]
    return next((_LIKELY[word] for word in words if word in _LIKELY), "")


def is_known(header: str, remembered: Mapping[str, str] | None = None) -> bool:
    """Say whether nobody need be asked what a heading means. Pure."""
    key = header_key(header)
    return not key or key in _BY_HEADER or key in (remembered or {})


def has_title(headers: Sequence[str], remembered: Mapping[str, str] | None = None) -> bool:
    """Say whether one of some headers is that of titles. Pure."""
    return any(field_of(header, remembered) == "title" for header in headers)
