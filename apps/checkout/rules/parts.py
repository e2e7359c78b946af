"""Checkout · a vendor's share of a quote as the order app takes it: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.checkout.types import Quote, QuotedLine, QuotedVendor
from apps.common.addresses import PostalAddress
from apps.discovery.types import in_language
from apps.orders.types import OrderPart, PartLine, WarehouseService

_RATE = Decimal("0.0000000001")


@dataclass(frozen=True)
class BuyerFacts:
    """What all parts of a purchase share; `business` as the checkout froze it, `replaces_id` as OrderPart's."""

    purchase_id: UUID
    purchase_number: str
    session_id: UUID
    placed_at: datetime
    name: str
    email: str
    user_id: int | None
    address: PostalAddress
    language: str
    business: Mapping[str, Any] | None = None
    replaces_id: UUID | None = None


def order_part(vendor: QuotedVendor, quote: Quote, buyer: BuyerFacts) -> OrderPart:
    """One vendor's part; `assessment` lists its consignments with service, Incoterm and the engine's snapshot.

    It also says who accounts for the tax, why these houses send the goods where others could have, and holds the
    evidence of the buying company's tax id.
    """
    totals, first = vendor.totals, vendor.consignments[0]
    return OrderPart(
        purchase_id=buyer.purchase_id,
        purchase_number=buyer.purchase_number,
        session_id=buyer.session_id,
        placed_at=buyer.placed_at,
        buyer_name=buyer.name,
        buyer_email=buyer.email,
        buyer_user_id=buyer.user_id,
        address=buyer.address,
        ship_to=quote.ship_to,
        language=buyer.language,
        currency=quote.currency,
        lines=tuple(_line(line, buyer.language) for line in vendor.lines),
        goods=totals.goods,
        shipping=totals.shipping,
        duty=totals.duty,
        tax=totals.tax,
        fees=totals.fees,
        total=totals.total,
        vendor_currency=vendor.currency,
        vendor_rate=(1 / vendor.rate).quantize(_RATE),
        incoterm=first.incoterm,
        service_code=first.chosen.service_code,
        carrier_code=first.chosen.carrier_code,
        delivery_min_days=min(one.chosen.min_days for one in vendor.consignments),
        delivery_max_days=max(one.chosen.max_days for one in vendor.consignments),
        replaces_id=buyer.replaces_id,
        services=tuple(
            WarehouseService(one.warehouse_id, one.chosen.service_code, one.chosen.carrier_code, one.incoterm)
            for one in vendor.consignments
        ),
        assessment={
            "consignments": [
                {
                    "warehouse_id": str(one.warehouse_id),
                    "service_code": one.chosen.service_code,
                    "carrier_code": one.chosen.carrier_code,
                    "incoterm": one.incoterm,
                    "min_days": one.chosen.min_days,
                    "max_days": one.chosen.max_days,
                    "assessment": one.assessment,
                    "accounting": [each.as_json() for each in one.accounting],
                }
                for one in vendor.consignments
            ],
            "business": dict(buyer.business) if buyer.business else None,
            **({"routing": dict(vendor.routing)} if vendor.routing else {}),
        },
    )


def _line(line: QuotedLine, language: str) -> PartLine:
    return PartLine(
        variant_id=line.variant_id,
        sku=line.sku,
        title=in_language(line.titles, language),
        option_label=in_language(line.option_labels, language),
        quantity=line.quantity,
        unit_price=line.unit_price,
        goods=line.goods,
        shipping=line.shipping,
        duty=line.duty,
        tax=line.tax,
        fees=line.fees,
        hs_code=line.hs_code,
        origin=line.origin,
        weight_g=line.weight_g,
        length_mm=line.length_mm,
        width_mm=line.width_mm,
        height_mm=line.height_mm,
        warehouse_id=line.warehouse_id,
        warehouse_country=line.warehouse_country,
    )
