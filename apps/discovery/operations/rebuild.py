"""Discovery · making the read model anew, row by row, while it is being read · public schema.

Each batch replaces its rows in a transaction of its own: readers see every product
as it was or as it is, never a gap. What the vendor no longer has goes at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django_tenants.utils import get_tenant_model, schema_context, tenant_context

from apps.catalog import selectors as catalog
from apps.discovery.models import ListingText

from . import edition, upserts
from .projection import lock_vendor, project_products

BATCH = 250


def rebuild_vendor(
    vendor_id: int,
    *,
    in_markets: Collection[str] | None = None,
    at: datetime,
    progress: Callable[[int], None] = lambda count: None,
) -> int:
    """Project all of a vendor's products again and drop those it no longer offers; how many are listed.

    Where `in_markets` is given only rows of those markets are written. Opens a transaction for each batch; `progress`
    is told the products done after each.
    """
    listed = 0
    published = published_products(vendor_id)
    for batch in _batches(published):
        with transaction.atomic():
            listed += project_products(batch, vendor_id=vendor_id, in_markets=in_markets, at=at)
        progress(len(batch))
    with transaction.atomic(), schema_context("public"):
        lock_vendor(vendor_id)
        gone = set(ListingText.objects.filter(vendor_id=vendor_id).values_list("product_id", flat=True)) - set(
            published_products(vendor_id)
        )
        upserts.drop_products(gone, vendor_id=vendor_id)
        edition.renew()
    return listed


def published_products(vendor_id: int) -> tuple[UUID, ...]:
    """Public ids of what the vendor has published, read in its schema."""
    vendor = get_tenant_model().objects.get(pk=vendor_id)
    with tenant_context(vendor):
        return catalog.product_ids()


def recount_words() -> None:
    """Count anew in how many titles each word stands, and forget words that no title has."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS
            SELECT lang.key AS language, word, count(*) AS titles
            FROM public.discovery_listingtext t, jsonb_each_text(t.titles) AS lang,
                 unnest(tsvector_to_array(to_tsvector('simple', lower(lang.value)))) AS word
            WHERE lang.key IN ('en', 'de', 'fr', 'ar') AND length(word) BETWEEN 3 AND 60
            GROUP BY 1, 2
            """
        )
        cursor.execute(
            'UPDATE public.discovery_searchword w SET "count" = f.titles FROM fresh f '
            "WHERE f.language = w.language AND f.word = w.word"
        )


def _batches(product_ids: tuple[UUID, ...]) -> Iterator[tuple[UUID, ...]]:
    for start in range(0, len(product_ids), BATCH):
        yield product_ids[start : start + BATCH]
