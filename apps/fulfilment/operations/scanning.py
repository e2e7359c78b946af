"""Fulfilment · pieces scanned into boxes, one by one · vendor's schema."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.catalog import selectors as catalog
from apps.common.errors import InvalidInput
from apps.common.scanning import cleaned
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.logistics.types import ParcelPlan
from apps.shipping import selectors as shipping
from apps.shipping.models import Fulfilment
from apps.shipping.operations import packing as shipments
from apps.shipping.types import FulfilmentLineDraft
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as warehouses

from ..errors import (
    BoxClosed,
    BoxShort,
    BoxUnknown,
    NothingToUndo,
    OneTooMany,
    SerialPacked,
    SerialWanted,
    WrongBox,
    WrongItem,
)
from ..models import PackedPiece, PackingBox, PackingTask
from ..rules.cartons import parcel
from ..rules.codes import gtin_key
from ..selectors.packing import contents, with_numbers
from .planning import locked

HEAVIEST_G = 100_000


@dataclass(frozen=True)
class Scanned:
    """What a scan was: the piece's SKU, and how many pieces its box still lacks."""

    sku: str
    box: int
    missing: int


@transaction_required
def scan(fulfilment_id: UUID, scanned: str, *, box: int, key: UUID, at: datetime, by: Actor) -> Scanned:
    """Put the piece that was scanned (by SKU, trade item number or serial number) into a box. The same key is one scan.

    Raises:
        PackingUnknown, BoxUnknown: there is none. BoxClosed: the box is.
        WrongItem, WrongBox, OneTooMany: the piece belongs elsewhere. SerialWanted: its pieces have numbers.
        SerialPacked, SerialElsewhere: the piece is in a box already, in another house or parcel. Nothing is written.
    """
    task = locked(fulfilment_id)
    into = _box(task, box)
    known = PackedPiece.objects.filter(key=key, box__task=task).first()
    row = shipping.fulfilment(fulfilment_id)
    lines = {line.variant_id: line for line in shipping.view(fulfilment_id).lines}
    if known is not None:
        return Scanned(_sku(lines, known.variant_id), box, _missing(into))
    if into.closed_at is not None:
        raise BoxClosed()
    variant_id, serial = _meant(cleaned(scanned), row, lines)
    _require_place(task, into, variant_id, _sku(lines, variant_id))
    if serial:
        if PackedPiece.objects.filter(box__task=task, serial=serial, undone_at=None).exists():
            raise SerialPacked(serial=serial)
        wanted = {line: one.quantity for line, one in lines.items()}
        warehouse.pack_serial(serial, wanted=wanted, fulfilment_id=fulfilment_id, warehouse_id=row.warehouse_id, at=at)
    PackedPiece.objects.create(
        box=into, variant_id=variant_id, serial=serial, key=key, scanned_at=at, scanned_by=f"{by.kind}:{by.ref}"
    )
    return Scanned(_sku(lines, variant_id), box, _missing(into))


@transaction_required
def undo(fulfilment_id: UUID, piece_id: int, *, at: datetime) -> None:
    """Take a scanned piece out of its box again. Twice is once.

    Raises:
        PackingUnknown: the packing has not begun. NothingToUndo: there is no such piece. BoxClosed: its box is.
    """
    task = locked(fulfilment_id)
    piece = PackedPiece.objects.select_related("box").filter(box__task=task, pk=piece_id).first()
    if piece is None:
        raise NothingToUndo()
    if piece.undone_at is not None:
        return
    if piece.box.closed_at is not None:
        raise BoxClosed()
    if piece.serial:
        warehouse.unpack_serial(piece.serial, variant_id=piece.variant_id, fulfilment_id=fulfilment_id, at=at)
    piece.undone_at = at
    piece.save(update_fields=["undone_at"])


@transaction_required
def close(fulfilment_id: UUID, box: int, *, weight_g: int | None, at: datetime, by: Actor) -> bool:
    """Close a box with what it weighs (None: as reckoned); whether it was the last, so that the shipment is packed.

    Twice is once.

    Raises:
        PackingUnknown, BoxUnknown: there is none. BoxShort: pieces are missing. Nothing is written.
        InvalidInput: no parcel weighs that. InvalidTransition, ShipmentHeld: the shipment cannot be packed now.
    """
    task = locked(fulfilment_id)
    row = _box(task, box)
    if row.closed_at is None:
        missing = _missing(row)
        if missing:
            raise BoxShort(number=box, missing=missing)
        if weight_g is not None and not 0 < weight_g <= HEAVIEST_G:
            raise InvalidInput(field="weight_g", problem=_("Give the weight in grams, up to 100,000."))
        row.weight_g, row.closed_at = weight_g or row.expected_g, at
        row.save(update_fields=["weight_g", "closed_at"])
    boxes = list(task.boxes.all())
    if task.finished_at is None and all(one.closed_at for one in boxes):
        shipments.pack(fulfilment_id, parcels=[_parcel(one) for one in boxes], at=at, by=by)
        task.finished_at = at
        task.save(update_fields=["finished_at"])
    return task.finished_at is not None


@transaction_required
def reopen(fulfilment_id: UUID, box: int) -> None:
    """Open a box again while the shipment is not packed. Twice is once.

    Raises:
        PackingUnknown, BoxUnknown: there is none. BoxClosed: all are closed, and the shipment is packed.
    """
    task = locked(fulfilment_id)
    row = _box(task, box)
    if task.finished_at is not None:
        raise BoxClosed()
    row.closed_at, row.weight_g = None, None
    row.save(update_fields=["closed_at", "weight_g"])


def _box(task: PackingTask, number: int) -> PackingBox:
    row = task.boxes.filter(number=number).first()
    if row is None:
        raise BoxUnknown()
    return row


def _meant(scanned: str, row: Fulfilment, lines: dict[UUID, FulfilmentLineDraft]) -> tuple[UUID, str]:
    """The variant of this shipment that was scanned, and the piece's serial number, "" where it has none."""
    serials = warehouses.serials_called(scanned, variant_ids=lines) if scanned else ()
    if serials:
        return serials[0].variant_id, serials[0].number
    name, key = scanned.casefold(), gtin_key(scanned)
    found = next((line.variant_id for line in lines.values() if line.sku.casefold() == name), None)
    if found is None and key:
        found = next((variant_id for variant_id, gtin in catalog.gtins(lines).items() if gtin_key(gtin) == key), None)
    if found is None:
        raise WrongItem(scanned=scanned[:60])
    if found in with_numbers([found], warehouse_id=row.warehouse_id):
        raise SerialWanted(sku=lines[found].sku)
    return found, ""


def _require_place(task: PackingTask, into: PackingBox, variant_id: UUID, sku: str) -> None:
    if contents(into)[variant_id] > _packed(into, variant_id):
        return
    for other in task.boxes.exclude(pk=into.pk):
        if other.closed_at is None and contents(other)[variant_id] > _packed(other, variant_id):
            raise WrongBox(sku=sku, number=other.number)
    raise OneTooMany(sku=sku)


def _packed(box: PackingBox, variant_id: UUID) -> int:
    return box.pieces.filter(variant_id=variant_id, undone_at=None).count()


def _missing(box: PackingBox) -> int:
    return sum(contents(box).values()) - box.pieces.filter(undone_at=None).count()


def _sku(lines: dict[UUID, FulfilmentLineDraft], variant_id: UUID) -> str:
    return lines[variant_id].sku


def _parcel(box: PackingBox) -> ParcelPlan:
    return parcel((box.length_mm, box.width_mm, box.height_mm), box.wall_mm, box.weight_g or box.expected_g)
