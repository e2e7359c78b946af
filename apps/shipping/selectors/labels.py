"""Shipping · what stands on labels · vendor's schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from apps.common.addresses import PostalAddress
from apps.warehouse import selectors as warehouses
from apps.warehouse.types import WarehouseInfo

from ..errors import LabelMissing
from ..models import Fulfilment, Label, Parcel
from ..types import LabelFacts


def label_pdf(public_id: UUID) -> bytes:
    """The labels of a fulfilment's parcels.

    Raises:
        LabelMissing: none was printed yet.
    """
    found = Label.objects.filter(fulfilment__public_id=public_id).values_list("pdf", flat=True).first()
    if found is None:
        raise LabelMissing()
    return bytes(found)


def label_facts(public_ids: Sequence[UUID]) -> list[LabelFacts]:
    """What stands on the labels of these fulfilments' parcels, in their order; those without a label are left out.

    Two queries and one of each house, however many there are.
    """
    rows = {
        row.public_id: row
        for row in Fulfilment.objects.filter(
            public_id__in=list(public_ids), labelled_at__isnull=False
        ).prefetch_related("parcels")
    }
    houses = {house.public_id: house for house in warehouses.warehouses()}
    found: list[LabelFacts] = []
    for public_id in public_ids:
        if (row := rows.get(public_id)) is not None:
            found += facts_of(row, row.parcels.all(), houses[row.warehouse_id])
    return found


def facts_of(row: Fulfilment, parcels: Iterable[Parcel], house: WarehouseInfo) -> list[LabelFacts]:
    """What stands on the labels of one fulfilment's parcels, which are booked."""
    boxes = list(parcels)
    return [
        LabelFacts(
            tracking_number=parcel.tracking_number,
            order_number=row.order_number,
            incoterm=row.incoterm,
            weight_g=parcel.weight_g,
            piece=parcel.number,
            pieces=len(boxes),
            sender=printed(house.address),
            recipient=printed(PostalAddress.from_json(row.recipient)),
            country=row.country,
            **parcel.label_data,
        )
        for parcel in boxes
    ]


def printed(address: PostalAddress) -> list[str]:
    """An address as it stands on a label, in Latin script where there is a copy."""
    native = [
        address.recipient,
        address.organisation,
        *address.lines,
        " ".join(filter(None, (address.postcode, address.locality, address.region))),
    ]
    lines = [*address.latin, address.postcode] if address.latin else native
    return [line for line in (*lines, address.country) if line]
