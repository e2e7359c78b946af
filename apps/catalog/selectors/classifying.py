"""Catalog · what goods say of themselves to whoever classifies them, in three queries · vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from apps.classification.types import GoodsFact, GoodsText
from apps.taxonomy import selectors as taxonomy
from apps.taxonomy.errors import CategoryUnknown

from ..models import AttributeValue, Product, ProductTranslation
from ..types import ProductStatus

_LANGUAGE = "en"


def goods_facts(product_ids: Collection[UUID], *, vendor_id: int) -> list[GoodsFact]:
    """The products that exist of these, told in English where they are, else in their main language."""
    rows = list(Product.objects.filter(public_id__in=list(product_ids)))
    keys = [row.pk for row in rows]
    titles: dict[int, dict[str, str]] = defaultdict(dict)
    for key, language, title in ProductTranslation.objects.filter(product_id__in=keys).values_list(
        "product_id", "language", "title"
    ):
        titles[key][language] = title
    details = _details(keys)
    return [
        GoodsFact(
            vendor_id=vendor_id,
            product_id=row.public_id,
            version=row.version,
            code=row.code,
            text=GoodsText(
                title=titles[row.pk].get(_LANGUAGE) or titles[row.pk].get(row.default_language, ""),
                category=_category(row.category_id),
                material=row.material,
                details=" ".join(filter(None, [row.customs_description, details.get(row.pk, "")])),
            ),
            hs_code=row.hs_code,
            is_archived=row.status == ProductStatus.ARCHIVED,
        )
        for row in rows
    ]


def _details(keys: Collection[int]) -> dict[int, str]:
    """The names of attributes' choices by product: what they are made of and for. How to care for them says nothing."""
    chosen: dict[int, list[str]] = defaultdict(list)
    rows = AttributeValue.objects.filter(product_id__in=keys, choices__isnull=False).exclude(attribute_id="care")
    for row in rows.select_related("attribute").order_by("attribute_id"):
        for choice in row.choices:
            labels = row.attribute.choices.get(choice) or {}
            chosen[row.product_id].append(labels.get(_LANGUAGE, choice))
    return {key: " ".join(found) for key, found in chosen.items()}


def _category(code: str) -> str:
    try:
        path = taxonomy.category(code, _LANGUAGE).path
    except CategoryUnknown:
        return ""
    return " ".join(taxonomy.category(step, _LANGUAGE).name for step in path)
