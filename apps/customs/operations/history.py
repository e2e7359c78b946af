"""Customs · a declaration's history, and all that follows from it · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from djmoney.money import Money

from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.customs.errors import DeclarationUnknown
from apps.customs.events import DeclarationChanged
from apps.customs.models import Declaration, DeclarationEvent
from apps.customs.rules import deadlines, machine
from apps.customs.types import AssessedCharge, Code, DeclarationState
from apps.logistics import operations as logistics
from apps.logistics.types import ClearanceState
from apps.outbox import operations as outbox

_FOLDED = [
    "state", "state_since", "owner", "due_at", "mrn", "problems", "requested_documents", "assessed_duty",
    "assessed_duty_currency", "assessed_tax", "assessed_tax_currency", "released_at", "changes", "version",
    "submitted_at", "blockers", "is_blocked", "snapshot", "snapshot_hash",
]  # fmt: skip


def locked(public_id: UUID) -> Declaration:
    """The declaration, locked until the transaction ends.

    Raises:
        DeclarationUnknown: this vendor has none of this id.
    """
    row = Declaration.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise DeclarationUnknown()
    return row


def note(
    row: Declaration, code: str, *, event_id: str, at: datetime, by: Actor, version: int | None = None,
    issued_at: datetime | None = None, data: Mapping[str, Any] | None = None,
) -> bool:  # fmt: skip
    """Add an entry to the history; False where it is known already.

    What we do ourselves never counts as earlier than what we knew when we did it,
    whatever the authority's clock says.
    """
    if row.history.filter(event_id=event_id).exists():
        return False
    if issued_at is None:
        newest = row.history.order_by("-issued_at").values_list("issued_at", flat=True).first()
        issued_at = max(at, newest) if newest else at
    DeclarationEvent.objects.create(
        declaration=row,
        event_id=event_id,
        code=code,
        version=row.version if version is None else version,
        issued_at=issued_at,
        recorded_at=at,
        actor_kind=by.kind,
        actor_ref=by.ref,
        data=dict(data or {}),
    )
    return True


@transaction_required
def settle(row: Declaration, *, at: datetime, by: Actor) -> None:
    """Draw from the history where the declaration stands, keep it, and tell whoever listens."""
    before = row.state
    history = list(row.history.order_by("version", "issued_at", "pk"))
    _fold(row, history, at=at)
    state = DeclarationState(row.state)
    if row.state != before:
        row.state_since = at
    row.owner = deadlines.owner_of(state, has_problems=bool(row.problems))
    row.due_at = deadlines.due_at(state, since=row.state_since)
    row.changes += 1
    row.save(update_fields=_FOLDED)
    watch(row, at=at)
    if row.state != before:
        outbox.emit(
            DeclarationChanged(
                **facts(row),
                occurred_at=max((entry.issued_at for entry in history), default=at),
                state=row.state,
                code=_message_code(row),
                country=row.jurisdiction,
                lrn=row.lrn,
                mrn=row.mrn,
            ),
            at=at,
            by=by,
        )


def facts(row: Declaration) -> dict[str, Any]:
    """What every event of a declaration says."""
    return {
        "declaration_id": row.public_id,
        "shipment_id": row.shipment_id,
        "order_id": row.order_id,
        "purchase_id": row.purchase_id,
        "vendor_id": current_vendor_id(),
        "version": row.changes,
    }


def watch(row: Declaration, *, at: datetime) -> None:
    """Have the authority asked after this declaration for as long as something may happen to it."""
    state = DeclarationState(row.state)
    is_open = not machine.is_over(state) and state is not DeclarationState.REJECTED
    logistics.look_after(
        ClearanceState(
            declaration_id=row.public_id,
            lrn=row.lrn,
            country=row.jurisdiction,
            order_number=row.order_number,
            state=row.state,
            owner=row.owner,
            since=row.state_since,
            due_at=row.due_at,
            is_open=is_open,
        ),
        vendor_id=current_vendor_id(),
        next_poll_at=at + timedelta(seconds=settings.CUSTOMS_POLL_SECONDS),
    )


def _fold(row: Declaration, history: list[DeclarationEvent], *, at: datetime) -> None:
    happenings = [machine.Happening(one.event_id, one.code, one.version, one.issued_at) for one in history]
    folded = machine.fold(happenings)
    row.state = machine.guarded(folded, is_blocked=row.is_blocked)
    row.mrn = next((one.data["mrn"] for one in reversed(history) if one.data.get("mrn")), row.mrn)
    if row.state == DeclarationState.RELEASED and row.released_at is None:
        released = [one.issued_at for one in history if one.code in (Code.ROG, Code.CLE, Code.EOG)]
        row.released_at = min(released, default=at)
    _assessed(row, history)
    asked = [one for one in history if one.code == Code.DOC]
    is_asked = row.state == DeclarationState.DOCUMENTS and asked
    row.requested_documents = asked[-1].data.get("documents", []) if is_asked else []
    if row.state == DeclarationState.REJECTED:
        refusals = [one for one in history if one.code == Code.REJ]
        row.problems = refusals[-1].data.get("errors", []) if refusals else row.problems


def _assessed(row: Declaration, history: list[DeclarationEvent]) -> None:
    debts = [one for one in history if one.code in (Code.TAX, Code.CPI) and one.data.get("charges")]
    if debts:
        charges = [AssessedCharge.from_json(one) for one in debts[-1].data["charges"]]
        currency = row.currency
        duty = sum((one.amount for one in charges if one.type_code.startswith("A")), Decimal(0))
        tax = sum((one.amount for one in charges if one.type_code.startswith("B")), Decimal(0))
        row.assessed_duty, row.assessed_tax = Money(duty, currency), Money(tax, currency)
    elif row.state in (DeclarationState.ASSESSED, DeclarationState.PAID) and row.assessed_duty is None:
        row.assessed_duty, row.assessed_tax = row.declared_duty, row.declared_tax


def _message_code(row: Declaration) -> str:
    """The buyer's message: duty that is due on delivery is another matter than one that is paid."""
    if row.state == DeclarationState.ASSESSED and row.incoterm != "DDP":
        return "assessed_on_delivery"
    return str(row.state)
