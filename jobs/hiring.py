"""Jobs of hiring: letters that wait for their undo, and what unfinished forms left."""

from app.core import clock
from app.core.database import transaction
from app.hiring import cv_files, pipeline
from jobs import worker_context


def tell_refusals() -> None:
    """Write the letters of refusals that can no longer be undone; each leaves once."""
    with worker_context(), transaction():
        pipeline.tell_refusals(now=clock.now())


def sweep() -> None:
    """Do what an absent Redis left undone, and forget old unfinished forms, each minute."""
    tell_refusals()
    with worker_context(), transaction():
        cv_files.forget_pending(now=clock.now())
