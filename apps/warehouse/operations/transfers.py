"""Warehouse · transfers: drafted, sent, received, their differences settled · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.outbox import operations as outbox
from apps.stock import operations as stock

from .. import rules, selectors
from ..errors import ImpossibleMovement, TransferMissing, TransferNotSo
from ..events import TransferOver
from ..models import Transfer, TransferLine, Warehouse
from ..types import MovementKind, Settlement, TransferItem, TransferState
from .movements import bonded_of, house_of, kind_between, move


@transaction_required
def draft_transfer(
    *,
    source: str,
    target: str,
    items: Sequence[TransferItem],
    at: datetime,
    note: str = "",
    expected_on: date | None = None,
) -> UUID:
    """Write down which pieces shall go from one house (by code) to another; its public id. Nothing moves yet.

    Raises:
        WarehouseMissing, LotMissing: there is none.
        ImpossibleMovement: the same house twice, nothing to send, or no such number of pieces.
    """
    if source == target:
        raise ImpossibleMovement(field="target", problem=_("Choose two different warehouses."))
    if not items:
        raise ImpossibleMovement(field="items", problem=_("Say what is to be sent."))
    row = Transfer.objects.create(
        source=house_of(source), target=house_of(target), note=note, expected_on=expected_on, created_at=at
    )
    wanted: dict[tuple[UUID, str], int] = {}
    for item in items:
        wanted[item.variant_id, item.lot] = wanted.get((item.variant_id, item.lot), 0) + item.quantity
    for (variant_id, lot), quantity in wanted.items():
        problem = rules.problem(MovementKind.RECEIVED, quantity)
        if problem is not None:
            raise ImpossibleMovement(field="quantity", problem=problem)
        found = selectors.lot_row(variant_id, lot) if lot else None
        TransferLine.objects.create(transfer=row, variant_id=variant_id, lot=found, quantity=quantity)
    return row.public_id


@transaction_required
def send_transfer(public_id: UUID, *, at: datetime, by: Actor = SYSTEM, basis: str = "") -> None:
    """The goods leave the first house: from now on they are on the way. Twice is once.

    Goods that leave bond are released by the customs entry `basis`.

    Raises:
        TransferMissing, TransferNotSo: there is none, or it was cancelled or received.
        BasisMissing: they leave bond, and no customs entry is named.
        Shortage, NotStowedThere: they are promised to buyers, or not there. Nothing is written.
    """
    row = _locked(public_id)
    if row.state == TransferState.SENT:
        return
    _require(row, TransferState.DRAFT)
    kind = kind_between(row.source, row.target, basis=basis)
    _lock_shelves(row, row.source, at=at)
    for line in row.lines.select_related("lot"):
        _carry(row, line, kind, row.source.code, -line.quantity, basis=basis, at=at, by=by)
    row.state, row.sent_at, row.basis = TransferState.SENT, at, basis
    row.save(update_fields=["state", "sent_at", "basis"])


@transaction_required
def receive_transfer(public_id: UUID, received: Mapping[int, int], *, at: datetime, by: Actor = SYSTEM) -> bool:
    """The goods have arrived: pieces by line, all that were sent of a line that is not named. Whether all are there.

    Where some are missing or too many, the transfer waits until it is said what became of each difference.

    Raises:
        TransferMissing, TransferNotSo: there is none, or it is not on the way.
        ImpossibleMovement: no such number of pieces.
    """
    row = _locked(public_id)
    _require(row, TransferState.SENT)
    kind = kind_between(row.source, row.target, basis=row.basis)
    _lock_shelves(row, row.target, at=at)
    for line in row.lines.select_related("lot"):
        pieces = received.get(line.pk, line.quantity)
        if not 0 <= pieces <= rules.MAX_PIECES:
            raise ImpossibleMovement(field="quantity", problem=_("Count 0 to 1,000,000 pieces."))
        if pieces:
            _carry(row, line, kind, row.target.code, pieces, basis=row.basis, at=at, by=by)
        line.received = pieces
        line.save(update_fields=["received"])
    row.received_at = at
    _tell_over(row, has_arrived=True, at=at)
    return _close_if_settled(row)


@transaction_required
def settle_difference(public_id: UUID, line_id: int, how: Settlement, *, at: datetime, by: Actor = SYSTEM) -> None:
    """Say what became of the pieces of a line that are missing or too many.

    What never left goes back into the books of the first house; what was sent beyond the list leaves them.

    Raises:
        TransferMissing, TransferNotSo: there is none, or it has no open difference.
        ImpossibleMovement: this cannot be what became of it.
        Shortage: what was sent beyond the list is promised to buyers at the first house. Nothing is written.
    """
    row = _locked(public_id)
    _require(row, TransferState.RECEIVED)
    line = row.lines.select_related("lot").filter(pk=line_id).first()
    if line is None or line.settlement or line.received in (None, line.quantity):
        raise TransferNotSo(state=row.get_state_display())
    difference = line.received - line.quantity
    if (how == Settlement.EXTRA) != (difference > 0):
        raise ImpossibleMovement(field="settlement", problem=_("This does not explain the difference."))
    if how != Settlement.LOST:
        _carry(row, line, MovementKind.ADJUSTED, row.source.code, -difference, basis="", at=at, by=by)
    line.settlement = how
    line.save(update_fields=["settlement"])
    _close_if_settled(row)


@transaction_required
def cancel_transfer(public_id: UUID, *, at: datetime) -> None:
    """Give up a transfer that was not sent yet.

    Raises:
        TransferMissing, TransferNotSo: there is none, or it was sent.
    """
    row = _locked(public_id)
    _require(row, TransferState.DRAFT)
    row.state = TransferState.CANCELLED
    row.save(update_fields=["state"])
    _tell_over(row, has_arrived=False, at=at)


def _tell_over(row: Transfer, *, has_arrived: bool, at: datetime) -> None:
    event = TransferOver(vendor_id=current_vendor_id(), version=1, transfer_id=row.public_id, has_arrived=has_arrived)
    outbox.emit(event, at=at)


def _locked(public_id: UUID) -> Transfer:
    rows = Transfer.objects.select_for_update(of=("self",)).select_related("source", "target")
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise TransferMissing()
    return row


def _require(row: Transfer, state: TransferState) -> None:
    if row.state != state:
        raise TransferNotSo(state=row.get_state_display())


def _lock_shelves(row: Transfer, house: Warehouse, *, at: datetime) -> None:
    """Lock a house's shelves of all lines at once, in the order in which buyers lock them."""
    variants = set(row.lines.values_list("variant_id", flat=True))
    stock.lock_shelves(
        [(variant_id, house.public_id, house.country) for variant_id in variants],
        vendor_id=current_vendor_id(), at=at, bonded=bonded_of([house]),
    )  # fmt: skip


def _carry(
    row: Transfer,
    line: TransferLine,
    kind: MovementKind,
    house: str,
    delta: int,
    *,
    basis: str,
    at: datetime,
    by: Actor,
) -> None:
    move(
        kind, line.variant_id, house, delta, reference=f"transfer {row.public_id} {line.pk}", note=row.note,
        at=at, by=by, lot=line.lot.number if line.lot else "", basis=basis,
    )  # fmt: skip


def _close_if_settled(row: Transfer) -> bool:
    is_settled = all(line.settlement or line.received == line.quantity for line in row.lines.all())
    row.state = TransferState.CLOSED if is_settled else TransferState.RECEIVED
    row.save(update_fields=["state", "received_at"])
    return is_settled
