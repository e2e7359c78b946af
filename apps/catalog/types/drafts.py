"""Catalog · a product as it is to be written · no tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from djmoney.money import Money

from .states import TextStatus, VariantStatus


@dataclass(frozen=True)
class ProductText:
    """What a product is called and how it is told in one language; an empty slug is made from the title."""

    title: str
    description: str = ""
    slug: str = ""
    status: str = TextStatus.READY


@dataclass(frozen=True)
class Flags:
    """What carriers and customs ask about any goods."""

    is_fragile: bool = False
    has_battery: bool = False
    is_liquid: bool = False
    is_food: bool = False
    is_dangerous: bool = False


@dataclass(frozen=True)
class Compliance:
    """What a product states of itself where law asks for it; empty where nothing is stated.

    `responsible_person` is who answers for it, with postal and electronic address, where that is not who the seller
    names for all its goods. `un_number` has four digits, `packing_group` is I, II or III, `inner_quantity` (in
    `inner_unit`: l, ml, kg or g) the most that one bottle, can or other inner packaging holds, `battery_wh` is in
    watt-hours, `minimum_age` in years, `energy_class` A to G. `permits` maps a kind (cites, health, dual_use,
    notification) to the number of the document.
    """

    responsible_person: str = ""
    un_number: str = ""
    packing_group: str = ""
    inner_quantity: Decimal | None = None
    inner_unit: str = ""
    battery_wh: Decimal | None = None
    minimum_age: int | None = None
    energy_class: str = ""
    warning: str = ""
    permits: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Content:
    """How much is in one piece; the unit is kg, g, l or ml."""

    amount: Decimal
    unit: str


@dataclass(frozen=True)
class OptionChoice:
    """One value of an option; `names` by language, `hex` (#rrggbb) for colours."""

    code: str
    names: Mapping[str, str]
    hex: str = ""


@dataclass(frozen=True)
class Option:
    """What the variants of a product differ in, with its values in order."""

    code: str
    names: Mapping[str, str]
    values: tuple[OptionChoice, ...]


@dataclass(frozen=True)
class Tier:
    """The price of one piece from `min_quantity` pieces on, without destination tax."""

    kind: str
    min_quantity: int
    price: Money


@dataclass(frozen=True)
class TermsDraft:
    """What a vendor decides about a variant in a currency that is not its own.

    `price` is of one piece; `rate` is in units of the currency for one of the vendor's, None for the day's; the markup
    is on the rate, in basis points; `ending` a pattern such as .99.
    """

    variant_id: UUID
    currency: str
    mode: str
    price: Decimal | None = None
    rate: Decimal | None = None
    markup_bps: int = 0
    ending: str = ""


@dataclass(frozen=True)
class Measure:
    """A number in a stated unit, converted to the attribute's own unit when it is stored."""

    number: Decimal
    unit: str


# A number is in the attribute's unit; a choice is its code or several of them.
AttributeInput = Measure | Decimal | int | float | str | bool | list[str] | tuple[str, ...]


@dataclass(frozen=True)
class VariantDraft:
    """A variant as its vendor wants it. Sizes are of one packed piece; `options` maps option to value codes.

    `moq` and `pack_size` bind wholesale prices only: the smallest order and the
    number that orders are multiples of. Empty `hs_code` and `origin` follow the product.
    """

    sku: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    prices: tuple[Tier, ...] = ()
    options: Mapping[str, str] = dataclasses.field(default_factory=dict)
    gtin: str = ""
    hs_code: str = ""
    origin: str = ""
    moq: int = 1
    pack_size: int = 1
    status: str = VariantStatus.ACTIVE


@dataclass(frozen=True)
class ProductDraft:
    """A whole product as its vendor wants it. `code` is the vendor's own key for it."""

    code: str
    category: str
    texts: Mapping[str, ProductText]
    default_language: str = "en"
    hs_code: str = ""
    origin: str = ""
    brand: str = ""
    material: str = ""
    customs_description: str = ""
    flags: Flags = Flags()
    compliance: Compliance = Compliance()
    attributes: Mapping[str, AttributeInput] = dataclasses.field(default_factory=dict)
    options: tuple[Option, ...] = ()
    variants: tuple[VariantDraft, ...] = ()


@dataclass(frozen=True)
class ProductRef:
    """A saved product: its public id, and those of its variants by SKU."""

    product_id: UUID
    code: str
    version: int
    variants: Mapping[str, UUID]
