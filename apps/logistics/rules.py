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
PARCEL_MAX_GIRTH_MM = 3_000
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
    of all. It takes pieces up to 30 kg and 3 m of length and girth, the limits of
    an ordinary service; a single piece beyond them travels alone.
    """
    boxes: list[_Box] = []
    for line in sorted(lines, key=lambda line: (-line.weight_g, str(line.variant_id))):
        place = 0
        for _ in range(line.quantity):
            while place < len(boxes) and not boxes[place].with_piece(line).fits:
                place += 1
            if place == len(boxes):
                boxes.append(_EMPTY)
            boxes[place] = boxes[place].with_piece(line)
    return tuple(box.plan() for box in boxes)


@dataclass(frozen=True)
class _Box:
    """Pieces together: their weight and volume, and the sides of the largest, longest first."""

    weight_g: int
    volume_mm3: int
    longest_mm: tuple[int, int, int]

    def with_piece(self, piece: PackLine) -> _Box:
        sides = sorted((piece.length_mm, piece.width_mm, piece.height_mm), reverse=True)
        a, b, c = (max(pair) for pair in zip(self.longest_mm, sides, strict=True))
        return _Box(self.weight_g + piece.weight_g, self.volume_mm3 + math.prod(sides), (a, b, c))

    @property
    def fits(self) -> bool:
        return self.weight_g <= PARCEL_MAX_G and girth_mm(self.plan()) <= PARCEL_MAX_GIRTH_MM

    def plan(self) -> ParcelPlan:
        length = max(self.longest_mm[0], math.ceil(math.cbrt(self.volume_mm3)), 1)
        width = max(self.longest_mm[1], math.ceil(math.sqrt(self.volume_mm3 / length)), 1)
        height = max(self.longest_mm[2], math.ceil(self.volume_mm3 / (length * width)))
        sides = sorted((length, width, height), reverse=True)
        return ParcelPlan(self.weight_g, *(side + PADDING_MM for side in sides))


_EMPTY = _Box(PACKING_G, 0, (0, 0, 0))


def girth_mm(parcel: ParcelPlan) -> int:
    """The longest side and twice the other two together, as carriers limit it."""
    length, width, height = sorted((parcel.length_mm, parcel.width_mm, parcel.height_mm), reverse=True)
    return length + 2 * (width + height)


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
