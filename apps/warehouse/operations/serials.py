"""Warehouse · single pieces: received, packed, sent, gone · vendor's schema."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from apps.common.transactions import transaction_required

from .. import selectors
from ..errors import EnoughScanned, SerialElsewhere, SerialTaken, SerialUnknown, WarehouseMissing
from ..models import Serial, Warehouse
from ..types import SerialState


@transaction_required
def keep_serials(
    variant_id: UUID, numbers: Sequence[str], *, warehouse: str, bin_code: str = "", lot: str = "", at: datetime
) -> None:
    """Write down the numbers of pieces that lie in a house; one that was sent or gone is there again.

    Raises:
        WarehouseMissing, BinMissing, LotMissing: there is none.
        SerialTaken: a piece of this number lies in a house already. Nothing is written.
    """
    house = Warehouse.objects.filter(code=warehouse).first()
    if house is None:
        raise WarehouseMissing(warehouse=warehouse)
    where = {
        "state": SerialState.IN_HOUSE,
        "warehouse": house,
        "bin": selectors.bin_row(house, bin_code) if bin_code else None,
        "lot": selectors.lot_row(variant_id, lot) if lot else None,
        "fulfilment_id": None,
        "changed_at": at,
    }
    known = {
        row.number: row for row in Serial.objects.select_for_update().filter(variant_id=variant_id, number__in=numbers)
    }
    for number in dict.fromkeys(numbers):
        row = known.get(number) or Serial(variant_id=variant_id, number=number, state=SerialState.GONE)
        if row.state in (SerialState.IN_HOUSE, SerialState.PACKED):
            raise SerialTaken(field="serials", serial=number)
        for name, value in where.items():
            setattr(row, name, value)
        row.save()


@transaction_required
def keep_new_serials(variant_id: UUID, numbers: Sequence[str], *, warehouse: str, at: datetime) -> None:
    """Of the numbers that were counted in a house, write down those under which no piece lies there yet.

    Raises:
        WarehouseMissing, SerialTaken: as `keep_serials`. Nothing is written.
    """
    lying = Serial.objects.filter(variant_id=variant_id, number__in=numbers, warehouse__code=warehouse)
    known = set(lying.values_list("number", flat=True))
    new = [number for number in numbers if number not in known]
    keep_serials(variant_id, new, warehouse=warehouse, at=at)


@transaction_required
def bring_back(
    variant_id: UUID, numbers: Collection[str], *, sent_with: Collection[UUID], warehouse: Warehouse, at: datetime
) -> None:
    """Pieces of these numbers that left with these fulfilments are in a house again. Twice is once."""
    sent = Serial.objects.filter(
        variant_id=variant_id, number__in=numbers, fulfilment_id__in=sent_with, state=SerialState.SENT
    )
    sent.update(state=SerialState.IN_HOUSE, warehouse=warehouse, bin=None, fulfilment_id=None, changed_at=at)


@transaction_required
def pack_serial(
    number: str, *, wanted: Mapping[UUID, int], fulfilment_id: UUID, warehouse_id: UUID, at: datetime
) -> Serial:
    """Put the piece with this number into a fulfilment's parcel; `wanted` are its pieces by variant. Twice is once.

    Raises:
        SerialUnknown: no piece of these goods has the number. SerialElsewhere: it lies in another house or parcel.
        EnoughScanned: all pieces of these goods are packed.
    """
    rows = Serial.objects.select_for_update(of=("self",)).select_related("warehouse")
    row = rows.filter(number=number, variant_id__in=list(wanted)).first()
    if row is None:
        raise SerialUnknown(field="serial", serial=number)
    if row.state == SerialState.PACKED and row.fulfilment_id == fulfilment_id:
        return row
    if row.state != SerialState.IN_HOUSE or row.warehouse.public_id != warehouse_id:
        raise SerialElsewhere(field="serial", serial=number, state=row.get_state_display())
    packed = Serial.objects.filter(fulfilment_id=fulfilment_id, variant_id=row.variant_id).count()
    if packed >= wanted[row.variant_id]:
        raise EnoughScanned(field="serial", quantity=wanted[row.variant_id])
    row.state, row.fulfilment_id, row.changed_at = SerialState.PACKED, fulfilment_id, at
    row.save(update_fields=["state", "fulfilment_id", "changed_at"])
    return row


@transaction_required
def unpack_serials(fulfilment_id: UUID, *, at: datetime) -> None:
    """Take the pieces of a fulfilment out of its parcels again, while they have not left."""
    packed = Serial.objects.filter(fulfilment_id=fulfilment_id, state=SerialState.PACKED)
    packed.update(state=SerialState.IN_HOUSE, fulfilment_id=None, changed_at=at)


@transaction_required
def unpack_serial(number: str, *, variant_id: UUID, fulfilment_id: UUID, at: datetime) -> None:
    """Take one piece out of a fulfilment's parcel again, while it has not left. Twice is once."""
    packed = Serial.objects.filter(
        number=number, variant_id=variant_id, fulfilment_id=fulfilment_id, state=SerialState.PACKED
    )
    packed.update(state=SerialState.IN_HOUSE, fulfilment_id=None, changed_at=at)


@transaction_required
def lose_serial(variant_id: UUID, number: str, *, at: datetime) -> None:
    """A piece in the house is missing or broken. The number stays known; the books are corrected by an adjustment.

    Raises:
        SerialUnknown: no piece in a house has the number.
    """
    here = Serial.objects.filter(variant_id=variant_id, number=number, state=SerialState.IN_HOUSE)
    if not here.update(state=SerialState.GONE, warehouse=None, bin=None, changed_at=at):
        raise SerialUnknown(field="serial", serial=number)


@transaction_required
def send_packed(fulfilment_id: str, *, at: datetime) -> None:
    """The pieces that were packed for a fulfilment have left the house; it stays known with which they went."""
    try:
        key = UUID(fulfilment_id)
    except ValueError:
        return
    packed = Serial.objects.filter(fulfilment_id=key, state=SerialState.PACKED)
    packed.update(state=SerialState.SENT, warehouse=None, bin=None, changed_at=at)
