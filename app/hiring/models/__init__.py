"""Candidates, applications, touches, recommendations, refusal reasons."""

from app.hiring.models.applications import (
    Application,
    ApplicationState,
    CvPage,
    Move,
    ReferrerChoice,
    ReferrerSees,
    RefusalReason,
    RemovedReferrer,
    RepeatedForm,
    Stage,
)
from app.hiring.models.candidates import AgencyClaim, Candidate, CandidatePair, PairVerdict
from app.hiring.models.recommendations import (
    Recommendation,
    RecommendationRefusal,
    RecommendedPerson,
)
from app.hiring.models.touches import (
    DeclarationReminder,
    Touch,
)
from app.hiring.models.typed_names import TypedName, TypedNameState

__all__ = [
    "AgencyClaim",
    "Application",
    "ApplicationState",
    "Candidate",
    "CandidatePair",
    "CvPage",
    "DeclarationReminder",
    "Move",
    "PairVerdict",
    "Recommendation",
    "RecommendationRefusal",
    "RecommendedPerson",
    "ReferrerChoice",
    "ReferrerSees",
    "RefusalReason",
    "RemovedReferrer",
    "RepeatedForm",
    "Stage",
    "Touch",
    "TypedName",
    "TypedNameState",
]
