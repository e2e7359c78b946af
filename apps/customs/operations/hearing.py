"""Customs · what authorities tell · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.common.transactions import transaction_required
from apps.common.types import Actor, ActorKind
from apps.customs.errors import BadNotice
from apps.customs.events import DutyAssessed
from apps.customs.models import Declaration
from apps.customs.types import Code, Notice
from apps.outbox import operations as outbox

from .history import facts, locked, note, settle


@transaction_required
def hear(public_id: UUID, notice: Notice, *, at: datetime) -> bool:
    """Fold one notice in; whether it was news. Repeats, late and out-of-order ones are normal.

    Raises:
        BadNotice: it is of another declaration, or reckons in another currency than the declaration's.
    """
    row = locked(public_id)
    if notice.lrn != row.lrn:
        raise BadNotice(f"The notice is of {notice.lrn}, not of {row.lrn}.")
    if any(charge.currency != row.currency for charge in notice.charges):
        raise BadNotice(f"The notice does not reckon in {row.currency}.")
    by = Actor(ActorKind.CUSTOMS, row.jurisdiction)
    data = {**notice.as_json(), **({"mrn": notice.mrn} if notice.mrn else {})}
    is_news = note(
        row, notice.code, event_id=notice.notice_id, at=at, by=by, version=notice.version,
        issued_at=notice.issued_at, data=data,
    )  # fmt: skip
    if is_news:
        settle(row, at=at, by=by)
        if notice.code is Code.TAX:
            _tell_debt(row, notice, at=at, by=by)
    return is_news


def _tell_debt(row: Declaration, notice: Notice, *, at: datetime, by: Actor) -> None:
    if row.assessed_duty is None or row.assessed_tax is None:
        return
    outbox.emit(
        DutyAssessed(
            **facts(row),
            occurred_at=notice.issued_at,
            currency=row.currency,
            duty=format(row.assessed_duty.amount, "f"),
            tax=format(row.assessed_tax.amount, "f"),
            declared_duty=format(row.declared_duty.amount, "f"),
            declared_tax=format(row.declared_tax.amount, "f"),
            is_as_declared=row.assessed_duty == row.declared_duty and row.assessed_tax == row.declared_tax,
        ),
        at=at,
        by=by,
    )
