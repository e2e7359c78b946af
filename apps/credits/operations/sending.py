"""Credits · mailing gift cards that were bought in the shop: the code is made for the mail and kept nowhere."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.common.transactions import transaction_required
from apps.credits.errors import NotSendable, RecipientStays, SaleNotFound, SentTooOften
from apps.credits.models import CardSale
from apps.credits.rules import one_line
from apps.credits.selectors import selling as reads
from apps.credits.types import CardState, SaleStatus

from .cards import renew_code
from .letters import send_gift_card
from .selling import locked_sale

PAUSE = timedelta(minutes=10)
log = logging.getLogger(__name__)


@transaction_required
def send_card_again(public_id: UUID, *, buyer_id: int, at: datetime) -> None:
    """Mail a bought gift card to its recipient once more, with a new code: the one before opens nothing any more.

    Raises:
        SaleNotFound: there is none, or it is somebody else's.
        NotSendable: it is not issued, given back, disputed, used up, or was not due yet.
        SentTooOften: it was sent within ten minutes. Nothing changes.
    """
    row = _own(public_id, buyer_id)
    if not reads.sale_view(_as_read(row), at=at).can_be_sent:
        raise NotSendable()
    _require_pause(row, at=at)
    _send(row, at=at)


@transaction_required
def change_recipient(public_id: UUID, *, name: str, email: str, buyer_id: int, at: datetime) -> None:
    """Correct to whom an unused gift card goes. One that was sent is sent there at once, with a new code.

    Raises:
        SaleNotFound: there is none, or it is somebody else's.
        RecipientStays: the card is used, held by a checkout, given back or disputed.
        SentTooOften: it was sent within ten minutes. Nothing changes.
    """
    row = _own(public_id, buyer_id)
    if not reads.sale_view(_as_read(row), at=at).can_change_recipient:
        raise RecipientStays()
    if row.sent_at is not None:
        _require_pause(row, at=at)
    row.recipient_name, row.recipient_email = one_line(name), email.lower()
    row.save(update_fields=["recipient_name", "recipient_email"])
    if row.sent_at is not None:
        _send(row, at=at)


def send_due_cards(*, at: datetime, limit: int = 200) -> int:
    """Mail the gift cards whose day has come; how many. Opens its own transactions: one that fails holds up none."""
    due = CardSale.objects.filter(
        status=SaleStatus.ISSUED, sent_at__isnull=True, send_at__lte=at, card__state=CardState.ACTIVE
    ).order_by("send_at")
    count = 0
    for public_id in list(due.values_list("public_id", flat=True)[:limit]):
        try:
            count += _send_due(public_id, at=at)
        except OSError as failed:
            log.warning("gift card %s could not be mailed: %s", public_id, type(failed).__name__)
    return count


@transaction.atomic
def _send_due(public_id: UUID, *, at: datetime) -> bool:
    row = locked_sale(public_id)
    if row is None or row.status != SaleStatus.ISSUED or row.sent_at is not None:
        return False
    _send(row, at=at)
    return True


def _send(row: CardSale, *, at: datetime) -> None:
    """The mail goes out before the transaction ends: where that fails, it is sent again, with another code."""
    assert row.card is not None
    row.sent_at = at
    row.save(update_fields=["sent_at"])
    send_gift_card(row, code=renew_code(row.card))


def _require_pause(row: CardSale, *, at: datetime) -> None:
    if row.sent_at is not None and at < row.sent_at + PAUSE:
        raise SentTooOften(minutes=int(PAUSE.total_seconds() // 60))


def _own(public_id: UUID, buyer_id: int) -> CardSale:
    row = locked_sale(public_id)
    if row is None or row.buyer_id != buyer_id:
        raise SaleNotFound()
    return row


def _as_read(row: CardSale) -> CardSale:
    return reads.sales().get(pk=row.pk)
