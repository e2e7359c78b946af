"""Catalog · lists of products and variants for the vendor's pages · vendor's schema."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from djmoney.money import Money

from apps.taxonomy import selectors as taxonomy

from ..models import Media, Price, Product, ProductTranslation, Variant
from ..rules import publishing
from ..types import PriceKind, Problem, ProductRow, ProductSnapshot, VariantRow
from .snapshots import as_media


def product_rows(
    *, search: str = "", status: str = "", before: int | None = None, limit: int = 40
) -> tuple[list[ProductRow], int | None]:
    """Products, newest first, and what to pass as `before` for more (None at the end). Four queries.

    `search` finds words of a title, and the beginning of a SKU, GTIN or product key.
    """
    found = _searched(Product.objects.all(), search)
    if status:
        found = found.filter(status=status)
    if before is not None:
        found = found.filter(pk__lt=before)
    page = list(found.annotate(title=_title("pk", "default_language")).order_by("-pk")[: limit + 1])
    keys = [row.pk for row in page[:limit]]
    variants = {
        row["product_id"]: row
        for row in Variant.objects.filter(product_id__in=keys)
        .order_by()
        .values("product_id")
        .annotate(count=Count("pk"), first_sku=Min("sku"))
    }
    prices = _lowest_prices(keys)
    pictures: dict[int, Media] = {}
    for picture in Media.objects.filter(product_id__in=keys).select_related("variant").order_by("position", "pk"):
        pictures.setdefault(picture.product_id, picture)
    rows = [
        ProductRow(
            product_id=row.public_id,
            code=row.code,
            title=row.title or row.code,
            status=row.status,
            category_code=row.category_id,
            variant_count=variants.get(row.pk, {}).get("count", 0),
            first_sku=variants.get(row.pk, {}).get("first_sku", ""),
            lowest_price=prices.get(row.pk),
            picture=as_media(pictures[row.pk]).picture(row.default_language) if row.pk in pictures else None,
            updated_at=row.updated_at,
        )
        for row in page[:limit]
    ]
    return rows, keys[-1] if len(page) > limit else None


def status_counts() -> dict[str, int]:
    """Products by status. One query."""
    return dict(Product.objects.order_by().values_list("status").annotate(count=Count("pk")))


def variant_rows(*, search: str = "", after: int | None = None, limit: int = 50) -> tuple[list[VariantRow], int | None]:
    """Variants in the order they were made, and what to pass as `after` for more (None at the end). One query."""
    found = Variant.objects.select_related("product")
    if search:
        found = found.filter(
            Q(sku__istartswith=search) | Q(gtin=search) | Q(product__texts__title__icontains=search)
        ).distinct()
    if after is not None:
        found = found.filter(pk__gt=after)
    rows = found.annotate(title=_title("product_id", "product__default_language")).order_by("pk")
    page = list(rows[: limit + 1])
    return [_variant_row(row) for row in page[:limit]], page[limit - 1].pk if len(page) > limit else None


def variant_row(variant_id: UUID) -> VariantRow | None:
    """One variant, or None where there is none."""
    rows = Variant.objects.select_related("product").filter(public_id=variant_id)
    row = rows.annotate(title=_title("product_id", "product__default_language")).first()
    return _variant_row(row) if row else None


def variant_names(variant_ids: Collection[UUID]) -> dict[UUID, str]:
    """SKUs by variant. One query."""
    return dict(Variant.objects.filter(public_id__in=list(variant_ids)).values_list("public_id", "sku"))


def required_attributes(category: str, language: str = "en") -> dict[str, str]:
    """Code → name of the attributes that products of the category must state."""
    return {
        info.code: info.names.get(language) or info.names.get("en", info.code)
        for info in taxonomy.attributes_of(category)
        if info.is_required
    }


def publishing_problems(product: ProductSnapshot, language: str = "en") -> tuple[Problem, ...]:
    """All that keeps the product from being published, in the order of the editor."""
    return publishing.problems(product, required_attributes(product.category_code, language))


def _searched(products: QuerySet[Product], search: str) -> QuerySet[Product]:
    if not search:
        return products
    titles = ProductTranslation.objects.filter(title__icontains=search).values("product_id")
    variants = Variant.objects.filter(Q(sku__istartswith=search) | Q(gtin=search)).values("product_id")
    return products.filter(Q(pk__in=titles) | Q(pk__in=variants) | Q(code__istartswith=search))


def _title(product: str, language: str) -> Subquery:
    texts = ProductTranslation.objects.filter(product_id=OuterRef(product), language=OuterRef(language))
    return Subquery(texts.values("title")[:1])


def _lowest_prices(keys: Collection[int]) -> dict[int, Money]:
    rows = (
        Price.objects.filter(variant__product_id__in=list(keys), price_list__kind=PriceKind.RETAIL, min_quantity=1)
        .order_by("-unit_price")
        .values_list("variant__product_id", "unit_price", "unit_price_currency")
    )
    return {product: Money(amount, currency) for product, amount, currency in rows}


def _variant_row(row: Variant) -> VariantRow:
    return VariantRow(
        variant_id=row.public_id,
        product_id=row.product.public_id,
        sku=row.sku,
        title=vars(row)["title"] or row.product.code,
        options=", ".join(str(value) for value in row.options.values()),
        status=row.status,
    )
