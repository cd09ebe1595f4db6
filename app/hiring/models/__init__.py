"""Candidates, applications, touches, recommendations, refusal reasons."""

from app.hiring.models.applications import (
    Application,
    ApplicationState,
    CvPage,
    Move,
    RecommenderChoice,
    ReferrerSees,
    RefusalReason,
    RemovedRecommender,
    RepeatedForm,
    Stage,
)
from app.hiring.models.candidates import AgencyClaim, Candidate, CandidatePair, PairVerdict
from app.hiring.models.recommendations import Recommendation, RecommendationRefusal
from app.hiring.models.touches import (
    DeclarationReminder,
    Naming,
    NamingState,
    Touch,
    TouchKind,
    TouchState,
)

__all__ = [
    "AgencyClaim",
    "Application",
    "ApplicationState",
    "Candidate",
    "CandidatePair",
    "CvPage",
    "DeclarationReminder",
    "Move",
    "Naming",
    "NamingState",
    "PairVerdict",
    "Recommendation",
    "RecommendationRefusal",
    "RecommenderChoice",
    "ReferrerSees",
    "RefusalReason",
    "RemovedRecommender",
    "RepeatedForm",
    "Stage",
    "Touch",
    "TouchKind",
    "TouchState",
]
