"""bench · no app · the goods of both shops, put into ours through its own operations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django_tenants.utils import tenant_context
from djmoney.money import Money

from apps.catalog import operations as catalog
from apps.catalog.types import (
    AttributeInput,
    Compliance,
    Option,
    OptionChoice,
    PriceKind,
    ProductDraft,
    ProductText,
    Tier,
    VariantDraft,
)
from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.discovery.operations import projection, rebuild
from apps.discovery.rules.world import KINDS
from apps.outbox.models import OutboxEvent
from apps.taxonomy import selectors as taxonomy
from apps.taxonomy.types import AttributeInfo, AttributeKind, CategoryNode
from apps.vendors import operations as vendors
from apps.warehouse import operations as warehouse
from bench import dataset
from bench.worlds.crew import load_each

_BATCH = 250
_SIZE = Option(
    "size",
    dict.fromkeys(dataset.LANGUAGES, "Size"),
    tuple(OptionChoice(code, dict(zip(dataset.LANGUAGES, names, strict=True))) for code, *names in dataset.SIZES),
)


def main() -> None:
    """Load all vendors, list their goods, and leave nothing to be done by the relay."""
    load_each(load_vendor_of, range(dataset.VENDORS))
    rebuild.recount_words()
    OutboxEvent.objects.filter(sent_at__isnull=True).update(sent_at=now())


def load_vendor_of(number: int) -> int:
    """Load the n-th vendor with its share of the goods; how many they are."""
    products = [product for product in dataset.products() if product.vendor == number]
    load_vendor(number, products, at=now())
    return len(products)


def load_vendor(number: int, products: list[dataset.Product], *, at: datetime) -> None:
    """A vendor with these goods on the shelf and listed."""
    country, currency = dataset.HOMES[number % len(dataset.HOMES)]
    name = f"Bench {number}"
    with transaction.atomic():
        vendor = vendors.register(
            slug=f"bench-{number}",
            name=name,
            legal_name=f"{name} Ltd",
            country=country,
            currency=currency,
            languages=list(dataset.LANGUAGES),
            contact_email=f"bench-{number}@bench.example",
            trader_address="1 Bench Road, Benchtown",
            responsible_persons={"EU": "Bench Compliance, Hamburg, safety@bench.example"},
        )
    vendor = vendors.provision(vendor.pk, at=at)
    categories = leaf_categories()
    with transaction.atomic(), tenant_context(vendor):
        address = PostalAddress(recipient=name, country=country, lines=("1 Bench Road",), locality="Benchtown")
        warehouse.open_warehouse(code="MAIN", name="Main", address=address, at=at)
    for start in range(0, len(products), _BATCH):
        drafts = [
            _draft(product, categories[product.category], currency, country)
            for product in products[start : start + _BATCH]
        ]
        with transaction.atomic():
            with tenant_context(vendor):
                refs = catalog.create_products(drafts, at=at)
                variants = [variant for ref in refs for variant in ref.variants.values()]
                warehouse.receive_many(
                    [(variant, "MAIN", dataset.PIECES) for variant in variants], reference=f"load-{start}", at=at
                )
                ids = [ref.product_id for ref in refs]
                catalog.publish_many(ids, at=at)
            projection.project_products(ids, vendor_id=vendor.pk, at=at)


def leaf_categories() -> list[str]:
    """Fifty categories that have none below them, by code."""

    def leaves(nodes: tuple[CategoryNode, ...]) -> Iterator[str]:
        for node in nodes:
            if node.children:
                yield from leaves(node.children)
            else:
                yield node.code

    return sorted(leaves(taxonomy.tree("en")))[: dataset.CATEGORIES]


def required_values(category: str) -> dict[str, AttributeInput]:
    """Some value for each attribute that a category asks for."""
    return {info.code: _some_value(info) for info in taxonomy.attributes_of(category) if info.is_required}


def _some_value(info: AttributeInfo) -> AttributeInput:
    if info.kind == AttributeKind.CHOICE:
        first = next(iter(info.choices))
        return [first] if info.is_multiple else first
    return {AttributeKind.NUMBER: 120, AttributeKind.BOOLEAN: True}.get(info.kind, "plain")


def _draft(product: dataset.Product, category: str, currency: str, country: str) -> ProductDraft:
    return ProductDraft(
        code=product.code,
        category=category,
        texts={
            language: ProductText(title, product.description if language == "en" else "")
            for language, title in product.titles.items()
        },
        hs_code=KINDS[product.number % len(KINDS)].hs_code,
        origin=country,
        customs_description=product.titles["en"][:60],
        compliance=Compliance(warning="Under adults' eyes only."),
        attributes=required_values(category),
        options=(_SIZE,),
        variants=tuple(
            VariantDraft(
                sku=product.sku(at),
                weight_g=400 + 200 * at,
                length_mm=200,
                width_mm=150,
                height_mm=120,
                prices=(Tier(PriceKind.RETAIL, 1, Money(Decimal(product.cents_of(at, currency)) / 100, currency)),),
                options={"size": size},
            )
            for at, (size, *_names) in enumerate(dataset.SIZES)
        ),
    )
