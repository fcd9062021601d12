"""What a fuzzer gives, taken apart: the first bytes are choices, the rest is the material.

Where the bytes run out every choice is 0, so that a seed may leave them away at its end, and no
input is refused. One byte makes one choice: a mutation changes one thing.
"""

import itertools
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


class Given:
    """Takes choices from the front; `rest` is what nobody took."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        value = self._data[self._at] if self._at < len(self._data) else 0
        self._at += 1
        return value

    def choice(self, items: Sequence[_T]) -> _T:
        return items[self.byte() % len(items)]

    def perhaps(self) -> bool | None:
        """Not known, no or yes."""
        return (None, False, True)[self.byte() % 3]

    @property
    def rest(self) -> bytes:
        return self._data[self._at :]


def cut(data: bytes, gaps: Sequence[int]) -> list[bytes]:
    """The data in pieces; each gap is the length of one, the last piece is what is left."""
    edges = [0, *(min(edge, len(data)) for edge in itertools.accumulate(gaps)), len(data)]
    return [data[a:b] for a, b in itertools.pairwise(edges)]
