"""Sheets · the mail that tells of a shelf that runs low · vendor's schema."""

from __future__ import annotations

from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from apps.catalog import selectors as catalog
from apps.common.links import origin
from apps.vendors import selectors as vendors
from apps.vendors.types import TeamRole
from apps.warehouse import selectors as warehouses

_TOLD = (TeamRole.OWNER, TeamRole.FULFILMENT)


def shelf_low(vendor_id: int, *, variant_id: UUID, warehouse_id: UUID, sellable: int, threshold: int) -> None:
    """Write to owners and to those who ship, each in their language. A variant that was taken away is no news."""
    vendor = vendors.card(vendor_id)
    house = warehouses.warehouse(warehouse_id)
    variant = catalog.variant_row(variant_id)
    if variant is None:
        return
    for member in vendors.team(vendor_id):
        if member.role not in _TOLD:
            continue
        with translation.override(member.user.language or "en"):
            context = {
                "goods": f"{variant.sku} {variant.title}",
                "house": house.name,
                "sellable": sellable,
                "threshold": threshold,
                "vendor": vendor.name,
                "link": f"{origin(vendor.host)}/dashboard/stock/{variant_id}/",
            }
            subject = render_to_string("emails/shelf_low_subject.txt", context).strip()
            EmailMessage(subject, render_to_string("emails/shelf_low_body.txt", context), to=[member.user.email]).send()
