"""Orders · what a vendor's programs hear of its orders and parcels · vendor's schema."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.common.money import on_wire
from apps.outbox.types import OutboxRecord
from apps.webhooks.registry import offer

from . import selectors
from .types import OrderView, PartLine

_TITLES = {
    "placed": _("An order was placed"),
    "confirmed": _("An order was confirmed"),
    "packed": _("An order was packed"),
    "shipped": _("An order was shipped"),
    "delivered": _("An order was delivered"),
    "cancelled": _("An order was cancelled"),
    "changed": _("Something of an order is not as it was sold"),
}


def offer_all() -> None:
    """Say what there is to hear of."""
    for state, title in _TITLES.items():
        offer(f"orders.{state}", type=f"order.{state}", title=title, describe=describe)
    offer(
        "shipping.failed",
        type="shipment.failed",
        title=_("A parcel was lost or damaged"),
        describe=describe_failure,
    )
    offer(
        "shipping.returned",
        type="shipment.returned",
        title=_("A shipment came back"),
        describe=describe_return,
    )
    offer(
        "shipping.incident",
        type="shipment.incident",
        title=_("A sensor on the way feels too warm or too cold"),
        describe=describe_incident,
    )


def describe(record: OutboxRecord) -> dict[str, Any]:
    """The order as it was sold: ids, sums, goods and parcels; the buyer only by country."""
    data = essentials(UUID(record.payload["order_id"]))
    said = {name: record.payload[name] for name in ("reason", "what") if record.payload.get(name)}
    return {**data, "revision": record.version, **said}


def describe_failure(record: OutboxRecord) -> dict[str, Any]:
    """The shipment and its order, and which parcel it is."""
    return {
        **_shipment(record),
        "tracking_number": record.payload["tracking_number"],
        "parcel_status": record.payload["status"],
    }


def describe_return(record: OutboxRecord) -> dict[str, Any]:
    """The shipment and its order, and which parcels came back."""
    return {**_shipment(record), "tracking_numbers": record.payload["tracking_numbers"]}


def describe_incident(record: OutboxRecord) -> dict[str, Any]:
    """The shipment and its order, and what was felt: degrees Celsius."""
    felt = {name: record.payload[name] for name in ("incident_id", "kind", "celsius", "limit_celsius")}
    return {**_shipment(record), **felt}


def _shipment(record: OutboxRecord) -> dict[str, Any]:
    return {name: record.payload[name] for name in ("shipment_id", "order_id", "purchase_id")}


def essentials(order_id: UUID) -> dict[str, Any]:
    """What is said of an order in every message. Inside the vendor.

    Raises:
        OrderUnknown: this vendor has none of this id.
    """
    order = selectors.order(order_id)
    return {
        "order_id": order.row.public_id,
        "number": order.row.number,
        "purchase_number": order.purchase_number,
        "placed_at": order.row.placed_at,
        "ship_to": order.row.country,
        "incoterm": order.incoterm,
        "total": on_wire(order.row.total),
        "goods": on_wire(order.goods),
        "lines": [_line(line) for line in order.lines],
        "tracking_numbers": _tracking_numbers(order),
    }


def _line(line: PartLine) -> dict[str, Any]:
    return {
        "variant_id": line.variant_id,
        "sku": line.sku,
        "quantity": line.quantity,
        "cancelled": line.cancelled,
        "unit_price": on_wire(line.unit_price),
        "warehouse_id": line.warehouse_id,
    }


def _tracking_numbers(order: OrderView) -> list[str]:
    return [
        parcel.tracking_number
        for fulfilment in order.fulfilments
        for parcel in fulfilment.parcels
        if parcel.tracking_number
    ]
