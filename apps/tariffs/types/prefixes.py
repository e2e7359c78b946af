"""Tariffs · what stands under prefixes of the nomenclature."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TypeVar

T = TypeVar("T")


class Prefixes(dict[str, T]):
    """Values by prefix, that also tells the longer prefixes under a code without reading all. Not changed once made."""

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self)

    def under(self, code: str) -> Iterator[str]:
        """The prefixes that begin with the code and are longer, ascending."""
        ordered = self._ordered
        for place in range(bisect_left(ordered, code), len(ordered)):
            if not ordered[place].startswith(code):
                return
            if ordered[place] != code:
                yield ordered[place]


def longest_first(by_prefix: Mapping[str, T], code: str) -> Iterator[T]:
    """What stands under the prefixes of a code, the longest first."""
    for length in range(len(code), -1, -1):
        if (found := by_prefix.get(code[:length])) is not None:
            yield found
