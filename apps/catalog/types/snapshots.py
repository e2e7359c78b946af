"""Catalog · a published product as others read it · no tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from .drafts import Compliance, Flags, Option, ProductText, Tier


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
