"""demo · art: a picture specification, read with defaults · no schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from apps.demo.art.color import RGB, darker, lighter, rgb
from apps.demo.art.patterns import pattern
from apps.demo.art.surface import Paint

COLOR_KEYS = ("main", "accent", "second", "third", "fourth")


@dataclass(frozen=True)
class Look:
    """What a motif is to look like: colours `main`, `accent`, `second`, `third`, `fourth`, and its parameters."""

    spec: Mapping[str, Any]
    rng: Random

    def color(self, key: str, default: str | RGB) -> RGB:
        """The colour under the key."""
        return rgb(self.spec.get(key, default))

    def main(self, default: str) -> RGB:
        """The body's colour."""
        return self.color("main", default)

    def accent(self, default: str | RGB) -> RGB:
        """The colour of patterns, labels and trimmings."""
        return self.color("accent", default)

    def form(self, default: str) -> str:
        """Which of the motif's shapes."""
        return str(self.spec.get("form", default))

    def number(self, key: str, default: float) -> float:
        """A number such as a proportion or a count."""
        return float(self.spec.get(key, default))

    def colors(self, main: str, accent: str | RGB | None = None) -> list[RGB]:
        """The palette of a pattern, completed by tones of the body."""
        first = self.main(main)
        second = self.accent(accent or darker(first, 0.3))
        rest = [rgb(self.spec[key]) for key in COLOR_KEYS[2:] if key in self.spec]
        return [first, second, *rest, *[lighter(second, 0.4), darker(second, 0.25), lighter(first, 0.4)]][:5]

    def paint(self, main: str, accent: str | RGB | None = None, *, default: str = "plain", size: float = 1) -> Paint:
        """The surface of the body: a colour, or the pattern that the specification names."""
        name = str(self.spec.get("pattern", default))
        if name == "plain":
            return self.main(main)
        return pattern(name, self.colors(main, accent), self.rng, size=float(self.spec.get("size", size)))

    def cover(self, name: str, main: RGB, accent: RGB | None = None, *, size: float = 1) -> Paint:
        """A surface of the given colours, such as wood for a handle."""
        return pattern(name, [main, accent or darker(main, 0.3)], self.rng, size=size)
