"""Logistics · chargeable weight, zones, surcharges and table rates: pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import TypeAlias

from djmoney.money import Money

from apps.common.money import rounded

from ..types import ParcelPlan
from .packing import girth_mm

HOME = "HOME"
CHARGE_STEP_G = 500
PostcodeKey: TypeAlias = tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Tariff:
    """A row of the rate table. Prices are of one parcel, in `currency`; `breaks` are upper ends in grams and prices."""

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
    breaks: tuple[tuple[int, Decimal], ...] = ()
    remote_fee: Decimal = Decimal(0)
    oversize_fee: Decimal = Decimal(0)


@dataclass(frozen=True)
class SizeLimits:
    """What a parcel may weigh and measure: grams and millimetres, 0 where nothing limits it."""

    weight_g: int
    length_mm: int
    girth_mm: int

    def are_exceeded_by(self, parcel: ParcelPlan) -> bool:
        """Whether a parcel is beyond any of them."""
        sides = (parcel.length_mm, parcel.width_mm, parcel.height_mm)
        measured = ((self.weight_g, parcel.weight_g), (self.length_mm, max(sides)), (self.girth_mm, girth_mm(parcel)))
        return any(limit and found > limit for limit, found in measured)


@dataclass(frozen=True)
class ParcelCharge:
    """What one parcel costs and of what that is made, in one currency; `total` is at its exponent, half up."""

    chargeable_g: int
    freight: Decimal
    fuel: Decimal
    remote: Decimal
    oversize: Decimal
    total: Money


def chargeable_g(parcel: ParcelPlan, *, volumetric_divisor: int) -> int:
    """The greater of weight and volume weight (cm³ per kg), rounded up to half a kilogram.

    Source: IATA TACT Rules 3.9.3 (volume weight), with the carrier's divisor.
    """
    volume_g = parcel.length_mm * parcel.width_mm * parcel.height_mm / volumetric_divisor
    return math.ceil(max(parcel.weight_g, volume_g) / CHARGE_STEP_G) * CHARGE_STEP_G


def freight(tariff: Tariff, grams: int) -> Decimal:
    """The price of `grams` chargeable weight before fees. Heavier is never cheaper, whatever the table says."""
    price = Decimal(0)
    end = 0
    for end, listed in ((tariff.first_g, tariff.first_price), *tariff.breaks):
        price = max(price, listed)
        if grams <= end:
            return price
    steps = (Decimal(grams - end) / tariff.step_g).to_integral_value(rounding=ROUND_CEILING)
    return price + steps * tariff.step_price


def parcel_charge(tariff: Tariff, grams: int, *, is_remote: bool = False, is_oversize: bool = False) -> ParcelCharge:
    """What one parcel of `grams` chargeable weight costs. Fuel is a share of the freight alone."""
    net = freight(tariff, grams)
    fuel = net * tariff.fuel_rate
    remote = tariff.remote_fee if is_remote else Decimal(0)
    oversize = tariff.oversize_fee if is_oversize else Decimal(0)
    total = rounded(Money(net + fuel + remote + oversize, tariff.currency), ROUND_HALF_UP)
    return ParcelCharge(grams, net, fuel, remote, oversize, total)


def postcode_key(postcode: str) -> PostcodeKey:
    """A postcode as something that can be put in order: IV2 comes before IV10, and both before IV63 2AB."""
    parts = re.findall(r"\d+|[^\W\d_]+", postcode.upper())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def is_within(postcode: str, ranges: Sequence[tuple[PostcodeKey, PostcodeKey]]) -> bool:
    """Whether a postcode lies in one of the ranges, both ends included; an end may be the beginning of a postcode."""
    key = postcode_key(postcode)
    return bool(key) and any(key[: len(first)] >= first and key[: len(last)] <= last for first, last in ranges)


def zones(ship_from: str, ship_to: str, zone_of: dict[str, str]) -> tuple[str, str] | None:
    """The pair of zones of a lane; HOME twice within a country; None where a country is in no zone."""
    if ship_from == ship_to:
        return HOME, HOME
    if ship_from not in zone_of or ship_to not in zone_of:
        return None
    return zone_of[ship_from], zone_of[ship_to]
