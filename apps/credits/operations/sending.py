"""Credits · mailing gift cards that were bought in the shop: the code is made for the mail and kept nowhere."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.common.transactions import transaction_required
from apps.credits.errors import LetterRefused, NotSendable, RecipientStays, SaleNotFound, SentTooOften
from apps.credits.events import CardUndelivered
from apps.credits.models import CardSale
from apps.credits.rules import one_line, pause_after
from apps.credits.selectors import selling as reads
from apps.credits.types import CardState, Delivery, SaleStatus
from apps.outbox import operations as outbox

from .cards import renew_code
from .letters import send_gift_card
from .selling import locked_sale

PAUSE = timedelta(minutes=10)
_PAUSE_MINUTES = int(PAUSE.total_seconds() // 60)
_FAILURE = ["retry_at", "undelivered_at", "failed_sends"]
log = logging.getLogger(__name__)


@transaction_required
def send_card_again(public_id: UUID, *, buyer_id: int, at: datetime) -> Delivery:
    """Mail a bought gift card to its recipient once more, with a new code: the one before opens nothing any more.

    Where no mail server answers it is tried again by itself, and the code before stays until then.

    Raises:
        SaleNotFound: there is none, or it is somebody else's.
        NotSendable: it is not issued, given back, disputed, used up, or was not due yet.
        SentTooOften: it was sent within ten minutes. LetterRefused: the recipient's server refused it within these.
            Nothing changes.
    """
    row = _own(public_id, buyer_id)
    if not reads.sale_view(_as_read(row), at=at).can_be_sent:
        raise NotSendable()
    if row.retry_at is not None:
        return Delivery.LATER
    if row.undelivered_at is not None and at < row.undelivered_at + PAUSE:
        raise LetterRefused(email=row.recipient_email, minutes=_PAUSE_MINUTES)
    _require_pause(row, at=at)
    return _send(row, at=at)


@transaction_required
def change_recipient(public_id: UUID, *, name: str, email: str, buyer_id: int, at: datetime) -> Delivery | None:
    """Correct to whom an unused gift card goes. One that was sent, or could not be, is sent there at once, with a new
    code; None where its day is still to come.

    Raises:
        SaleNotFound: there is none, or it is somebody else's.
        RecipientStays: the card is used, held by a checkout, given back or disputed.
        SentTooOften: it was sent within ten minutes. Nothing changes.
    """
    row = _own(public_id, buyer_id)
    if not reads.sale_view(_as_read(row), at=at).can_change_recipient:
        raise RecipientStays()
    _require_pause(row, at=at)
    was_due = row.sent_at or row.retry_at or row.undelivered_at
    row.recipient_name, row.recipient_email = one_line(name), email.lower()
    row.retry_at, row.undelivered_at, row.failed_sends = None, None, 0
    row.save(update_fields=["recipient_name", "recipient_email", *_FAILURE])
    return _send(row, at=at) if was_due else None


def send_due_cards(*, at: datetime, limit: int = 200) -> int:
    """Mail the gift cards whose day has come, or which are tried again; how many left. Opens its own transactions: one
    that fails holds up none."""
    due = CardSale.objects.filter(_due(at), card__state=CardState.ACTIVE).order_by("send_at")
    count = 0
    for public_id in list(due.values_list("public_id", flat=True)[:limit]):
        with transaction.atomic():
            locked = CardSale.objects.select_for_update(of=("self",)).select_related("card")
            row = locked.filter(_due(at), public_id=public_id).first()
            count += row is not None and _send(row, at=at) is Delivery.SENT
    return count


def _due(at: datetime) -> Q:
    is_new = Q(sent_at__isnull=True, retry_at__isnull=True, send_at__lte=at)
    return Q(is_new | Q(retry_at__lte=at), status=SaleStatus.ISSUED, undelivered_at__isnull=True)


def _send(row: CardSale, *, at: datetime) -> Delivery:
    """The mail goes out before the transaction ends: where that fails, it is sent again, with another code, and the one
    before is the card's again."""
    assert row.card is not None
    try:
        with transaction.atomic():
            row.sent_at, row.retry_at, row.undelivered_at, row.failed_sends = at, None, None, 0
            row.save(update_fields=["sent_at", *_FAILURE])
            send_gift_card(row, code=renew_code(row.card))
    except OSError as failure:
        return _not_sent(row.pk, failure, at=at)
    return Delivery.SENT


def _not_sent(pk: int, failure: OSError, *, at: datetime) -> Delivery:
    """Have the letter tried again after a while, or tell its buyer that it is not."""
    row = CardSale.objects.get(pk=pk)
    row.failed_sends += 1
    pause = pause_after(row.failed_sends, failure)
    row.retry_at, row.undelivered_at = (at + pause, None) if pause else (None, at)
    row.save(update_fields=_FAILURE)
    log.warning("gift card %s could not be mailed: %s", row.public_id, type(failure).__name__)
    if pause:
        return Delivery.LATER
    outbox.emit(CardUndelivered(sale_id=row.public_id, version=1), at=at)
    return Delivery.REFUSED


def _require_pause(row: CardSale, *, at: datetime) -> None:
    has_left = row.retry_at is None and row.undelivered_at is None
    if has_left and row.sent_at is not None and at < row.sent_at + PAUSE:
        raise SentTooOften(minutes=_PAUSE_MINUTES)


def _own(public_id: UUID, buyer_id: int) -> CardSale:
    row = locked_sale(public_id)
    if row is None or row.buyer_id != buyer_id:
        raise SaleNotFound()
    return row


def _as_read(row: CardSale) -> CardSale:
    return reads.sales().get(pk=row.pk)
