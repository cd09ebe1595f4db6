"""A content as JSON, and back. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from app.publishing.kinds import KINDS, Content


def as_json(content: Content) -> dict[str, Any]:
    """Write a content as JSON keeps it; equal contents are written alike."""
    written: dict[str, Any] = msgspec.to_builtins(content, order="sorted")
    sets = {name for name in written if isinstance(getattr(content, name), frozenset)}
    return {
        "kind": content.kind_code,
        **{name: sorted(value) if name in sets else value for name, value in written.items()},
    }


def content_from(written: Mapping[str, Any]) -> Content:
    """Read a content that `as_json` wrote, maybe before a field came or went."""
    kind = KINDS[written["kind"]]
    content: Content = msgspec.convert(written, kind.content)
    return content
