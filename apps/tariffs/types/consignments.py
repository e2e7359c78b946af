"""Tariffs · what is to be assessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from djmoney.money import Money

from .choices import Channel


@dataclass(frozen=True)
class ConsignmentLine:
    """Goods of one kind in a consignment.

    `hs_code` has six to ten digits; `origin` is the country of origin (ISO 3166-1
    alpha-2), not of dispatch; `goods` is the price paid for the whole quantity after
    discounts, without freight and tax; `weight_g` that of the whole quantity. `ref`
    is unique in the consignment. `quantities` are those of the whole line by unit of duty
    expressions (LTR, ASV …; the units of weight and pieces follow from the fields above);
    `values` those of named components or kinds (battery, retail …) in the charge currency.
    `proof` is the kind of proof of origin at hand, `order_number` the quota that is claimed,
    `claims` the reliefs that are; `category` that of taxes (food, books …).
    """

    ref: str
    hs_code: str
    origin: str
    quantity: int
    goods: Money
    weight_g: int
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    values: Mapping[str, Decimal] = field(default_factory=dict)
    additional_codes: tuple[str, ...] = ()
    order_number: str = ""
    proof: str = ""
    claims: tuple[str, ...] = ()
    category: str = ""


@dataclass(frozen=True)
class Consignment:
    """What travels as one parcel, or parcels of one sender to one buyer on one day.

    All money is in `currency`, the charge currency, at its exponent. `rates[c]` is
    how many units of it one unit of currency c is worth. `buyer_is_business` says
    that the buyer has a tax id that was found valid for the destination.

    `sale` is one of `Sale` but not ANY; where it is not given, a business buys as one and
    everybody else as a consumer. `import_date` is the expected day of import, the day of sale
    where it is not given. `registrations` are the schemes (IOSS, GB-VAT …) under whose number
    the parcel may travel; None: every one that a rule asks for. `claims` hold for all lines.
    `freight_to_border` is the part of the freight up to the place of entry, all of it where it
    is not given. `is_direct`: whether goods come straight from their country of origin; where
    it is not given, those that are dispatched there do. `annual_spent` is what the buyer spent
    under the yearly limit of a scheme before. `incoterm` is DDP or DAP; where it is not
    given, what the market promises.
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
    sale: str = ""
    channel: str = Channel.COURIER
    postcode: str = ""
    import_date: date | None = None
    export_date: date | None = None
    registrations: tuple[str, ...] | None = None
    claims: tuple[str, ...] = ()
    freight_to_border: Money | None = None
    is_direct: bool | None = None
    annual_spent: Money | None = None
    parcels: int = 1
    incoterm: str = ""
