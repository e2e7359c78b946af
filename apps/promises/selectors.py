"""Promises · what a way takes by its history, and how promises held · public schema."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from djmoney.money import Money

from apps.common.clock import now
from apps.common.money import rounded
from apps.common.remember import Remembered
from apps.common.sphere import kilometres
from apps.currencies import selectors as currencies
from apps.reference import selectors as reference

from .models import LaneFigure, Transit
from .rules import similar, windows
from .rules.freight import Freight
from .types import Basis, Expectation, FreightEstimate, LaneReport, Promise, Way

_BILLS = 3_000  # the newest shipments, of which freight is estimated
_FEWEST_LEFT = 8  # parcels that took as long: of fewer no window is told


@dataclass(frozen=True)
class _Figure:
    low: int
    high: int
    ordered: tuple[int, ...]
    inside: int
    customs_h: int | None


_REPORT = """
    SELECT service_code, ship_from, ship_to, currency,
        count(*),
        count(*) FILTER (WHERE outcome = 'under_way'),
        count(*) FILTER (WHERE outcome = 'delivered'),
        count(*) FILTER (WHERE outcome = 'failed'),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY days),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY days),
        avg((arrived_on > promised_until)::int) FILTER (WHERE outcome = 'delivered'),
        avg((arrived_on BETWEEN promised_from AND promised_until)::int) FILTER (WHERE outcome = 'delivered'),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM handed_over_at - created_at) / 86400),
        sum(cost), sum(weight_g)
    FROM (
        SELECT *, (arrived_at AT TIME ZONE 'UTC')::date AS arrived_on,
            CASE WHEN outcome = 'delivered' THEN extract(epoch FROM arrived_at - handed_over_at) / 86400 END AS days
        FROM promises_transit WHERE handed_over_at >= %s AND (%s IS NULL OR vendor_id = %s)
    ) AS sent
    GROUP BY service_code, ship_from, ship_to, currency ORDER BY count(*) DESC, ship_to, service_code LIMIT %s
"""
_WEEKS = """
    SELECT date_trunc('week', arrived_at AT TIME ZONE 'UTC')::date AS week, count(*),
        count(*) FILTER (WHERE (arrived_at AT TIME ZONE 'UTC')::date > promised_until)
    FROM promises_transit
    WHERE outcome = 'delivered' AND arrived_at >= %s AND (%s IS NULL OR vendor_id = %s) GROUP BY week ORDER BY week
"""

_figures: Remembered[dict[str, _Figure]] = Remembered(seconds=300, most=1)
_bills: Remembered[list[Freight]] = Remembered(seconds=300, most=4)


def promise(way: Way, *, table_days: tuple[int, int]) -> Promise:
    """The days that a way takes: the carrier's (first, last), moved as its parcels' history tells.

    Asks the database once in five minutes for all ways together.
    """
    first, last = table_days
    found = _figure(way)
    if found is None:
        return Promise(first, last, Basis.TABLE)
    basis, figure = found
    from_days = max(last + figure.low, 0)
    return Promise(from_days, max(last + figure.high, from_days), basis, len(figure.ordered), figure.inside)


def expectation(way: Way, *, table_days: tuple[int, int], handed_over_on: date, today: date) -> Expectation:
    """When a parcel will be there that was handed over on a day and is still under way today."""
    first, last = table_days
    due_on = handed_over_on + timedelta(days=last)
    found = _figure(way)
    if found is None:
        first_on = handed_over_on + timedelta(days=first)
        return Expectation(max(first_on, min(today, due_on)), due_on, Basis.TABLE, is_late=today > due_on)
    basis, figure = found
    left = windows.still_out(figure.ordered, (today - due_on).days)
    if len(left) < _FEWEST_LEFT:
        last_on = due_on + timedelta(days=figure.high)
        return Expectation(min(today, last_on), last_on, basis, is_late=today > last_on)
    low, high = windows.window(left, windows.COVERAGE)
    return Expectation(
        first_on=due_on + timedelta(days=low),
        last_on=due_on + timedelta(days=high),
        basis=basis,
        count=len(left),
        inside=windows.held(left, low, high),
    )


def customs_hours(way: Way) -> int | None:
    """For how long customs holds nine of ten parcels that it holds on this way, in hours; None where unknown."""
    found = _figure(way)
    return found[1].customs_h if found else None


def figures() -> QuerySet[LaneFigure]:
    """What was learned of each pool."""
    return LaneFigure.objects.all()


def forget_figures() -> None:
    """Read what was learned again at the next question."""
    _figures.forget()


def _figure(way: Way) -> tuple[Basis, _Figure] | None:
    known = _figures.get("all")
    if known is None:
        known = _figures.put("all", dict(_read(LaneFigure.objects.all())))
    for key in way.pools:
        if key in known:
            return Basis(key.split(" ", 1)[0]), known[key]
    return None


def _read(rows: Iterable[LaneFigure]) -> Iterable[tuple[str, _Figure]]:
    for row in rows:
        ordered = tuple(windows.spread({int(days): count for days, count in row.residuals.items()}))
        inside = windows.held(ordered, row.low, row.high)
        yield row.key, _Figure(row.low, row.high, ordered, inside, row.customs_h)


def lanes(*, since: datetime, vendor_id: int | None = None, limit: int = 200) -> list[LaneReport]:
    """How each service did on each way, the busiest first: one vendor's shipments, or all of them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_REPORT, [since, vendor_id, vendor_id, limit])
        rows = cursor.fetchall()
    return [
        LaneReport(
            service_code=service, ship_from=start, ship_to=end, sent=sent, under_way=under_way, delivered=delivered,
            failed=failed, median_days=median, high_days=high, late_share=late, covered_share=covered,
            handling_days=float(handling) if handling is not None else None, cost=Money(cost, currency),
            weight_g=int(weight_g),
        )
        for service, start, end, currency, sent, under_way, delivered, failed, median, high, late, covered, handling,
        cost, weight_g in rows
    ]  # fmt: skip


def weeks(*, since: datetime, vendor_id: int | None = None) -> list[tuple[date, int, int]]:
    """Of each week that saw deliveries: its Monday, how many there were, how many came after the promised day."""
    with connection.cursor() as cursor:
        cursor.execute(_WEEKS, [since, vendor_id, vendor_id])
        return cursor.fetchall()


def promised_until(shipment_ids: Collection[UUID]) -> dict[UUID, date]:
    """The last day that was promised for each of these shipments at hand-over. One query."""
    rows = Transit.objects.filter(shipment_id__in=list(shipment_ids))
    return dict(rows.values_list("shipment_id", "promised_until"))


def freight_estimate(*, ship_from: str, ship_to: str, weight_g: int, currency: str) -> FreightEstimate | None:
    """What a parcel would cost by what shipments like it cost, whoever carried them; None where too few are known.

    Costs are the carriers' tariffs, at today's rates. One query in five minutes.
    """
    asked = Freight(now().date(), weight_g / 1000, 0.0, *_lane(ship_from, ship_to))
    found = similar.estimate(_known_bills(currency), asked)
    if found is None:
        return None
    cost, low, high = (rounded(Money(Decimal(repr(one)), currency)) for one in (found.cost, found.low, found.high))
    lanes = tuple((start, end, count) for (start, end), count in found.base)
    return FreightEstimate(cost, low, high, found.count, lanes)


def _known_bills(currency: str) -> list[Freight]:
    known = _bills.get(currency)
    if known is None:
        into = currencies.rate_table().into(currency)
        rows = Transit.objects.filter(cost__gt=0, weight_g__gt=0, currency__in=list(into))
        fields = ("handed_over_at", "weight_g", "cost", "currency", "ship_from", "ship_to")
        known = _bills.put(
            currency,
            [
                Freight(at.date(), grams / 1000, float(cost * into[paid_in]), *_lane(start, end))
                for at, grams, cost, paid_in, start, end in rows.values_list(*fields)[:_BILLS]
            ],
        )
    return known


def _lane(start: str, end: str) -> tuple[dict[str, str], dict[str, float]]:
    """What a way is compared by: its countries, and how far apart they are where that is known."""
    places = reference.places()
    far = kilometres(places[start], places[end]) if start in places and end in places else 0.0
    return {"from": start, "to": end}, {"km": max(far, 100.0)}
