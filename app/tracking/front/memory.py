"""What a web process remembers: pages, links' parts, answers; each within a limit of bytes."""

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A map that forgets what nobody has asked for lately.

    It has two generations. When the young one weighs half the limit it becomes the old one, and
    what nobody asks for until the next turn is dropped. So most hits write nothing and take no
    lock.
    """

    def __init__(self, limit: int, weigh: Callable[[V], int]) -> None:
        self._half = limit // 2
        self._weigh = weigh
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._young: dict[K, V] = {}
            self._old: dict[K, V] = {}
            self._weight = 0

    def get(self, key: K) -> V | None:
        """Return what is remembered, and remember it longer."""
        value = self._young.get(key)
        return value if value is not None else self._again(key)

    def _again(self, key: K) -> V | None:
        if key not in self._old:
            return None
        with self._lock:
            value = self._old.get(key)  # None when it was dropped meanwhile
            if value is not None:
                self._add(key, value)
            return value

    def put(self, key: K, value: V) -> None:
        """Remember a value."""
        with self._lock:
            self._add(key, value)

    def _add(self, key: K, value: V) -> None:
        if self._weight > self._half:
            self._old, self._young, self._weight = self._young, {}, 0
        self._young[key] = value
        self._weight += self._weigh(value)

    def drop(self, fails: Callable[[V], bool]) -> None:
        """Forget each value for which `fails` holds."""
        with self._lock:
            for generation in (self._young, self._old):
                for key in [key for key, value in generation.items() if fails(value)]:
                    del generation[key]

    def forget(self, keys: Iterable[K]) -> None:
        """Forget what is kept under some keys."""
        with self._lock:
            for key in keys:
                self._young.pop(key, None)
                self._old.pop(key, None)

    def values(self) -> Iterator[V]:
        """Yield what is remembered, old things too."""
        with self._lock:
            values = [*self._young.values(), *self._old.values()]
        return iter(values)

    def __len__(self) -> int:
        with self._lock:
            return len(self._young.keys() | self._old.keys())
