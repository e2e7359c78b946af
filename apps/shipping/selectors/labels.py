"""Shipping · what stands on labels · vendor's schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from apps.common.addresses import PostalAddress
from apps.warehouse import selectors as warehouses
from apps.warehouse.types import WarehouseInfo

from ..errors import LabelMissing
from ..models import Fulfilment, Label, Parcel
from ..types import KeptLabel, LabelFacts


def label_pdf(public_id: UUID) -> bytes:
    """The labels of a fulfilment's parcels.

    Raises:
        LabelMissing: none was printed yet.
    """
    found = Label.objects.filter(fulfilment__public_id=public_id).values_list("pdf", flat=True).first()
    if found is None:
        raise LabelMissing()
    return bytes(found)


def kept_labels(public_ids: Sequence[UUID]) -> list[KeptLabel]:
    """The labels of these fulfilments, in their order; those without one are in it, empty.

    Three queries and one of each house, however many there are.
    """
    rows = {
        row.public_id: row
        for row in Fulfilment.objects.filter(public_id__in=list(public_ids))
        .select_related("label")
        .prefetch_related("parcels")
    }
    houses = {house.public_id: house for house in warehouses.warehouses()}
    found = []
    for public_id in public_ids:
        if (row := rows.get(public_id)) is not None:
            label: Label | None = getattr(row, "label", None)
            facts = facts_of(row, row.parcels.all(), houses[row.warehouse_id]) if label else ()
            pdf, is_carriers = (bytes(label.pdf), label.is_carriers) if label else (b"", False)
            found.append(KeptLabel(row.order_number, pdf, is_carriers, tuple(facts)))
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
