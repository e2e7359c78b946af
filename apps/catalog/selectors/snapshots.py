"""Catalog · whole products as values, in seven queries however many there are · vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from ..models import (
    AttributeValue,
    Media,
    Price,
    Product,
    ProductOptionValue,
    ProductTranslation,
    Variant,
)
from ..rules import drafts as draft_rules
from ..types import (
    AttributeSnapshot,
    Compliance,
    Flags,
    MediaSnapshot,
    Option,
    OptionChoice,
    ProductDraft,
    ProductSnapshot,
    ProductStatus,
    ProductText,
    Tier,
    VariantSnapshot,
)

M = TypeVar("M", bound=models.Model)


def product_snapshot(product_id: UUID) -> ProductSnapshot | None:
    """The product as it stands now, or None where there is none. Seven queries."""
    return next(iter(product_snapshots([product_id])), None)


def product_snapshots(product_ids: Collection[UUID]) -> list[ProductSnapshot]:
    """The products that exist of these, in no particular order. Seven queries in all."""
    return _snapshots(Product.objects.filter(public_id__in=list(product_ids)))


def snapshots_by_code(codes: Collection[str]) -> dict[str, ProductSnapshot]:
    """The products that exist of these, by their vendor's key. Seven queries in all."""
    return {product.code: product for product in _snapshots(Product.objects.filter(code__in=list(codes)))}


def product_ids(*, statuses: Collection[str] = (ProductStatus.PUBLISHED,)) -> tuple[UUID, ...]:
    """Public ids of the vendor's products in these states, oldest first."""
    return tuple(Product.objects.filter(status__in=list(statuses)).order_by("pk").values_list("public_id", flat=True))


def picture(media_id: UUID) -> MediaSnapshot | None:
    """One picture, or None where there is none."""
    row = Media.objects.filter(public_id=media_id).select_related("variant").first()
    return as_media(row) if row else None


def as_draft(product: ProductSnapshot) -> ProductDraft:
    """The stored product as a draft; saved unchanged it changes nothing."""
    return draft_rules.draft_of(product)


def _snapshots(products: models.QuerySet[Product]) -> list[ProductSnapshot]:
    rows = list(products)
    keys = [row.pk for row in rows]
    if not keys:
        return []
    texts = _by(ProductTranslation.objects.filter(product_id__in=keys).order_by("pk"), "product_id")
    attributes = _by(AttributeValue.objects.filter(product_id__in=keys).order_by("attribute_id"), "product_id")
    values = _by_option_product(keys)
    found = list(Variant.objects.filter(product_id__in=keys))
    variants = _by(found, "product_id")
    prices = _by(
        Price.objects.filter(variant_id__in=[variant.pk for variant in found])
        .select_related("price_list")
        .order_by("price_list__kind", "price_list__currency", "min_quantity"),
        "variant_id",
    )
    media = _by(Media.objects.filter(product_id__in=keys).select_related("variant"), "product_id")
    return [
        _snapshot(
            row,
            texts=texts[row.pk],
            attributes=attributes[row.pk],
            options=_options(values[row.pk]),
            variants=[_variant(variant, row, prices[variant.pk]) for variant in variants[row.pk]],
            media=media[row.pk],
        )
        for row in rows
    ]


def _by(rows: Iterable[M], attribute: str) -> defaultdict[int, list[M]]:
    grouped: defaultdict[int, list[M]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, attribute)].append(row)
    return grouped


def _by_option_product(keys: list[int]) -> defaultdict[int, list[ProductOptionValue]]:
    grouped: defaultdict[int, list[ProductOptionValue]] = defaultdict(list)
    rows = ProductOptionValue.objects.filter(option__product_id__in=keys).select_related("option")
    for row in rows.order_by("option__position", "option_id", "position", "pk"):
        grouped[row.option.product_id].append(row)
    return grouped


def _options(values: list[ProductOptionValue]) -> tuple[Option, ...]:
    choices: dict[int, list[OptionChoice]] = defaultdict(list)
    heads: dict[int, Any] = {}
    for value in values:
        heads[value.option_id] = value.option
        choices[value.option_id].append(OptionChoice(value.code, value.names, value.hex))
    return tuple(Option(head.code, head.names, tuple(choices[pk])) for pk, head in heads.items())


def _variant(row: Variant, product: Product, prices: list[Price]) -> VariantSnapshot:
    return VariantSnapshot(
        variant_id=row.public_id,
        sku=row.sku,
        gtin=row.gtin,
        options=row.options,
        weight_g=row.weight_g,
        length_mm=row.length_mm,
        width_mm=row.width_mm,
        height_mm=row.height_mm,
        hs_code=row.hs_code or product.hs_code,
        origin=row.origin or product.origin,
        own_hs_code=row.hs_code,
        own_origin=row.origin,
        moq=row.moq,
        pack_size=row.pack_size,
        prices=tuple(Tier(price.price_list.kind, price.min_quantity, price.unit_price) for price in prices),
        status=row.status,
    )


def _snapshot(
    row: Product,
    *,
    texts: list[ProductTranslation],
    attributes: list[AttributeValue],
    options: tuple[Option, ...],
    variants: list[VariantSnapshot],
    media: list[Media],
) -> ProductSnapshot:
    return ProductSnapshot(
        product_id=row.public_id,
        code=row.code,
        version=row.version,
        status=row.status,
        default_language=row.default_language,
        category_code=row.category_id,
        hs_code=row.hs_code,
        origin=row.origin,
        brand=row.brand,
        material=row.material,
        customs_description=row.customs_description,
        flags=Flags(row.is_fragile, row.has_battery, row.is_liquid, row.is_food, row.is_dangerous),
        compliance=Compliance(**{name: getattr(row, name) for name in vars(Compliance())}),
        texts={text.language: ProductText(text.title, text.description, text.slug, text.status) for text in texts},
        attributes=tuple(_attribute(value) for value in attributes),
        options=options,
        variants=tuple(variants),
        media=tuple(as_media(picture) for picture in media),
        updated_at=row.updated_at,
        published_at=row.published_at,
    )


def _attribute(row: AttributeValue) -> AttributeSnapshot:
    if row.number is not None:
        return AttributeSnapshot(row.attribute_id, "number", number=row.number)
    if row.choices is not None:
        return AttributeSnapshot(row.attribute_id, "choice", choices=tuple(row.choices))
    if row.boolean is not None:
        return AttributeSnapshot(row.attribute_id, "boolean", boolean=row.boolean)
    return AttributeSnapshot(row.attribute_id, "text", text=row.text or "")


def as_media(row: Media) -> MediaSnapshot:
    """The value that others hold of a picture."""
    return MediaSnapshot(
        media_id=row.public_id,
        key=row.key,
        widths=tuple(row.widths),
        formats=tuple(row.formats),
        width=row.width,
        height=row.height,
        alt=row.alt,
        variant_id=row.variant.public_id if row.variant else None,
    )
