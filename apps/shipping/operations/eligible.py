"""Shipping · nothing is labelled that may not travel there, or not by this service · vendor's schema."""

from __future__ import annotations

from datetime import datetime

from apps.catalog import selectors as catalog
from apps.catalog.selectors import Way
from apps.common.tenancy import current_vendor_id
from apps.shipping.errors import MayNotTravel, ServiceNotFit
from apps.shipping.models import Fulfilment
from apps.tariffs.rules import restrictions
from apps.vendors import selectors as vendors
from apps.warehouse.types import WarehouseInfo


def require_eligible(row: Fulfilment, house: WarehouseInfo, *, at: datetime) -> None:
    """Let a label be bought only where today's law lets the goods go, by a service that takes them and asks for age.

    Raises:
        MayNotTravel: a rule keeps them here; it is named. ServiceNotFit: another service has to carry them.
    """
    way = Way(vendors.card(current_vendor_id()), house.country, row.country, at.date())
    lines = {line.variant_id: line for line in row.lines.all()}
    for variant_id, found in catalog.restricted_variants(lines.keys(), way).items():
        pieces = lines[variant_id].quantity
        kept = next((one for one in found if one.grounds(pieces) and one.holds_on(way.on)), None)
        if kept is not None:
            raise MayNotTravel(
                sku=lines[variant_id].sku, country=row.country, reason=kept.text, rule=kept.rule_id, day=kept.checked_on
            )
        modes, age = restrictions.modes(found, on=way.on, pieces=pieces), restrictions.age(found, on=way.on)
        if (modes is not None and row.service.mode not in modes) or (age and not row.service.checks_age):
            raise ServiceNotFit(sku=lines[variant_id].sku, service=str(row.service))
