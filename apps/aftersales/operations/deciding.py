"""Aftersales · the seller's word on a return, and what becomes of each piece that came · vendor's schema."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.aftersales.errors import CountsDisagree, RightOfWithdrawal
from apps.aftersales.models import ReturnLine, ReturnRequest
from apps.aftersales.selectors import numbers_sent
from apps.aftersales.types import Findings, Refusal, ReturnKind, Way
from apps.common.errors import InvalidInput, InvalidTransition
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.warehouse.rules.serials import require_known, which_came_back

from .settling import settle
from .telling import locked_return, step_return


@transaction_required
def approve(return_id: UUID, *, at: datetime, by: Actor, answer: str = "") -> ReturnRequest:
    """Let the goods come back.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or decided already.
    """
    row = locked_return(return_id)
    row.answer = answer or row.answer
    step_return(row, "approve", by=by, at=at)
    return row


@transaction_required
def waive(return_id: UUID, *, at: datetime, by: Actor, made_by: int | None = None) -> ReturnRequest:
    """Let the buyer keep the goods and settle at once, since their way back would cost more than they are worth.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or they are on their way already.
        As `settle` does: then nothing is written.
    """
    row = locked_return(return_id)
    row.way = Way.NONE
    step_return(row, "waive", by=by, at=at)
    for line in row.lines.all():
        line.restocked, line.disposed, line.refused = 0, line.quantity, 0
        line.save(update_fields=["restocked", "disposed", "refused"])
    return settle(return_id, at=at, by=by, made_by=made_by)


@transaction_required
def refuse(return_id: UUID, *, refusal: Refusal, answer: str, at: datetime, by: Actor) -> ReturnRequest:
    """Say no to a return, with the reason and words that the buyer reads; the buyer may object.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or decided already.
        RightOfWithdrawal: the law gives the buyer this return. InvalidInput: no words.
    """
    row = locked_return(return_id)
    if row.kind == ReturnKind.WITHDRAWAL:
        raise RightOfWithdrawal(source=row.right_source)
    row.refusal, row.answer = refusal, required(answer)
    step_return(row, "refuse", by=by, at=at)
    return row


@transaction_required
def inspect(
    return_id: UUID,
    *,
    findings: Sequence[Findings],
    at: datetime,
    by: Actor,
    refusal: Refusal | None = None,
    answer: str = "",
) -> ReturnRequest:
    """Say what becomes of each piece that came back: on the shelf, away, or not accepted. May be said again until it
    is settled.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, not here yet, or settled once.
        CountsDisagree: a piece is left out or counted twice. InvalidInput: pieces are refused without a reason.
        WhichCameBack, InvalidInput: a number of a piece that goes on the shelf is missing, or was not sent.
    """
    row = locked_return(return_id)
    if row.settled_at is not None:
        raise InvalidTransition(subject="return", state=row.status, event="inspect")
    told, sent = {one.place: one for one in findings}, numbers_sent(row)
    lines = list(row.lines.all())
    for line in lines:
        one = told.get(line.place) or Findings(line.place, -1, 0, 0)
        counts = one.restocked, one.disposed, one.refused
        if min(counts) < 0 or sum(counts) != line.quantity:
            raise CountsDisagree(field=f"line_{line.place}", quantity=line.quantity)
        line.restocked, line.disposed, line.refused = counts
        line.serials = _on_shelf(one, sent.get(line.place, ()))
    if any(line.refused for line in lines):
        if refusal is None:
            raise InvalidInput(field="refusal", problem=_("Say why pieces are not accepted."))
        row.refusal, row.answer = refusal, required(answer)
    else:
        row.refusal = ""
    ReturnLine.objects.bulk_update(lines, ["restocked", "disposed", "refused", "serials"])
    step_return(row, "inspect", by=by, at=at)
    return row


def _on_shelf(one: Findings, sent: Collection[str]) -> list[str]:
    field = f"serials_{one.place}"
    back = which_came_back(sent, pieces=one.restocked, named=one.serials, field=field)
    require_known(one.serials, back, field=field)
    return sorted(back)


def required(text: str, *, field: str = "answer") -> str:
    """Words for the other side, which must be there.

    Raises:
        InvalidInput: there are none.
    """
    said = text.strip()
    if not said:
        raise InvalidInput(field=field, problem=_("Say it in words: the other side reads them."))
    return said[:1000]
