"""Logistics · packing plans, chargeable weight and table rates: pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from djmoney.money import Money

from apps.common.money import rounded

from .types import PackLine, ParcelPlan, TrackingStatus

PACKING_G = 120  # box, filling and papers of an ordinary parcel
PADDING_MM = 20
PARCEL_MAX_G = 30_000
HOME = "HOME"
CHARGE_STEP_G = 500

FINAL = frozenset(
    {TrackingStatus.DELIVERED, TrackingStatus.LOST, TrackingStatus.DAMAGED, TrackingStatus.RETURNED,
     TrackingStatus.CANCELLED}
)  # fmt: skip


@dataclass(frozen=True)
class Tariff:
    """A row of the rate table. Prices are of one parcel, in `currency`."""

    service_code: str
    from_zone: str
    to_zone: str
    currency: str
    first_g: int
    first_price: Decimal
    step_g: int
    step_price: Decimal
    fuel_rate: Decimal
    min_days: int
    max_days: int


def plan_parcels(lines: Sequence[PackLine]) -> tuple[ParcelPlan, ...]:
    """The parcels that a warehouse would make of these pieces, heaviest pieces first.

    A parcel is as near to a cube as its largest piece allows and holds the volume
    of all. It takes up to 30 kg; a single heavier piece travels alone.
    """
    pieces = sorted(
        (line for line in lines for _ in range(line.quantity)),
        key=lambda line: (-line.weight_g, str(line.variant_id)),
    )
    boxes: list[list[PackLine]] = []
    weights: list[int] = []
    for piece in pieces:
        home = next((i for i, w in enumerate(weights) if w + piece.weight_g + PACKING_G <= PARCEL_MAX_G), None)
        if home is None:
            boxes.append([piece])
            weights.append(piece.weight_g)
        else:
            boxes[home].append(piece)
            weights[home] += piece.weight_g
    return tuple(_box(box) for box in boxes)


def _box(pieces: Sequence[PackLine]) -> ParcelPlan:
    flat = [sorted((p.length_mm, p.width_mm, p.height_mm), reverse=True) for p in pieces]
    volume = sum(a * b * c for a, b, c in flat)
    length = max(*(sides[0] for sides in flat), math.ceil(math.cbrt(volume)), 1)
    width = max(*(sides[1] for sides in flat), math.ceil(math.sqrt(volume / length)), 1)
    height = max(*(sides[2] for sides in flat), math.ceil(volume / (length * width)))
    sides = sorted((length, width, height), reverse=True)
    return ParcelPlan(
        weight_g=sum(piece.weight_g for piece in pieces) + PACKING_G,
        length_mm=sides[0] + PADDING_MM,
        width_mm=sides[1] + PADDING_MM,
        height_mm=sides[2] + PADDING_MM,
    )


def chargeable_g(parcel: ParcelPlan, *, volumetric_divisor: int) -> int:
    """The greater of weight and volume weight (cm³ per kg), rounded up to half a kilogram.

    Source: IATA TACT Rules 3.9.3 (volume weight), with the carrier's divisor.
    """
    volume_g = parcel.length_mm * parcel.width_mm * parcel.height_mm / volumetric_divisor
    return math.ceil(max(parcel.weight_g, volume_g) / CHARGE_STEP_G) * CHARGE_STEP_G


def parcel_price(tariff: Tariff, grams: int) -> Money:
    """The price of one parcel of `grams` chargeable weight, fuel included, at the tariff's exponent, half up."""
    steps = (Decimal(max(grams - tariff.first_g, 0)) / tariff.step_g).to_integral_value(rounding=ROUND_CEILING)
    net = tariff.first_price + steps * tariff.step_price
    return rounded(Money(net * (1 + tariff.fuel_rate), tariff.currency), ROUND_HALF_UP)


def zones(ship_from: str, ship_to: str, zone_of: dict[str, str]) -> tuple[str, str] | None:
    """The pair of zones of a lane; HOME twice within a country; None where a country is in no zone."""
    if ship_from == ship_to:
        return HOME, HOME
    if ship_from not in zone_of or ship_to not in zone_of:
        return None
    return zone_of[ship_from], zone_of[ship_to]


def next_poll(status: TrackingStatus, *, silent_polls: int, shortest: timedelta) -> timedelta:
    """How long to wait before a parcel is asked after again.

    Twice as long after each poll without news, up to sixteen times; at once again
    when it is on its last mile.
    """
    if status == TrackingStatus.OUT_FOR_DELIVERY:
        return shortest
    return shortest * 2 ** min(silent_polls, 4)
