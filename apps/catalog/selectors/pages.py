"""Catalog · lists of products and variants for the vendor's pages · vendor's schema."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from djmoney.money import Money

from apps.taxonomy import selectors as taxonomy

from ..models import Media, Price, PriceList, Product, ProductTranslation, Variant
from ..rules import publishing
from ..types import PriceKind, PriceListInfo, Problem, ProductRow, ProductSnapshot, VariantRow
from .snapshots import as_media


def product_rows(
    *, search: str = "", status: str = "", before: int | None = None, limit: int = 40
) -> tuple[list[ProductRow], int | None]:
    """Products, newest first, and what to pass as `before` for more (None at the end). Four queries.

    `search` finds words of a title, and the beginning of a SKU, GTIN or product key.
    """
    found = search_products(products(), search)
    if status:
        found = found.filter(status=status)
    if before is not None:
        found = found.filter(pk__lt=before)
    page = list(found[: limit + 1])
    return rows_of_products(page[:limit]), page[limit - 1].pk if len(page) > limit else None


def products() -> QuerySet[Product]:
    """Every product with its title, newest first, for lists that narrow and cut them."""
    return Product.objects.annotate(title=_title("pk", "default_language")).order_by("-pk")


def search_products(rows: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Those with these words in a title, or whose SKU, GTIN or product key begins so."""
    if not text:
        return rows
    titles = ProductTranslation.objects.filter(title__icontains=text).values("product_id")
    found = Variant.objects.filter(Q(sku__istartswith=text) | Q(gtin=text)).values("product_id")
    return rows.filter(Q(pk__in=titles) | Q(pk__in=found) | Q(code__istartswith=text))


def rows_of_products(page: Sequence[Product]) -> list[ProductRow]:
    """The lines of a list for rows of `products()`. Three queries."""
    keys = [row.pk for row in page]
    counts = {
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
    return [
        ProductRow(
            product_id=row.public_id,
            code=row.code,
            version=row.version,
            title=vars(row)["title"] or row.code,
            status=row.status,
            category_code=row.category_id,
            variant_count=counts.get(row.pk, {}).get("count", 0),
            first_sku=counts.get(row.pk, {}).get("first_sku", ""),
            lowest_price=prices.get(row.pk),
            picture=as_media(pictures[row.pk]).picture(row.default_language) if row.pk in pictures else None,
            updated_at=row.updated_at,
        )
        for row in page
    ]


def prices() -> QuerySet[Price]:
    """Every price with its list and variant, in the order of the lists, for lists that narrow and cut them."""
    return Price.objects.select_related("price_list", "variant").order_by("pk")


def price_lists() -> list[PriceListInfo]:
    """The vendor's price lists. One query."""
    rows = PriceList.objects.annotate(count=Count("prices")).values_list("kind", "currency", "count")
    return [PriceListInfo(*row) for row in rows]


def status_counts() -> dict[str, int]:
    """Products by status. One query."""
    return dict(Product.objects.order_by().values_list("status").annotate(count=Count("pk")))


def variant_rows(*, search: str = "", after: int | None = None, limit: int = 50) -> tuple[list[VariantRow], int | None]:
    """Variants in the order they were made, and what to pass as `after` for more (None at the end). One query."""
    found = search_variants(variants(), search)
    if after is not None:
        found = found.filter(pk__gt=after)
    page = list(found[: limit + 1])
    return [as_variant_row(row) for row in page[:limit]], page[limit - 1].pk if len(page) > limit else None


def variants() -> QuerySet[Variant]:
    """Every variant with its product and title, in the order they were made, for lists that narrow and cut them."""
    rows = Variant.objects.select_related("product")
    return rows.annotate(title=_title("product_id", "product__default_language")).order_by("pk")


def search_variants(rows: QuerySet[Variant], text: str) -> QuerySet[Variant]:
    """Those whose SKU begins so, with this GTIN, or of a product with these words in a title."""
    if not text:
        return rows
    titles = ProductTranslation.objects.filter(title__icontains=text).values("product_id")
    return rows.filter(Q(sku__istartswith=text) | Q(gtin=text) | Q(product_id__in=titles))


def variant_row(variant_id: UUID) -> VariantRow | None:
    """One variant, or None where there is none."""
    row = variants().filter(public_id=variant_id).first()
    return as_variant_row(row) if row else None


def variant_ids(skus: Collection[str]) -> dict[str, UUID]:
    """Variants by SKU, of those that exist. One query."""
    return dict(Variant.objects.filter(sku__in=list(skus)).values_list("sku", "public_id"))


def variant_names(variant_ids: Collection[UUID]) -> dict[UUID, str]:
    """SKUs by variant. One query."""
    return dict(Variant.objects.filter(public_id__in=list(variant_ids)).values_list("public_id", "sku"))


def gtins(variant_ids: Collection[UUID]) -> dict[UUID, str]:
    """The trade item numbers of these variants, without those that have none. One query."""
    rows = Variant.objects.filter(public_id__in=list(variant_ids)).exclude(gtin="")
    return dict(rows.values_list("public_id", "gtin"))


def variant_titles(variant_ids: Collection[UUID], language: str = "en") -> dict[UUID, str]:
    """What the products of variants are called in a language, of those that have a text in it. One query."""
    texts = ProductTranslation.objects.filter(
        language=language, product__variants__public_id__in=list(variant_ids)
    ).values_list("product__variants__public_id", "title")
    return dict(texts)


def customs_descriptions(variant_ids: Collection[UUID]) -> dict[UUID, str]:
    """What customs is told that variants are: their products' own words for it, else the English title. Two queries."""
    own = Variant.objects.filter(public_id__in=list(variant_ids)).exclude(product__customs_description="")
    return variant_titles(variant_ids) | dict(own.values_list("public_id", "product__customs_description"))


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


def as_variant_row(row: Variant) -> VariantRow:
    """The line of a list for a row of `variants()`."""
    return VariantRow(
        variant_id=row.public_id,
        product_id=row.product.public_id,
        sku=row.sku,
        title=vars(row)["title"] or row.product.code,
        options=", ".join(str(value) for value in row.options.values()),
        status=row.status,
    )
