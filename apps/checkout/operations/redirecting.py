"""Checkout · an order that goes elsewhere, or with other wishes, than was sold · public schema, and the vendor's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django_tenants.utils import tenant_context

from apps.checkout.models import Purchase, PurchasePart
from apps.checkout.selectors import refunds as reads
from apps.checkout.types import PartStatus
from apps.common.addresses import PostalAddress
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.discovery import selectors as discovery
from apps.discovery.types import Door
from apps.logistics import selectors as logistics
from apps.orders import operations as orders
from apps.orders import selectors as order_reads
from apps.orders.errors import AddressCostsOtherwise, AddressElsewhere, OrderStale

from .refunds import lock_purchase
from .timeline import record_case_news


@transaction_required
def change_address(
    order_id: UUID,
    *,
    address: PostalAddress,
    expected_version: int | None = None,
    vendor_id: int | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Send an order to another address where it costs the same: taxed and carried alike, so that price, service and
    days stand as they were promised.

    A purchase of one order goes there as a whole; of several, each has its own.

    Raises:
        NotFound: there is no such order, or it is another vendor's. OrderStale: it has changed meanwhile.
        AddressElsewhere, AddressCostsOtherwise: another country, or other charges.
        TooLateToChange, UnderReview, LabelPrinted: see orders.operations.change_address. Nothing is written.
    """
    part = _part(order_id, vendor_id)
    with tenant_context(part.vendor):
        order = order_reads.order(order_id)
        if expected_version not in (None, order.row.version):
            raise OrderStale()
        _require_alike(order.address, address)
        if not orders.change_address(order_id, address=address, at=at, by=by):
            return
    others = PurchasePart.objects.filter(purchase=part.purchase).exclude(pk=part.pk)
    if not others.exclude(status=PartStatus.CANCELLED).exists():
        Purchase.objects.filter(pk=part.purchase_id).update(address=address.as_json())
    shown = ", ".join(filter(None, (*address.lines, f"{address.postcode} {address.locality}".strip())))
    _tell(part, "orders.address_changed", text=shown, version=order.row.version, at=at, by=by)


@transaction_required
def change_wishes(
    order_id: UUID, *, note: str, gift_message: str, vendor_id: int | None = None, at: datetime, by: Actor
) -> None:
    """Say what the seller should heed, and what lies in the parcel as a greeting.

    Raises:
        NotFound: there is no such order. TooLateToChange: it has left the house, or is cancelled.
    """
    part = _part(order_id, vendor_id)
    with tenant_context(part.vendor):
        version = order_reads.order(order_id).row.version
        is_new = orders.change_wishes(order_id, note=note, gift_message=gift_message, at=at, by=by)
    if is_new:
        _tell(part, "orders.wishes_changed", text=note.strip()[:200], version=version, at=at, by=by)


def _part(order_id: UUID, vendor_id: int | None) -> PurchasePart:
    part = reads.part_of_order(order_id, vendor_id=vendor_id)
    lock_purchase(order_id)
    return part


def _require_alike(old: PostalAddress, new: PostalAddress) -> None:
    if new.country != old.country:
        raise AddressElsewhere()
    doors = [Door(one.country, one.region, one.postcode) for one in (old, new)]
    is_alike = discovery.is_taxed_alike(*doors) and logistics.is_carried_alike(new.country, old.postcode, new.postcode)
    if not is_alike:
        raise AddressCostsOtherwise()


def _tell(part: PurchasePart, code: str, *, text: str, version: int, at: datetime, by: Actor) -> None:
    record_case_news(
        code,
        order_id=part.order_id,
        source=by.kind.value,
        occurred_at=at,
        data={"text": text},
        key=f"{code}:{part.order_id}:{version}",
        at=at,
    )
