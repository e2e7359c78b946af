"""Demo · vendors with their schemas, houses and marks · public and vendors' schemas."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.catalog.operations import pictures
from apps.demo import art
from apps.vendors import operations, selectors
from apps.vendors.models import Vendor
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as houses

from . import files

# Firms that do not exist; what law asks of sellers from elsewhere is a person in the territory who answers.
_RESPONSIBLE = {
    "EU": "Hafenkontor Compliance GmbH, Am Sandtorkai 1, 20457 Hamburg, safety@hafenkontor.example",
    "GB": "Quayside Compliance Ltd, 2 Wapping Wall, London E1W 3SP, safety@quayside.example",
}


def make(data: dict[str, Any], *, at: datetime) -> Vendor:
    """A vendor of the demo world, registered, provisioned and with its houses open. Twice is once."""
    vendor = selectors.find_by_slug(data["slug"])
    if vendor is None:
        with transaction.atomic():
            vendor = operations.register(
                slug=data["slug"],
                name=data["display_name"],
                legal_name=data["legal_name"],
                country=data["country"],
                currency=data["currency"],
                languages=data["languages"],
                story=data["story"],
                place=dict.fromkeys(data["story"], data["city"]),
                latitude=Decimal(str(data["latitude"])),
                longitude=Decimal(str(data["longitude"])),
                accent=data["accent"],
                processing_days=data["processing_days"],
                contact_email=data["team"][0]["email"],
                trader_address=_in_one_line(data["address"]),
                responsible_persons=_RESPONSIBLE,
                duty_choice=data.get("duty_choice", False),
            )
    vendor = operations.provision(vendor.pk, at=at)
    with transaction.atomic(), tenant_context(vendor):
        _open_houses(data, at=at)
        mark = vendor.mark or _mark(data)
    if not vendor.mark:
        with transaction.atomic():
            operations.set_mark(vendor.pk, mark=mark, at=at)
    return selectors.by_slug(data["slug"])


def _in_one_line(address: dict[str, Any]) -> str:
    city = " ".join(filter(None, (address.get("postcode"), address["city"])))
    return ", ".join([*address["lines"], city, address["country"]])


def _open_houses(data: dict[str, Any], *, at: datetime) -> None:
    known = {house.code for house in houses.warehouses()}
    for house in data["warehouses"]:
        if house["code"] not in known:
            warehouse.open_warehouse(
                code=house["code"],
                name=house["name"],
                kind=house["kind"],
                address=files.house_address(house["address"], recipient=data["legal_name"]),
                latitude=Decimal(str(house["latitude"])),
                longitude=Decimal(str(house["longitude"])),
                processing_days=house["processing_days"],
                at=at,
            )


def _mark(data: dict[str, Any]) -> dict[str, Any]:
    stored = pictures.store(art.draw_brand(data["brand"]).convert("RGB"))
    return {
        "key": stored.key,
        "widths": list(stored.widths),
        "formats": list(stored.formats),
        "width": stored.width,
        "height": stored.height,
        "alt": data["display_name"],
    }
