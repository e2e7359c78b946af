"""Aftersales · a buyer objects to a refusal, and the marketplace decides · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.aftersales import selectors
from apps.aftersales.errors import PiecesElsewhere
from apps.aftersales.models import Claim, ReturnRequest
from apps.aftersales.rules.machines import REMEDY
from apps.aftersales.types import RemedyStatus, ReturnStatus
from apps.checkout import operations as checkout
from apps.common.errors import InvalidTransition
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.orders import selectors as orders

from .deciding import required
from .remedying import refund_claim
from .settling import keep_refund, wish_of
from .telling import locked_claim, locked_return, save_claim, step_return


@transaction_required
def dispute_return(return_id: UUID, *, objection: str, at: datetime, by: Actor) -> ReturnRequest:
    """Object to a refused return, or to pieces that were not accepted: the marketplace decides.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or nothing was refused. InvalidInput: no words.
        PiecesElsewhere: what was refused is in another case meanwhile, or paid. Nothing is written.
    """
    row = locked_return(return_id)
    if row.status == ReturnStatus.SETTLED and not any(line.refused for line in row.lines.all()):
        raise InvalidTransition(subject="return", state=row.status, event="dispute")
    _require_free(row)
    row.objection = required(objection, field="objection")
    step_return(row, "dispute", by=by, at=at)
    return row


def _require_free(row: ReturnRequest) -> None:
    """Raises PiecesElsewhere where the pieces that an objection is about were asked for once more meanwhile."""
    if row.status not in (ReturnStatus.REFUSED, ReturnStatus.SETTLED):
        return  # no objection is heard there
    left = {line.place: line.left for line in selectors.returnable(orders.order(row.order_id))}
    is_settled = row.status == ReturnStatus.SETTLED
    if any(left[line.place] < (line.refused if is_settled else line.quantity) for line in row.lines.all()):
        raise PiecesElsewhere()


@transaction_required
def rule_on_return(
    return_id: UUID, *, for_buyer: bool, ruling: str, at: datetime, by: Actor, made_by: int | None = None
) -> ReturnRequest:
    """Decide a dispute: the seller was right; or the goods may come back; or, where they are there, they are paid.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or not disputed. InvalidInput: no words.
        As checkout.operations.refund does. Nothing is written.
    """
    row = locked_return(return_id)
    row.ruling = required(ruling, field="words")
    refused = {line.place: line.refused for line in row.lines.all() if line.refused}
    if for_buyer and refused:
        wish = wish_of(row, refused)
        key = f"return:{row.public_id}:granted"
        made = checkout.refund(row.order_id, wish=wish, key=key, by=by, made_by=made_by, at=at)
        keep_refund(row, made)
        for line in row.lines.all():
            line.disposed, line.refused = line.disposed + line.refused, 0
            line.save(update_fields=["disposed", "refused"])
    event = "uphold" if not for_buyer else "grant" if refused else "admit"
    if event == "admit":
        row.refusal = ""
    step_return(row, event, by=by, at=at)
    return row


@transaction_required
def dispute_claim(claim_id: UUID, *, objection: str, at: datetime, by: Actor) -> Claim:
    """Object to a claim that the seller has refused: the marketplace decides.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or not refused. InvalidInput: no words.
    """
    row = locked_claim(claim_id)
    row.remedy = REMEDY.next(RemedyStatus(row.remedy), "dispute")
    row.objection = required(objection, field="objection")
    save_claim(row, news=row.remedy, by=by, at=at)
    return row


@transaction_required
def rule_on_claim(
    claim_id: UUID, *, for_buyer: bool, ruling: str, at: datetime, by: Actor, made_by: int | None = None
) -> Claim:
    """Decide a disputed claim: the money goes back, or the seller was right.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or not disputed. InvalidInput: no words.
        As checkout.operations.refund does. Nothing is written.
    """
    row = locked_claim(claim_id)
    row.ruling = required(ruling, field="words")
    if for_buyer:
        row.save(update_fields=["ruling"])
        return refund_claim(claim_id, at=at, by=by, made_by=made_by)
    row.remedy = REMEDY.next(RemedyStatus(row.remedy), "uphold")
    save_claim(row, news=row.remedy, by=by, at=at)
    return row
