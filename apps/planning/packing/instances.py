"""Planning · published packing problems, a JSON object a line.

`container` and each box's `dims` are lengths; `vertical_ok` says which of a box's edges may stand upright, `rotations`
its allowed turns as orders of its edges along length, width and height; `best_known_fill` is the part of the container
that the best published packing fills.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import UnreadablePacking
from .types import Item, Problem, Room, Size, ways


@dataclass(frozen=True)
class Instance:
    """A published problem; `best_known` is a part of the room, 0 to 1, or None."""

    name: str
    problem: Problem
    best_known: float | None


def read(path: Path) -> Iterator[Instance]:
    """The problems of a file.

    Raises:
        OSError: it cannot be read.
        UnreadablePacking: a line is no packing problem.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                yield _instance(json.loads(line))
            except (KeyError, TypeError, ValueError) as error:
                raise UnreadablePacking(line=number, problem=f"{type(error).__name__}: {error}") from error


def _instance(given: Mapping[str, Any]) -> Instance:
    items = tuple(_item(box) for box in given["boxes"])
    best = given.get("best_known_fill")
    name = f"{given.get('set', 'problem')} {given.get('problem', '')}".strip()
    return Instance(name, Problem(Room(_size(given["container"])), items), None if best is None else float(best))


def _item(box: Mapping[str, Any]) -> Item:
    size = _size(box["dims"])
    if "rotations" in box:
        turned = [[size["XYZ".index(edge)] for edge in order] for order in box["rotations"]]
        allowed = tuple(dict.fromkeys(_size(one) for one in turned))
    else:
        first, second, third = (bool(one) for one in box.get("vertical_ok", (1, 1, 1)))
        allowed = ways(size, upright=(first, second, third))
    if not allowed:
        raise ValueError(f"box {box.get('id')} may stand on no side")
    return Item(str(box.get("id", "")), size, int(box.get("qty", 1)), allowed)


def _size(given: Any) -> Size:
    length, width, height = (int(one) for one in given)
    if min(length, width, height) < 1:
        raise ValueError(f"{given} is no size")
    return (length, width, height)
