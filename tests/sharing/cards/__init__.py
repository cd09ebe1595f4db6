"""Cards of shared pages."""

from app.sharing.cards import draw
from app.web.assets import COPIED, PACKAGES

FONT = [PACKAGES / COPIED[name] for name in ("figtree.woff2", "figtreeext.woff2")]


def draw_cards() -> None:
    """Draw what is ordered, as the worker's job does."""
    draw.draw_ordered(FONT)
