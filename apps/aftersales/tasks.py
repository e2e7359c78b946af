"""Aftersales · what nobody decided in time is decided · public schema for what is due, the vendor's for doing it."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.tasks import public_task, vendor_task
from apps.common.types import SYSTEM
from apps.remedies import selectors as remedies
from apps.remedies.types import CaseKind

from . import operations, selectors
from .types import RemedyStatus, ReturnStatus

log = logging.getLogger(__name__)
_FOLLOWED = (
    ReturnStatus.REQUESTED, ReturnStatus.APPROVED, ReturnStatus.INSPECTED, ReturnStatus.UNPAID, RemedyStatus.PENDING,
)  # fmt: skip


@public_task("aftersales.follow_due")
def follow_due() -> int:
    """Start a task for each return and claim whose time is over; how many."""
    due = list(remedies.due_cases(at=now(), statuses=_FOLLOWED, limit=500))
    for case in due:
        follow.delay(vendor_id=case.vendor_id, case_id=str(case.case_id), kind=case.kind)
    return len(due)


@vendor_task("aftersales.follow")
def follow(*, vendor: Any, case_id: str, kind: str) -> str:
    """Take a case on that nobody has taken on: silence is a yes, and what was not sent back is not coming back.

    What needs eyes, or the marketplace's word, stays where it is and shows as late.
    """
    public_id = UUID(case_id)
    try:
        with transaction.atomic():
            return _followed(public_id, CaseKind(kind))
    except MarketError as refused:
        log.warning("case %s stays: %s", case_id, refused)
        return refused.code


def _followed(public_id: UUID, kind: CaseKind) -> str:
    """The state is read before the time that goes with it: whoever took the case on meanwhile made it another one's."""
    at, is_claim = now(), kind is CaseKind.CLAIM
    status = selectors.claim(public_id).remedy if is_claim else selectors.return_request(public_id).status
    if not remedies.is_due(public_id, at=at):
        return ""
    if status == RemedyStatus.PENDING:
        return operations.refund_claim(public_id, at=at, by=SYSTEM).remedy
    if is_claim:
        return ""
    if status == ReturnStatus.REQUESTED:
        return operations.approve(public_id, at=at, by=SYSTEM).status
    if status == ReturnStatus.APPROVED:
        return operations.expire(public_id, at=at).status
    if status == ReturnStatus.UNPAID:
        return operations.lapse_charge(public_id, at=at).status
    if status == ReturnStatus.INSPECTED:
        return operations.settle(public_id, at=at, by=SYSTEM).status
    return ""
