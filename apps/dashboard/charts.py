"""Dashboard · bars drawn as SVG by the server, each beside the table that says the same · no tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.promises.types import LaneReport

WIDTH = 320
BAR = 12
ROW = 26
_LANES = 10


@dataclass(frozen=True)
class Span:
    """A lane's days: half of its parcels took up to `middle`, nine of ten up to `end`. Lengths are SVG units."""

    label: str
    service: str
    y: int
    middle: float
    end: float
    late: float


@dataclass(frozen=True)
class Week:
    """A week's deliveries: the height of all, and of those that came late, in SVG units from the base."""

    starts_on: date
    x: float
    width: float
    height: float
    late_height: float
    count: int
    late: int


@dataclass(frozen=True)
class Chart:
    """Bars and the size of their picture."""

    width: int
    height: int
    most: float


def spans(lanes: Sequence[LaneReport]) -> tuple[Chart, list[Span]]:
    """The busiest ways that anything arrived on, their days as bars."""
    shown = [one for one in lanes if one.high_days is not None and one.median_days is not None][:_LANES]
    most = max((one.high_days or 0 for one in shown), default=0) or 1
    rows = [
        Span(
            label=f"{one.ship_from} → {one.ship_to}",
            service=one.service_code,
            y=number * ROW,
            middle=round((one.median_days or 0) / most * WIDTH, 1),
            end=round((one.high_days or 0) / most * WIDTH, 1),
            late=round(float(one.late_share or 0) * WIDTH, 1),
        )
        for number, one in enumerate(shown)
    ]
    return Chart(WIDTH, max(len(rows), 1) * ROW, most), rows


def weeks(told: Sequence[tuple[date, int, int]]) -> tuple[Chart, list[Week]]:
    """Deliveries week by week; the part that came late is drawn from the base."""
    height = 96
    most = max((count for _, count, _ in told), default=0) or 1
    step = WIDTH / max(len(told), 1)
    rows = [
        Week(
            starts_on=day,
            x=round(number * step, 1),
            width=round(max(step - 2, 1), 1),
            height=round(count / most * height, 1),
            late_height=round(late / most * height, 1),
            count=count,
            late=late,
        )
        for number, (day, count, late) in enumerate(told)
    ]
    return Chart(WIDTH, height, most), rows
