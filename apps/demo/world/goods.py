"""Demo · products with texts, prices, stock and pictures · vendors' schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tenants.utils import tenant_context
from djmoney.money import Money

from apps.catalog import operations as catalog
from apps.catalog import selectors as catalog_reads
from apps.catalog import types as ct
from apps.catalog.operations import pictures
from apps.catalog.rules.pictures import EncodedPicture
from apps.customs.operations import preflight
from apps.demo.painting import paint
from apps.discovery.operations import rebuild
from apps.outbox import operations as outbox
from apps.vendors.models import Vendor
from apps.warehouse import operations as warehouse

from . import files
from .past import Catalogue, Variant

_BULK_TOPICS = ("catalog.product_changed", "stock.level_changed", "reviews.published")


def make(
    vendor: Vendor, rows: list[dict[str, Any]], *, at: datetime, painters: Executor, drawn: Callable[[], None]
) -> int:
    """A vendor's goods on the shelf, pictured, published and listed. Twice is once; how many are listed.

    Pictures are drawn by `painters`, and `drawn` is called after each.
    """
    with transaction.atomic(), tenant_context(vendor):
        refs = catalog.save_products([_draft(row, vendor.currency) for row in rows], at=at)
        by_code = {ref.code: ref for ref in refs}
        pieces = [
            (by_code[row["slug"]].variants[variant["sku"]], house, count)
            for row in rows
            for variant in row["variants"]
            for house, count in variant["stock"].items()
            if count
        ]
        warehouse.receive_many(pieces, reference="demo world", at=at)
    with tenant_context(vendor):
        bare = _without_pictures(row["slug"] for row in rows)
        waiting = [row for row in rows if row["slug"] in bare]
        paintings = painters.map(paint, [(row["picture"], bool(row["picture"].get("detail"))) for row in waiting])
        for row, views in zip(waiting, paintings, strict=True):
            _hang(bare[row["slug"]], row["alt"], views, at=at)
            drawn()
        with transaction.atomic():
            _decide_currencies(refs[0], vendor.currency, at=at)
            catalog.publish_many([ref.product_id for ref in refs], at=at)
            preflight.look_over([ref.product_id for ref in refs], at=at)
    return relist(vendor, at=at)


def _decide_currencies(ref: ct.ProductRef, own: str, *, at: datetime) -> None:
    """The first product has terms of its own: an ending in one currency, and another in which it is not sold."""
    wanted = [code for code in ("EUR", "GBP", "KWD") if code != own]
    first = next(iter(ref.variants.values()))
    neat = ct.TermsDraft(first, wanted[0], ct.TermsMode.DERIVED, markup_bps=300, ending=".95")
    closed = ct.TermsDraft(first, wanted[-1], ct.TermsMode.NOT_SOLD)
    catalog.set_currency_terms(ref.product_id, [neat, closed], own_currency=own, at=at)


def relist(vendor: Vendor, *, at: datetime) -> int:
    """Make a vendor's listings anew; what has changed until now needs no telling. How many are listed."""
    listed = rebuild.rebuild_vendor(vendor.pk, at=at)
    with transaction.atomic():
        outbox.settle(vendor.pk, topics=_BULK_TOPICS, at=at)
    return listed


def catalogue(vendors: Iterable[Vendor]) -> Catalogue:
    """Whose each SKU is."""
    found = {}
    for vendor in vendors:
        with tenant_context(vendor):
            for product in catalog_reads.product_snapshots(catalog_reads.product_ids()):
                for variant in product.variants:
                    found[variant.sku] = Variant(vendor, variant.variant_id, product.product_id, product.code)
    return found


def _without_pictures(codes: Iterable[str]) -> dict[str, UUID]:
    found = catalog_reads.snapshots_by_code(list(codes))
    return {code: snapshot.product_id for code, snapshot in found.items() if not snapshot.media}


def _hang(product_id: UUID, alt: dict[str, str], views: list[EncodedPicture], *, at: datetime) -> None:
    for view in views:
        stored = pictures.keep(view)
        with transaction.atomic():
            catalog.attach_media(product_id, stored=stored, alt=alt, at=at)


def _draft(row: dict[str, Any], currency: str) -> ct.ProductDraft:
    flags, stated = row["flags"], dict(files.read("compliance.json")["products"].get(row["slug"], {}))
    return ct.ProductDraft(
        code=row["slug"],
        category=row["category"],
        texts={
            language: ct.ProductText(title=title, description=row["descriptions"][language])
            for language, title in row["titles"].items()
        },
        hs_code=row["hs_code"],
        origin=row["country_of_origin"],
        customs_description=row["titles"]["en"],
        material=stated.pop("material", ""),
        compliance=_compliance(stated),
        flags=ct.Flags(
            is_fragile=flags["fragile"],
            has_battery=flags["battery"],
            is_liquid=flags["liquid"],
            is_food=flags["food"],
            is_dangerous=flags["dangerous"],
        ),
        attributes=row["attributes"],
        options=tuple(_option(code, row) for code in row["options"]),
        variants=tuple(_variant(variant, row, currency) for variant in row["variants"]),
    )


_MEASURED = frozenset({"battery_wh", "inner_quantity"})


def _compliance(stated: dict[str, Any]) -> ct.Compliance:
    measured: dict[str, Any] = {name: Decimal(stated[name]) for name in _MEASURED & stated.keys()}
    return ct.Compliance(**{**stated, **measured})


def _option(code: str, row: dict[str, Any]) -> ct.Option:
    known = next(option for option in files.read("options.json")["options"] if option["code"] == code)
    used = {variant["options"][code] for variant in row["variants"]}
    return ct.Option(
        code=code,
        names=known["names"],
        values=tuple(
            ct.OptionChoice(code=value["code"], names=value["names"], hex=value.get("hex") or "")
            for value in known["values"]
            if value["code"] in used
        ),
    )


def _variant(variant: dict[str, Any], row: dict[str, Any], currency: str) -> ct.VariantDraft:
    wholesale = (
        ct.Tier("wholesale", tier["min_quantity"], Money(tier["price"], currency)) for tier in variant["tiers"]
    )
    return ct.VariantDraft(
        sku=variant["sku"],
        gtin=variant["gtin"] or "",
        options=variant["options"],
        weight_g=variant["weight_g"],
        length_mm=variant["length_mm"],
        width_mm=variant["width_mm"],
        height_mm=variant["height_mm"],
        moq=row["moq"],
        pack_size=row["lot"],
        prices=(ct.Tier("retail", 1, Money(variant["price"], currency)), *wholesale),
    )
