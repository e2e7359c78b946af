"""Customs · declarations drafted from the frozen snapshot, and corrected · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.customs.events import DeclarationDrafted
from apps.customs.models import Declaration, DeclarationLine
from apps.customs.rules import checks, deadlines, machine
from apps.customs.types import Act, DeclarationState, Snapshot, SnapshotLine
from apps.outbox import operations as outbox

from .history import facts, locked, note, settle, watch

_CORRECTABLE = {"hs_code": 10, "description": 400, "origin": 2}
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWX"


@transaction_required
def draft(snapshot: Snapshot, *, at: datetime) -> UUID:
    """Keep a consignment's snapshot as a declaration to be sent; its id. A second time gives the first one's."""
    known = Declaration.objects.filter(shipment_id=snapshot.shipment_id).first()
    if known is not None:
        return known.public_id
    row = Declaration.objects.create(
        shipment_id=snapshot.shipment_id,
        order_id=snapshot.order_id,
        order_number=snapshot.order_number,
        purchase_id=snapshot.purchase_id,
        jurisdiction=snapshot.ship_to,
        ship_from=snapshot.ship_from,
        procedure=snapshot.procedure,
        scheme=snapshot.scheme,
        incoterm=snapshot.incoterm,
        lrn=_reference(snapshot.shipment_id),
        state_since=at,
        due_at=deadlines.due_at(DeclarationState.DRAFT, since=at),
        owner=deadlines.owner_of(DeclarationState.DRAFT, has_problems=bool(checks.problems(snapshot))),
        currency=snapshot.authority_currency,
        created_at=at,
        **_frozen(snapshot),
    )
    _itemise(row, snapshot)
    note(row, Act.DRAFT, event_id="draft", at=at, by=SYSTEM, data={"snapshot": row.snapshot_hash})
    watch(row, at=at)
    outbox.emit(DeclarationDrafted(**facts(row), occurred_at=at), at=at)
    return row.public_id


@transaction_required
def correct(public_id: UUID, corrections: Mapping[int, Mapping[str, str]], *, at: datetime, by: Actor) -> Declaration:
    """Change code, description or origin of lines (by position) and freeze the snapshot anew.

    The old snapshot's hash stays in the history.

    Raises:
        InvalidInput: a line that is not there, a field that is not the vendor's to change, or a value too long.
        InvalidTransition: it is on its way through customs or over.
    """
    row = locked(public_id)
    machine.DECLARATION.next(DeclarationState(row.state), Act.SUBMIT)
    snapshot = Snapshot.from_json(row.snapshot)
    unknown = set(corrections) - {line.position for line in snapshot.lines}
    if unknown:
        raise InvalidInput(field="lines", problem=_("The declaration has no line %(number)s."), number=min(unknown))
    for values in corrections.values():
        for name, value in values.items():
            if name not in _CORRECTABLE or not value.strip() or len(value) > _CORRECTABLE[name]:
                raise InvalidInput(field=name, problem=_("Give an HS code, a description or a country of origin."))
    lines = tuple(_corrected(line, corrections.get(line.position, {})) for line in snapshot.lines)
    fresh = replace(snapshot, lines=lines)
    if fresh == snapshot:
        return row
    for name, value in _frozen(fresh).items():
        setattr(row, name, value)
    row.lines.all().delete()
    _itemise(row, fresh)
    count = row.history.filter(code="correct").count()
    data = {"snapshot": row.snapshot_hash, "before": snapshot.digest}
    note(row, "correct", event_id=f"correct:{count + 1}", at=at, by=by, data=data)
    settle(row, at=at, by=by)
    return row


def _corrected(line: SnapshotLine, values: Mapping[str, str]) -> SnapshotLine:
    changed: dict[str, Any] = {name: value.strip() for name, value in values.items()}
    return replace(line, **changed)


def _frozen(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "snapshot": snapshot.as_json(),
        "snapshot_hash": snapshot.digest,
        "declared_duty": checks.declared(snapshot, "duty"),
        "declared_tax": checks.declared(snapshot, "tax"),
        "problems": [{"code": code, "position": position} for code, position in checks.problems(snapshot)],
    }


def _itemise(row: Declaration, snapshot: Snapshot) -> None:
    DeclarationLine.objects.bulk_create(
        [
            DeclarationLine(
                declaration=row,
                position=line.position,
                sku=line.sku,
                description=line.description,
                hs_code=line.hs_code,
                origin=line.origin,
                quantity=line.quantity,
                net_g=line.net_g,
                value=line.goods,
            )
            for line in snapshot.lines
        ]
    )


def _reference(shipment_id: UUID) -> str:
    """The local reference number (at most 22 characters): the first 100 bits of the shipment's id in base 32."""
    number, digits = shipment_id.int >> 28, ""
    for _place in range(20):
        number, rest = divmod(number, 32)
        digits = _ALPHABET[rest] + digits
    return f"PT{digits}"
