"""Discovery · writing products into the read model · public schema, reading the vendor's.

Whoever projects holds a lock on the product, and a shared one on its vendor, from
before it reads until it has written: so the last to write has read last, and a
vendor that closes meanwhile is not overlooked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from django_tenants.utils import get_tenant_model, schema_context, tenant_context

from apps.catalog import selectors as catalog
from apps.catalog.selectors import currency_terms
from apps.catalog.types import ProductSnapshot, ProductStatus
from apps.common.transactions import transaction_required
from apps.currencies import selectors as currencies
from apps.discovery.models import Listing, ListingCard, ListingText
from apps.discovery.selectors.landed import LandedPrices
from apps.markets import selectors as markets
from apps.markets.types import SellersTerms
from apps.reviews import selectors as reviews
from apps.stock import selectors as stock
from apps.vendors.selectors import as_card

from . import edition, upserts
from .rows import Facts, Rows, World, first_slug, rows_of

_PRODUCT_LOCK, _VENDOR_LOCK = 7301, 7302


@transaction_required
def project_products(
    product_ids: Collection[UUID], *, vendor_id: int, in_markets: Collection[str] | None = None, at: datetime
) -> int:
    """Bring the read model's rows of a vendor's products up to what the vendor's schema says now.

    Products that are not published are taken out. Where `in_markets` is given, rows of other markets stay as they
    are. Repeating it changes nothing; an older reading never overwrites a newer one. Returns how many are listed.
    """
    wanted = sorted(set(product_ids))
    with schema_context("public"):
        lock(wanted, vendor_id=vendor_id)
        vendor = get_tenant_model().objects.get(pk=vendor_id)
        with tenant_context(vendor):
            snapshots = catalog.product_snapshots(wanted)
            terms = currency_terms.terms_of(snapshots, own_currency=vendor.currency)
        published = [product for product in snapshots if product.status == ProductStatus.PUBLISHED]
        open_here = tuple(one for one in markets.open_markets() if in_markets is None or one.code in in_markets)
        world = World(as_card(vendor), open_here, landed_prices(at), at)
        listed = _rows(published, world, terms)
        upserts.drop_products(set(wanted) - {rows.text["product_id"] for rows in listed}, vendor_id=vendor_id)
        _write(listed, None if in_markets is None else [market.code for market in open_here])
        edition.renew()
    return len(listed)


def landed_prices(at: datetime) -> LandedPrices:
    """The engine of prices at the door for the day of `at`."""
    return LandedPrices(rates=currencies.rate_table(at.date()), as_of=at.date())


def lock(product_ids: Collection[UUID], *, vendor_id: int) -> None:
    """Wait for others who write these products; taken in one order by all, released with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_VENDOR_LOCK, vendor_id % 2**31])
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, key) FROM (SELECT DISTINCT hashtext(id) AS key "
            "FROM unnest(%s::text[]) AS id ORDER BY 1) AS keys",
            [_PRODUCT_LOCK, [str(product_id) for product_id in product_ids]],
        )


def lock_vendor(vendor_id: int) -> None:
    """Wait for all who write products of the vendor, and keep them out until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_VENDOR_LOCK, vendor_id % 2**31])


def _rows(
    products: list[ProductSnapshot], world: World, terms: Mapping[UUID, Mapping[str, SellersTerms]]
) -> list[Rows]:
    ids = [product.product_id for product in products]
    variant_ids = [variant.variant_id for product in products for variant in product.variants]
    shelves, ratings, slugs = stock.availability(variant_ids), reviews.ratings(ids), _slugs(products, world)
    made = (
        rows_of(
            product,
            facts=Facts(shelves, ratings.get(product.product_id), slugs[product.product_id], terms),
            world=world,
        )
        for product in products
    )
    return [rows for rows in made if rows is not None]


def _slugs(products: list[ProductSnapshot], world: World) -> Mapping[UUID, str]:
    """A slug once given stays. A new one that is taken is told apart by the vendor, then by the product's id."""
    wished = {product.product_id: first_slug(product) for product in products}
    known = dict(ListingText.objects.filter(product_id__in=list(wished)).values_list("product_id", "slug"))
    new = {product_id: slug for product_id, slug in wished.items() if product_id not in known}
    candidates = {option for slug in new.values() for option in (slug, f"{slug}-{world.vendor.slug}")}
    taken = set(ListingText.objects.filter(slug__in=candidates).values_list("slug", flat=True))
    for product_id, slug in new.items():
        options = (slug, f"{slug}-{world.vendor.slug}"[:140], f"{slug[:100]}-{product_id.hex}")
        known[product_id] = next(option for option in options if option not in taken)
        taken.add(known[product_id])
    return known


def _write(listed: list[Rows], in_markets: Collection[str] | None) -> None:
    if not listed:
        return
    ids = [rows.text["product_id"] for rows in listed]
    cards = [card for rows in listed for card in rows.cards]
    listings = [listing for rows in listed for listing in rows.listings]
    upserts.texts([rows.text for rows in listed])
    upserts.cards(cards)
    upserts.listings(listings)
    upserts.drop_leftovers(
        ListingCard, ((row["product_id"], row["market"]) for row in cards), ids, in_markets=in_markets
    )
    upserts.drop_leftovers(
        Listing, ((row["variant_id"], row["market"]) for row in listings), ids, in_markets=in_markets
    )
    upserts.title_words({word for rows in listed for word in rows.title_words})
