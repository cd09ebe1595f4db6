"""The no-break spaces of French typography."""

import re

NARROW, FIXED = "\u202f", "\u00a0"
_GAP = f"(?:[ {NARROW}{FIXED}]|&nbsp;)*"  # as typed, or as cleaned HTML writes it


def french_spaces(text: str) -> str:
    """Put the no-break spaces of French typography in a text that has plain ones. Pure."""
    text = re.sub(r"[ \u00a0]([;!?])", NARROW + r"\1", text)
    text = re.sub(r" (:)", FIXED + r"\1", text)
    text = re.sub(f"{_GAP}»", f"{FIXED}»", text)
    return re.sub(f"«{_GAP}", f"«{FIXED}", text)


def typeset(text: str, language: str) -> str:
    """Give a text the no-break spaces of its language. Pure."""
    return french_spaces(text) if language == "fr" else text
