"""Risk · holding a payment, and what a person decides about it · public schema, and vendors' for their orders.

Goods do not leave and money is not taken while a case is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django_tenants.utils import tenant_context

from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor, ActorKind
from apps.orders import operations as orders
from apps.orders.errors import AlreadyShipped, OrderUnknown
from apps.outbox import operations as outbox
from apps.payments import operations as payments
from apps.risk.errors import CaseDecided, CaseUnknown, NotUndoable
from apps.risk.events import Cleared, Held, Refused
from apps.risk.models import Case, CaseEvent, Decision
from apps.risk.types import CaseStatus
from apps.vendors import selectors as vendors


@transaction_required
def hold(decision: Decision, *, purchase_id: UUID, vendor_ids: Sequence[int], at: datetime) -> Case:
    """Open a case and hold the purchase's orders: nothing of it may be confirmed, packed or handed over."""
    assert decision.intent_id is not None
    case = Case.objects.create(
        decision=decision,
        intent_id=decision.intent_id,
        purchase_id=purchase_id,
        vendor_ids=sorted(set(vendor_ids)),
        opened_at=at,
    )
    _hold_orders(case, is_held=True, by=SYSTEM, at=at)
    outbox.emit(Held(intent_id=case.intent_id, purchase_id=purchase_id), at=at)
    return case


@transaction_required
def take_over(case_id: UUID, *, person_id: int, at: datetime) -> None:
    """Say that a person looks after an open case.

    Raises:
        CaseUnknown, CaseDecided: there is none, or it is over.
    """
    case = _open(case_id)
    case.owner_id = person_id
    case.save(update_fields=["owner"])
    _note(case, "taken", person_id=person_id, note="", at=at)


@transaction_required
def release(case_id: UUID, *, person_id: int, note: str, at: datetime) -> None:
    """Let a payment go on: orders may be sent, and the money is taken.

    Raises:
        CaseUnknown, CaseDecided: there is none, or it is over.
    """
    case = _open(case_id)
    _decide(case, CaseStatus.RELEASED, person_id=person_id, note=note, at=at)
    _hold_orders(case, is_held=False, by=_staff(person_id), at=at)
    outbox.emit(Cleared(intent_id=case.intent_id, purchase_id=case.purchase_id), by=_staff(person_id), at=at)


@transaction_required
def refuse(case_id: UUID, *, person_id: int, note: str, at: datetime) -> None:
    """Refuse a payment: its orders are cancelled, and the money is released, or given back where it was taken.

    Raises:
        CaseUnknown, CaseDecided: there is none, or it is over.
        AlreadyShipped: a parcel has left the house. Nothing changes.
    """
    case = _open(case_id)
    _decide(case, CaseStatus.REFUSED, person_id=person_id, note=note, at=at)
    payments.request_void(case.intent_id, reason="refused", at=at)
    for vendor in vendors.tenants(case.vendor_ids).values():
        with tenant_context(vendor):
            orders.cancel_of_purchase(case.purchase_id, reason="payment refused", by=_staff(person_id), at=at)
    outbox.emit(Refused(intent_id=case.intent_id, purchase_id=case.purchase_id), by=_staff(person_id), at=at)


@transaction_required
def reopen(case_id: UUID, *, person_id: int, note: str, at: datetime) -> None:
    """Take a release back: the orders are held once more. Money that was taken meanwhile stays until it is decided.

    Raises:
        CaseUnknown: there is none.
        NotUndoable: it was refused, so that the orders are cancelled; goods have left; or it paid for a gift card,
            which has no orders to hold and is issued by now. Nothing changes.
    """
    case = _locked(case_id)
    if case.status != CaseStatus.RELEASED or not case.vendor_ids:
        raise NotUndoable(reason=case.get_status_display())
    try:
        _hold_orders(case, is_held=True, by=_staff(person_id), at=at)
    except (AlreadyShipped, OrderUnknown) as gone:
        raise NotUndoable(reason=gone.text()) from gone
    case.status, case.decided_at, case.decided_by_id, case.owner_id = CaseStatus.OPEN, None, None, person_id
    case.save(update_fields=["status", "decided_at", "decided_by", "owner"])
    _note(case, "reopened", person_id=person_id, note=note, at=at)
    outbox.emit(Held(intent_id=case.intent_id, purchase_id=case.purchase_id), by=_staff(person_id), at=at)


def _open(case_id: UUID) -> Case:
    case = _locked(case_id)
    if case.status != CaseStatus.OPEN:
        raise CaseDecided(status=case.get_status_display())
    return case


def _locked(case_id: UUID) -> Case:
    case = Case.objects.select_for_update(of=("self",)).filter(public_id=case_id).first()
    if case is None:
        raise CaseUnknown()
    return case


def _decide(case: Case, status: CaseStatus, *, person_id: int, note: str, at: datetime) -> None:
    case.status, case.note, case.decided_by_id, case.decided_at = status, note, person_id, at
    case.owner_id = case.owner_id or person_id
    case.save(update_fields=["status", "note", "decided_by", "decided_at", "owner"])
    _note(case, status.value, person_id=person_id, note=note, at=at)


def _hold_orders(case: Case, *, is_held: bool, by: Actor, at: datetime) -> None:
    act = orders.hold_of_purchase if is_held else orders.release_of_purchase
    for vendor in vendors.tenants(case.vendor_ids).values():
        with tenant_context(vendor):
            act(case.purchase_id, by=by, at=at)


def _note(case: Case, code: str, *, person_id: int, note: str, at: datetime) -> None:
    CaseEvent.objects.create(case=case, code=code, person_id=person_id, note=note, at=at)


def _staff(person_id: int) -> Actor:
    return Actor(ActorKind.STAFF, str(person_id))
