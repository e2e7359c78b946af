"""Tariffs · what is to be assessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from djmoney.money import Money


@dataclass(frozen=True)
class ConsignmentLine:
    """Goods of one kind in a consignment.

    `hs_code` has six to ten digits; `origin` is the country of origin (ISO 3166-1
    alpha-2), not of dispatch; `goods` is the price paid for the whole quantity after
    discounts, without freight and tax; `weight_g` that of the whole quantity. `ref`
    is unique in the consignment.
    """

    ref: str
    hs_code: str
    origin: str
    quantity: int
    goods: Money
    weight_g: int


@dataclass(frozen=True)
class Consignment:
    """What travels as one parcel, or parcels of one sender to one buyer on one day.

    All money is in `currency`, the charge currency, at its exponent. `rates[c]` is
    how many units of it one unit of currency c is worth. `buyer_is_business` says
    that the buyer has a tax id that was found valid for the destination.
    """

    ship_from: str
    ship_to: str
    region: str
    buyer_is_business: bool
    currency: str
    lines: tuple[ConsignmentLine, ...]
    freight: Money
    insurance: Money
    rates: Mapping[str, Decimal]
