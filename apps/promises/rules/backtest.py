"""Promises · how well promises would have held on a history, its last quarter set aside by time: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .learning import Forecast, Learner, Past

HELD_BACK = 0.25


@dataclass(frozen=True)
class Lane:
    """How promises held for one pool of parcels: shares of those promised."""

    name: str
    count: int
    covered: float
    late: float
    late_by_table: float


@dataclass(frozen=True)
class Result:
    """What came of it; `late` came after the last promised day, `late_by_table` after the carrier's own."""

    learned: int
    promised: int
    since: date
    covered: float
    late: float
    late_by_table: float
    mean_days: float
    table_error_days: float
    lanes: tuple[Lane, ...]


def run(parcels: Sequence[Past], *, lanes: int = 12) -> Result:
    """Promise each of the later parcels by what was known on its day, and compare.

    Parcels are parted by the carrier's last day; `lanes` are the pools told of, the busiest first.

    Raises:
        ValueError: too few parcels to set any aside.
    """
    ordered = sorted(parcels, key=lambda one: one.due_on)
    if len(ordered) < 100:
        raise ValueError("A history of at least 100 parcels is needed.")
    since = ordered[int((1 - HELD_BACK) * len(ordered))].due_on
    made = [found for one, found in Learner().replay(ordered) if found is not None and one.due_on >= since]
    if not made:
        raise ValueError("No pool of parcels is large enough to promise by.")
    pools: dict[str, list[Forecast]] = {}
    for one in made:
        pools.setdefault(one.past.pools[0], []).append(one)
    busiest = sorted(pools, key=lambda name: -len(pools[name]))[:lanes]
    whole = _lane("", made)
    return Result(
        learned=sum(one.due_on < since for one in ordered),
        promised=len(made),
        since=since,
        covered=whole.covered,
        late=whole.late,
        late_by_table=whole.late_by_table,
        mean_days=sum(one.high - one.low for one in made) / len(made),
        table_error_days=sum(abs(one.past.residual) for one in made) / len(made),
        lanes=tuple(_lane(name, pools[name]) for name in busiest),
    )


def _lane(name: str, made: Sequence[Forecast]) -> Lane:
    count = len(made)
    return Lane(
        name=name,
        count=count,
        covered=sum(one.held for one in made) / count,
        late=sum(one.past.residual > one.high for one in made) / count,
        late_by_table=sum(one.past.residual > 0 for one in made) / count,
    )
