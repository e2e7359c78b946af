"""Discovery · smaller changes that need no reading of a catalogue · public schema."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from apps.common.transactions import transaction_required
from apps.discovery.models import Listing, ListingText
from apps.discovery.types import Reason
from apps.vendors import selectors as vendors

from . import edition
from .projection import lock_vendor, project_products
from .restricted import told_of


@transaction_required
def note_stock(variant_ids: Collection[UUID], *, vendor_id: int, at: datetime) -> None:
    """Show whether variants' products are in stock and from where they ship. Those that are not listed are ignored."""
    product_ids = set(Listing.objects.filter(variant_id__in=variant_ids).values_list("product_id", flat=True))
    if product_ids:
        project_products(product_ids, vendor_id=vendor_id, at=at)


def tells_otherwise(vendor_id: int) -> bool:
    """Whether a vendor says something else of who sells, who answers and what buyers may choose than its listings do.

    One query.
    """
    vendor = vendors.card(vendor_id)
    listed = ListingText.objects.filter(vendor_id=vendor_id)
    columns = ("compliance__trader", "compliance__responsible_persons", "compliance__duty_choice")
    known = listed.values_list(*columns).distinct()[:2]
    now = told_of(vendor)
    told = (now.get("trader"), now.get("responsible_persons") or {}, now.get("duty_choice", False))
    return any((trader, persons or {}, bool(choice)) != told for trader, persons, choice in known)


@transaction_required
def note_vendor(vendor_id: int) -> None:
    """Show a vendor's goods under its present name, or hide them all while it may not sell. Three statements."""
    lock_vendor(vendor_id)
    vendor = vendors.card(vendor_id)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE public.discovery_listingtext
            SET vendor_slug = %s, vendor_name = %s, vendor_country = %s, place = %s, processing_days = %s
            WHERE vendor_id = %s
            """,
            [vendor.slug, vendor.name, vendor.country, json.dumps(vendor.place), vendor.processing_days, vendor_id],
        )
        cursor.execute(
            "UPDATE public.discovery_listingcard SET is_live = %s, vendor_slug = %s, vendor_name = %s "
            "WHERE vendor_id = %s",
            [vendor.sells, vendor.slug, vendor.name, vendor_id],
        )
        if vendor.sells:
            cursor.execute(
                "UPDATE public.discovery_listing SET reason = '', is_sellable = true "
                "WHERE vendor_id = %s AND reason = %s",
                [vendor_id, Reason.VENDOR_CLOSED],
            )
        else:
            cursor.execute(
                "UPDATE public.discovery_listing SET reason = %s, is_sellable = false "
                "WHERE vendor_id = %s AND reason = ANY(%s)",
                [Reason.VENDOR_CLOSED, vendor_id, ["", Reason.NOT_IN_CURRENCY]],
            )
    edition.renew()
