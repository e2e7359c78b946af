"""Aftersales · letters to buyers about returns and claims, in the purchase's language · no tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from djmoney.money import Money

from apps.checkout import selectors as purchases
from apps.common.links import shop_url

from . import selectors
from .rules.machines import return_owner
from .types import RemedyStatus, ReturnStatus

_OF_RETURNS = (
    ReturnStatus.APPROVED,
    ReturnStatus.RECEIVED,
    ReturnStatus.UNPAID,
    ReturnStatus.SETTLED,
    ReturnStatus.REFUSED,
    ReturnStatus.EXPIRED,
    ReturnStatus.CLOSED,
)


def send_return_letter(return_id: UUID, *, status: str) -> None:
    """Write of a return that has come to stand where the buyer has to act or to know; of other states nothing."""
    row = selectors.return_request(return_id)
    if status in _OF_RETURNS and row.status == status:
        due_at = return_owner(ReturnStatus(row.status), since=row.since)[1]
        _send(
            "return", row.purchase_id, row.order_id, row.public_id, case=row, label=row.get_status_display,
            due_at=due_at,
        )  # fmt: skip


def send_claim_letter(claim_id: UUID, *, news: str) -> None:
    """Write what the buyer gets for a parcel that went wrong, once for each decision, and that it was noticed."""
    row = selectors.claim(claim_id)
    is_noticed = news == row.kind and row.remedy == RemedyStatus.PENDING
    if is_noticed or (news == row.remedy and news != RemedyStatus.DISPUTED):
        _send("claim", row.purchase_id, row.order_id, row.public_id, case=row, label=row.get_remedy_display)


def _send(
    letter: str,
    purchase_id: UUID,
    order_id: UUID,
    case_id: UUID,
    *,
    case: Any,
    label: Any,
    due_at: datetime | None = None,
) -> None:
    purchase = purchases.purchase(purchase_id, language=purchases.language_of(purchase_id))
    prefix = f"{purchase.language}-{purchase.ship_to.lower()}"
    page = shop_url(f"aftersales_{letter}", prefix=prefix, public_id=purchase_id, order_id=order_id, case_id=case_id)
    link = f"{page}?token={purchases.purchase_token(purchase_id)}"
    vendor = next((part.vendor_name for part in purchase.parts if part.order_id == order_id), "")
    with translation.override(purchase.language):
        context = {
            "case": case,
            "state": str(label()),
            "vendor": vendor,
            "link": link,
            "due_at": due_at,
            "purchase": purchase,
            "refunded": Money(case.refunded, case.currency),
        }
        EmailMessage(
            render_to_string(f"emails/{letter}_subject.txt", context).strip(),
            render_to_string(f"emails/{letter}_body.txt", context),
            to=[purchase.email],
        ).send()
