"""Pages of credits, of the programme's rule and appeals, and of receipts."""

from app.attribution.views import appeals, credits, policy, programme, receipts
from app.attribution.views.blueprint import bp

__all__ = ["appeals", "bp", "credits", "policy", "programme", "receipts"]
