"""Itineraries · legs of a way as JSON, and where goods are along them: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from apps.itineraries.types import LegPlan
from apps.logistics.types import LegInfo


def as_json(legs: Iterable[LegPlan]) -> list[dict[str, str]]:
    """Legs as they are kept with a way."""
    return [
        {**vars(leg), "departs_at": leg.departs_at.isoformat(), "arrives_at": leg.arrives_at.isoformat()}
        for leg in legs
    ]


def from_json(kept: Iterable[Mapping[str, Any]]) -> tuple[LegPlan, ...]:
    """Legs as they were kept."""
    return tuple(
        LegPlan(
            **{
                **one,
                "departs_at": datetime.fromisoformat(one["departs_at"]),
                "arrives_at": datetime.fromisoformat(one["arrives_at"]),
            }
        )
        for one in kept
    )


def gone(legs: Sequence[LegPlan], known: Mapping[str, LegInfo], *, at: datetime) -> tuple[LegPlan, ...]:
    """Those that have departed: what is to come can be planned anew, these cannot. What was closed has not departed."""
    return tuple(takewhile(lambda leg: leg.departs_at <= at and runs(leg, known), legs))


def runs(leg: LegPlan, known: Mapping[str, LegInfo]) -> bool:
    """Whether a departure is in the timetables and not closed."""
    info = known.get(leg.code)
    return info is not None and not (info.closing and info.closing.holds(leg.departs_at))
