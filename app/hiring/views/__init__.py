"""Pages of candidates (answering, applying, following), ambassadors and recruiters."""

from app.hiring.views import (
    agency_claims,
    application,
    applications,
    apply,
    consent,
    declarations,
    namings,
    recommend,
    same_person,
    status,
    to_contact,
)
from app.hiring.views.blueprint import bp

__all__ = [
    "agency_claims",
    "application",
    "applications",
    "apply",
    "bp",
    "consent",
    "declarations",
    "namings",
    "recommend",
    "same_person",
    "status",
    "to_contact",
]
