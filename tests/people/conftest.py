"""Fixtures of people: hashing costs little here, but where a test says otherwise."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from app.people.entrance import passwords


@pytest.fixture(autouse=True)
def quick_hasher(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Argon2id with the least work."""
    passwords.nobodys_hash.cache_clear()
    monkeypatch.setattr(
        passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )
    yield
    passwords.nobodys_hash.cache_clear()
