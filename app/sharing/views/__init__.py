"""Pages of ambassadors: the hub, the share kit, what became of their relays."""

from app.sharing.views import hub, kit, made, relays
from app.sharing.views.blueprint import bp

__all__ = ["bp", "hub", "kit", "made", "relays"]
