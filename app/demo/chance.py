"""Chance that repeats itself: the demonstration is the same on every machine."""

from __future__ import annotations

from random import Random


def chance(*purpose: object) -> Random:
    """Make a generator whose draws follow from its purpose alone.

    A generator per purpose keeps one change (a portrait, a story more) from
    shifting everything that is drawn after it.
    """
    return Random(" ".join(map(str, purpose)))  # noqa: S311 (nothing here is secret)
