"""Aftersales · rows locked, and everybody told where a case stands: for the operations beside · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from apps.aftersales.errors import CaseUnknown
from apps.aftersales.events import ClaimChanged, ReturnChanged
from apps.aftersales.models import Claim, ReturnRequest
from apps.aftersales.rules import machines
from apps.aftersales.types import ClaimStatus, RemedyStatus, ReturnStatus
from apps.checkout.operations import timeline
from apps.checkout.operations.refunds import lock_purchase
from apps.common.tenancy import current_vendor_id
from apps.common.types import Actor
from apps.orders import operations as orders
from apps.outbox import operations as outbox
from apps.remedies import operations as remedies
from apps.remedies.types import CaseKind, CaseOwner, CaseState


def locked_return(public_id: UUID) -> ReturnRequest:
    """The return, locked after its purchase, as refunds lock.

    Raises:
        CaseUnknown: this vendor has none of this id.
    """
    order_id = ReturnRequest.objects.filter(public_id=public_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise CaseUnknown()
    lock_purchase(order_id)
    row: ReturnRequest = ReturnRequest.objects.select_for_update().get(public_id=public_id)
    return row


def locked_claim(public_id: UUID) -> Claim:
    """The claim, locked after its purchase, as refunds lock.

    Raises:
        CaseUnknown: this vendor has none of this id.
    """
    order_id = Claim.objects.filter(public_id=public_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise CaseUnknown()
    lock_purchase(order_id)
    row: Claim = Claim.objects.select_for_update().get(public_id=public_id)
    return row


def step_return(row: ReturnRequest, event: str, *, by: Actor, at: datetime) -> None:
    """Take a locked return a step on, write it, and tell everybody.

    Raises:
        InvalidTransition: not from where it stands. Nothing is written.
    """
    row.status = machines.RETURN.next(ReturnStatus(row.status), event)
    row.since = at
    row.version += 1
    row.save()
    tell_return(row, by=by, at=at)


def tell_return(row: ReturnRequest, *, by: Actor, at: datetime, is_same_state: bool = False) -> None:
    """Timeline of order and purchase, the queue of who has to act, and news for programs and mails.

    Where it `is_same_state` as was told before, the buyer has had the letter about it.
    """
    status = ReturnStatus(row.status)
    owner, due_at = machines.return_owner(status, since=row.since)
    is_open = owner is not CaseOwner.NOBODY
    _look_after(row, CaseKind.RETURN, row.status, owner, due_at, is_open, status is ReturnStatus.DISPUTED)
    _write_down(row, CaseKind.RETURN, row.status, by=by, at=at)
    facts = _facts(row)
    news = ReturnChanged(
        return_id=row.public_id, status=row.status, is_same_state=is_same_state, occurred_at=at, **facts
    )
    outbox.emit(news, by=by, at=at)


def save_claim(row: Claim, *, news: str, by: Actor, at: datetime) -> None:
    """Write a locked claim that was taken a step on, and tell everybody; `news` is the state that is new.

    What happens with the carrier does not put off what the buyer waits for.
    """
    if news == row.remedy or row.remedy not in (RemedyStatus.PENDING, RemedyStatus.DISPUTED):
        row.since = at
    row.version += 1
    row.save()
    tell_claim(row, news=news, by=by, at=at)


def tell_claim(row: Claim, *, news: str, by: Actor, at: datetime) -> None:
    """As `tell_return`, for a claim."""
    status, remedy = ClaimStatus(row.status), RemedyStatus(row.remedy)
    owner, due_at = machines.claim_owner(status, remedy, since=row.since, deadline=row.deadline)
    is_open = owner is not CaseOwner.NOBODY
    shown = row.remedy if remedy in (RemedyStatus.PENDING, RemedyStatus.DISPUTED) else row.status
    _look_after(row, CaseKind.CLAIM, shown, owner, due_at, is_open, remedy is RemedyStatus.DISPUTED)
    _write_down(row, CaseKind.CLAIM, news, by=by, at=at)
    facts = _facts(row)
    event = ClaimChanged(
        claim_id=row.public_id, status=row.status, remedy=row.remedy, news=news, occurred_at=at, **facts
    )
    outbox.emit(event, by=by, at=at)


def _look_after(
    row: ReturnRequest | Claim,
    kind: CaseKind,
    status: str,
    owner: CaseOwner,
    due_at: datetime | None,
    is_open: bool,
    is_disputed: bool,
) -> None:
    case = CaseState(
        case_id=row.public_id,
        kind=kind,
        number=row.number,
        order_id=row.order_id,
        purchase_id=row.purchase_id,
        order_number=row.order_number,
        status=status,
        owner=owner,
        since=row.since,
        due_at=due_at if is_open else None,
        is_open=is_open,
        is_disputed=is_disputed,
    )
    remedies.look_after(case, vendor_id=current_vendor_id())


def _write_down(row: ReturnRequest | Claim, kind: CaseKind, news: str, *, by: Actor, at: datetime) -> None:
    data = {"text": row.number, "status": news}
    orders.note(row.order_id, code=kind.value, occurred_at=at, at=at, by=by, data={**data, "case": str(row.public_id)})
    timeline.record_case_news(
        f"{kind.value}.{news}",
        order_id=row.order_id,
        source=by.kind.value,
        occurred_at=at,
        data=data,
        key=f"{kind.value}:{row.public_id}:{row.version}",
        at=at,
    )


def _facts(row: ReturnRequest | Claim) -> dict[str, Any]:
    return {
        "order_id": row.order_id,
        "purchase_id": row.purchase_id,
        "vendor_id": current_vendor_id(),
        "version": row.version,
    }
