"""Catalog · states and the values that others may hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money


class ProductStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class TextStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready")


class VariantStatus(models.TextChoices):
    ACTIVE = "active", _("On sale")
    INACTIVE = "inactive", _("Not on sale")


class PriceKind(models.TextChoices):
    RETAIL = "retail", _("Retail")
    WHOLESALE = "wholesale", _("Wholesale")


class TermsMode(models.TextChoices):
    DERIVED = "derived", _("Follows the rate")
    FIXED = "fixed", _("Fixed price")
    NOT_SOLD = "not_sold", _("Not sold in it")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    REFUSED = "refused", _("Unreadable")
    FAILED = "failed", _("Interrupted")


class ImportFileKind(models.TextChoices):
    SHEET = "sheet", _("Sheet")
    FINDINGS = "findings", _("Findings")


class Verdict(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    FAULTY = "faulty", _("With errors")


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


@dataclass(frozen=True)
class AttributeSnapshot:
    """A typed value. `number` is in the attribute's own unit; exactly one of the four is set, by `kind`."""

    code: str
    kind: str
    number: Decimal | None = None
    choices: tuple[str, ...] = ()
    text: str = ""
    boolean: bool | None = None

    @property
    def value(self) -> Decimal | bool | str | tuple[str, ...] | None:
        """The value of its kind: a number, the choices' codes, a text or a boolean."""
        return {"number": self.number, "choice": self.choices, "boolean": self.boolean}.get(self.kind, self.text)


@dataclass(frozen=True)
class MediaSnapshot:
    """A picture: files are `<key>-<width>.<format>`; `variant_id` where it shows one variant."""

    media_id: UUID
    key: str
    widths: tuple[int, ...]
    formats: tuple[str, ...]
    width: int
    height: int
    alt: Mapping[str, str]
    variant_id: UUID | None = None

    def picture(self, language: str, fallback: str = "en") -> dict[str, Any]:
        """What the `picture` tag shows, with the text in `language`, or else in `fallback`."""
        return {
            "key": self.key,
            "widths": list(self.widths),
            "formats": list(self.formats),
            "width": self.width,
            "height": self.height,
            "alt": self.alt.get(language) or self.alt.get(fallback, ""),
        }


@dataclass(frozen=True)
class VariantSnapshot:
    """A variant; `hs_code` and `origin` are the ones that hold, `own_*` what it states itself."""

    variant_id: UUID
    sku: str
    gtin: str
    options: Mapping[str, str]
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    hs_code: str
    origin: str
    own_hs_code: str
    own_origin: str
    moq: int
    pack_size: int
    prices: tuple[Tier, ...]
    status: str


@dataclass(frozen=True)
class ProductSnapshot:
    """A whole product at one version: all that a reader outside the vendor's schema needs."""

    product_id: UUID
    code: str
    version: int
    status: str
    default_language: str
    category_code: str
    hs_code: str
    origin: str
    brand: str
    material: str
    customs_description: str
    flags: Flags
    compliance: Compliance
    texts: Mapping[str, ProductText]
    attributes: tuple[AttributeSnapshot, ...]
    options: tuple[Option, ...]
    variants: tuple[VariantSnapshot, ...]
    media: tuple[MediaSnapshot, ...]
    updated_at: datetime
    published_at: datetime | None


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a product from being published; `field` is where to mend it."""

    code: str
    field: str
    message: str | Promise
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.message) % self.data if self.data else str(self.message)


@dataclass(frozen=True)
class Finding:
    """What is wrong with one cell of a sheet. `row` counts as a spreadsheet does: 1 is the header."""

    row: int
    column: str
    value: str
    problem: str | Promise
    remedy: str | Promise


@dataclass(frozen=True)
class PlannedProduct:
    """What a sheet would do to one product; `shelves` holds counted pieces by (SKU, warehouse code)."""

    code: str
    verdict: str
    rows: tuple[int, ...]
    draft: ProductDraft | None
    status: str | None
    shelves: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class ImportPlan:
    """What a whole sheet would do."""

    row_count: int
    products: tuple[PlannedProduct, ...]
    findings: tuple[Finding, ...]

    def count(self, verdict: str) -> int:
        """Products with this verdict."""
        return sum(1 for product in self.products if product.verdict == verdict)


@dataclass(frozen=True)
class Surroundings:
    """What a sheet is read against: the vendor's currency and main language, its houses and what they hold."""

    currency: str
    language: str
    warehouses: tuple[str, ...] = ()
    levels: Mapping[UUID, Mapping[str, int]] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class ImportView:
    """An import as pages show it; `events` are the steps that are possible now."""

    public_id: UUID
    state: str
    file_name: str
    report: Mapping[str, Any]
    problem: str
    uploaded_at: datetime
    checked_at: datetime | None
    applied_at: datetime | None
    events: tuple[str, ...] = ()

    @property
    def state_label(self) -> str:
        """The state in the reader's language."""
        return str(ImportState(self.state).label)


@dataclass(frozen=True)
class PriceListInfo:
    """The prices for one kind of buyer in one currency, and how many there are."""

    kind: str
    currency: str
    price_count: int


@dataclass(frozen=True)
class ProductRow:
    """A product as a line of the vendor's list."""

    product_id: UUID
    code: str
    version: int
    title: str
    status: str
    category_code: str
    variant_count: int
    first_sku: str
    lowest_price: Money | None
    picture: Mapping[str, Any] | None
    updated_at: datetime


@dataclass(frozen=True)
class VariantRow:
    """A variant as a line of the vendor's stock list; `options` as one text."""

    variant_id: UUID
    product_id: UUID
    sku: str
    title: str
    options: str
    status: str
