"""bench · no app · the goods of both shops, put into Oscar in bulk; its search index is built by its own command."""

from __future__ import annotations

from decimal import Decimal

from oscar.apps.catalogue.categories import create_from_breadcrumbs
from oscar.core.loading import get_model

from bench import dataset

_BATCH = 1000
_LEAVES_EACH = 5
_COUNTRIES = {"US": "United States", "GB": "United Kingdom", "DE": "Germany"}

Product = get_model("catalogue", "Product")
ProductCategory = get_model("catalogue", "ProductCategory")
StockRecord = get_model("partner", "StockRecord")


def main() -> None:
    """Countries, partners, categories, and every product as a parent with two children."""
    _countries()
    kind = get_model("catalogue", "ProductClass").objects.create(name="Goods", requires_shipping=True, track_stock=True)
    partner = get_model("partner", "Partner")
    partners = [partner.objects.create(name=f"Vendor {n}", code=f"v{n}") for n in range(dataset.VENDORS)]
    categories = [
        create_from_breadcrumbs(f"Range {n // _LEAVES_EACH} > Range {n // _LEAVES_EACH} part {n % _LEAVES_EACH}")
        for n in range(dataset.CATEGORIES)
    ]
    goods = list(dataset.products())
    for start in range(0, len(goods), _BATCH):
        part = goods[start : start + _BATCH]
        parents = Product.objects.bulk_create(
            [
                Product(
                    structure="parent",
                    title=one.titles["en"],
                    slug=one.code,
                    upc=one.code,
                    description=one.description,
                    product_class=kind,
                )
                for one in part
            ]
        )
        ProductCategory.objects.bulk_create(
            [
                ProductCategory(product=parent, category=categories[one.category])
                for parent, one in zip(parents, part, strict=True)
            ]
        )
        both = [(parent, one, at) for parent, one in zip(parents, part, strict=True) for at in (0, 1)]
        children = Product.objects.bulk_create(
            [
                Product(
                    structure="child",
                    parent=parent,
                    title=f"{one.titles['en']}, {dataset.SIZES[at][1].lower()}",
                    slug=one.sku(at).lower(),
                    upc=one.sku(at),
                )
                for parent, one, at in both
            ]
        )
        StockRecord.objects.bulk_create(
            [
                StockRecord(
                    product=child,
                    partner=partners[one.vendor],
                    partner_sku=one.sku(at),
                    price_currency="USD",
                    price=Decimal(one.cents_of(at)) / 100,
                    num_in_stock=dataset.PIECES,
                )
                for child, (_, one, at) in zip(children, both, strict=True)
            ]
        )
        print(f"{start + len(part)} of {len(goods)} products", flush=True)


def _countries() -> None:
    for code, name in _COUNTRIES.items():
        get_model("address", "Country").objects.create(
            iso_3166_1_a2=code, iso_3166_1_a3=f"{code}X", printable_name=name, name=name, is_shipping_country=True
        )
