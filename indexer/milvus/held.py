"""What was read from far away and may be wanted again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Held(Generic[K, V]):
    """Values by key; what is not held is fetched, all keys at once. Those longest unused go first. Thread-safe."""

    def __init__(
        self,
        fetch: Callable[[list[K]], Mapping[K, V]],
        most: int,
        weight: Callable[[V], int] = lambda _: 1,
    ) -> None:
        """Name what fetches the values of some keys, and how much may be held in all; keys without value give none."""
        self._fetch = fetch
        self._most = most
        self._weight = weight
        self._values: OrderedDict[K, V] = OrderedDict()
        self._total = 0
        self._lock = threading.Lock()

    def many(self, keys: Collection[K]) -> dict[K, V]:
        """The values of those keys that have one."""
        found: dict[K, V] = {}
        with self._lock:
            for key in keys:
                if key in self._values:
                    self._values.move_to_end(key)
                    found[key] = self._values[key]
        if missing := [key for key in dict.fromkeys(keys) if key not in found]:
            fetched = self._fetch(missing)
            self.keep(fetched)
            found.update(fetched)
        return found

    def get(self, key: K) -> V | None:
        """The value of a key, if it has one."""
        return self.many([key]).get(key)

    def keep(self, values: Mapping[K, V]) -> None:
        """Hold values that came by another way."""
        with self._lock:
            for key, value in values.items():
                if key in self._values:
                    self._total -= self._weight(self._values[key])
                self._values[key] = value
                self._values.move_to_end(key)
                self._total += self._weight(value)
            while self._total > self._most and len(self._values) > 1:
                self._total -= self._weight(self._values.popitem(last=False)[1])
