"""Builders of delivered orders: a purchase that was paid, packed, handed over and brought to the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.aftersales.models import Claim, Evidence, ReturnRequest
from apps.catalog.types import ProductDraft
from apps.checkout import operations as checkout
from apps.checkout.models import PurchasePart
from apps.checkout.types import Visitor
from apps.common.clock import now
from apps.common.types import Actor, ActorKind
from apps.orders import operations as orders
from apps.orders.models import Order
from apps.outbox import operations as outbox
from apps.payments import operations as payments
from apps.shipping import events
from apps.shipping.models import Fulfilment, Parcel
from apps.warehouse import operations as warehouse
from tests.factories import checkout as make
from tests.factories import discovery

CARRIER = Actor(ActorKind.CARRIER, "meridian")
_BUYER = Actor(ActorKind.BUYER, "guest")


def sold(vendor: Any, *, at: datetime, drain: Callable[[], int], quantity: int = 3, count: int = 1) -> PurchasePart:
    """A vendor's part of a purchase that is paid and captured: so many pieces of `count` products."""
    made = make.purchase(make.goods(vendor, at=at, count=count), at=at, quantity=quantity)
    settled(drain)
    return PurchasePart.objects.get(purchase__public_id=made.public_id, vendor=vendor)


def sold_bowls(
    vendor: Any,
    draft: ProductDraft,
    bought: str,
    *,
    at: datetime,
    drain: Callable[[], int],
    visitor: Visitor = make.GERMANY,
) -> SimpleNamespace:
    """Three pieces of one version of a `catalog.bowl`, paid: the vendor's `part`, and each version's variant by name.

    Nine of each lay on the shelf.
    """
    (ref,) = discovery.listed(vendor, [draft], at=at, pieces=9)
    versions = {sku.removeprefix("BOWL-").lower(): variant_id for sku, variant_id in ref.variants.items()}
    made = make.purchase([versions[bought]], at=at, quantity=3, visitor=visitor)
    settled(drain)
    part = PurchasePart.objects.select_related("purchase").get(purchase__public_id=made.public_id)
    return SimpleNamespace(part=part, **versions)


def swap(sold: SimpleNamespace, variant: UUID, *, at: datetime, by: Actor = _BUYER) -> None:
    """Have another version sent in place of the `sold_bowls`; the buyer wishes it, or who is named."""
    with transaction.atomic():
        checkout.swap_line(sold.part.order_id, place=0, variant_id=variant, at=at, by=by)


def settled(drain: Callable[[], int]) -> None:
    """Deliver the news, ask the provider what became of what it was asked, and deliver that."""
    drain()
    payments.resolve_due(at=now())
    drain()


def handed_over(vendor: Any, order_id: UUID, *, at: datetime, parcels: int = 1) -> list[str]:
    """Take an order's goods off the shelf and give them to the carrier, as if it had answered; the parcels' numbers."""
    numbers = []
    with transaction.atomic(), tenant_context(vendor):
        for row in Fulfilment.objects.filter(order_id=order_id):
            for number in range(1, parcels + 1):
                tracking = f"EM{row.pk:06d}{number:03d}"
                numbers.append(tracking)
                Parcel.objects.create(
                    fulfilment=row, number=number, weight_g=900, length_mm=200, width_mm=150, height_mm=150,
                    tracking_number=tracking,
                )  # fmt: skip
            row.status, row.packed_at, row.labelled_at, row.handed_over_at = "handed_over", at, at, at
            row.save()
            warehouse.ship_out(row.session_id, warehouse_id=row.warehouse_id, reference=str(row.public_id), at=at)
        orders.confirm(order_id, at=at, by=CARRIER)
        orders.follow_fulfilments(order_id, occurred_at=at, at=at, by=CARRIER)
    return numbers


def numbered(vendor: Any, order_id: UUID, *numbers: str, at: datetime) -> None:
    """Pieces of an order's one line have these serial numbers, and are packed by them."""
    with transaction.atomic(), tenant_context(vendor):
        sent = Fulfilment.objects.get(order_id=order_id)
        line = sent.lines.get()
        warehouse.keep_serials(line.variant_id, numbers, warehouse="MAIN", at=at)
        for number in numbers:
            warehouse.pack_serial(
                number, wanted={line.variant_id: line.quantity}, fulfilment_id=sent.public_id,
                warehouse_id=sent.warehouse_id, at=at,
            )  # fmt: skip


def delivered(vendor: Any, order_id: UUID, *, at: datetime, days_ago: int = 2) -> None:
    """Bring an order to the door so many days before `at`."""
    handed_over(vendor, order_id, at=at)
    with transaction.atomic(), tenant_context(vendor):
        came = at - timedelta(days=days_ago)
        Fulfilment.objects.filter(order_id=order_id).update(status="delivered", delivered_at=came)
        orders.follow_fulfilments(order_id, occurred_at=came, at=at, by=CARRIER)


def carrier_says(vendor: Any, order_id: UUID, status: str, *, tracking_number: str, at: datetime) -> None:
    """The news that shipping tells of a parcel that was lost, damaged or brought back."""
    with transaction.atomic(), tenant_context(vendor):
        row = Fulfilment.objects.get(order_id=order_id)
        common: dict[str, Any] = {
            "shipment_id": row.public_id, "order_id": order_id, "purchase_id": row.purchase_id,
            "vendor_id": vendor.pk, "version": row.version + 1, "occurred_at": at,
        }  # fmt: skip
        event = (
            events.Returned(**common, tracking_numbers=(tracking_number,))
            if status == "returned"
            else events.Failed(**common, tracking_number=tracking_number, status=status)
        )
        outbox.emit(event, by=CARRIER, at=at)


def order_of(vendor: Any, order_id: UUID) -> Order:
    """The order's row."""
    with tenant_context(vendor):
        return Order.objects.get(public_id=order_id)


def cases(order: Order, *, at: datetime) -> dict[str, UUID]:
    """A return, a claim and a picture of an order that may stand anywhere, as rows; inside the vendor."""
    common: dict[str, Any] = {
        "order_id": order.public_id, "order_number": order.number, "purchase_id": order.purchase_id,
        "currency": order.currency, "since": at,
    }  # fmt: skip
    back = ReturnRequest.objects.create(
        number=f"{order.number}-R1", kind="goodwill", reason="changed_mind", payer="buyer", way="direct",
        destination={"recipient": "Kiln", "country": "CN"}, warehouse_id=order.lines.first().warehouse_id,
        requested_at=at, **common,
    )  # fmt: skip
    claim = Claim.objects.create(
        number=f"{order.number}-C1", kind="damaged", opened_by="buyer", worth=10, owed_currency=order.vendor_currency,
        opened_at=at, **common,
    )  # fmt: skip
    file = Evidence.objects.create(
        request=back, name="a.pdf", media_type="application/pdf", content=b"%PDF-", size=5, digest="0" * 64,
        actor_kind="buyer", uploaded_at=at,
    )  # fmt: skip
    return {"return_id": back.public_id, "claim_id": claim.public_id, "file_id": file.public_id}
