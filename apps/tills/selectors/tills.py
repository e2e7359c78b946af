"""Tills · tills and what happened at them · vendor's schema."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from djmoney.money import Money

from apps.common.money import rounded
from apps.common.tenancy import current_vendor_id
from apps.vendors import selectors as vendors
from apps.warehouse import selectors as houses
from apps.warehouse.types import WarehouseInfo

from ..errors import SaleUnknown, TillUnknown
from ..models import Till, TillEntry
from ..types import EntryKind, EntryView, Means, TillInfo


def row(till_id: UUID) -> Till:
    """A till's row.

    Raises:
        TillUnknown: the vendor has none of this id.
    """
    found = Till.objects.filter(public_id=till_id).first()
    if found is None:
        raise TillUnknown()
    return found


def tills() -> tuple[TillInfo, ...]:
    """The vendor's tills by name. Three queries."""
    known = {house.public_id: house for house in houses.warehouses()}
    currency = vendors.card(current_vendor_id()).currency
    return tuple(as_till(one, known[one.warehouse_id], currency) for one in Till.objects.all())


def till(till_id: UUID) -> TillInfo:
    """One till. Three queries.

    Raises:
        TillUnknown: the vendor has none of this id.
    """
    found = row(till_id)
    return as_till(found, houses.warehouse(found.warehouse_id), vendors.card(current_vendor_id()).currency)


def entries(till_id: UUID | None = None, *, kind: EntryKind | None = None) -> QuerySet[TillEntry]:
    """What happened at a till, or at all of them, newest first."""
    found = TillEntry.objects.select_related("till").order_by("-pk")
    if till_id is not None:
        found = found.filter(till__public_id=till_id)
    return found if kind is None else found.filter(kind=kind)


def sale(public_id: UUID) -> EntryView:
    """A sale over the counter.

    Raises:
        SaleUnknown: the vendor has none of this id.
    """
    found = entries(kind=EntryKind.SALE).filter(public_id=public_id).first()
    if found is None:
        raise SaleUnknown()
    return as_entry(found)


def as_entry(found: TillEntry) -> EntryView:
    """The value that others hold of an entry."""
    given = None if found.given is None else rounded(Money(found.given, found.currency))
    amount, drawer = (rounded(Money(sum_, found.currency)) for sum_ in (found.amount, found.drawer))
    means = Means(found.means)
    return EntryView(
        public_id=found.public_id,
        till_id=found.till.public_id,
        kind=EntryKind(found.kind),
        means=means,
        amount=amount,
        taken=drawer if means is Means.CASH else amount + rounded(Money(found.difference, found.currency)),
        drawer=drawer,
        given=given,
        change=None if given is None else given - drawer,
        reference=found.reference,
        note=found.note,
        order_id=found.order_id,
        order_number=found.order_number,
        purchase_id=found.purchase_id,
        cashier=found.cashier_name,
        happened_at=found.happened_at,
        serials={UUID(variant_id): numbers for variant_id, numbers in found.serials.items()},
    )


def as_till(found: Till, house: WarehouseInfo, currency: str) -> TillInfo:
    """The value that others hold of a till, in this house of its vendor's, whose currency is that."""
    address = house.address
    return TillInfo(
        public_id=found.public_id,
        name=found.name,
        warehouse_id=house.public_id,
        house=house.name,
        country=address.country,
        place=", ".join(part for part in (*address.lines, f"{address.postcode} {address.locality}".strip()) if part),
        currency=currency,
        is_open=found.is_open,
    )
