"""Credits · buying a gift card: ordered, paid at the provider, promised · public schema.

What talks to the provider opens transactions of its own. The money itself is the payments' affair; what is issued
for it is in `bought`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.common import links
from apps.common.money import to_minor
from apps.common.transactions import transaction_required
from apps.credits.errors import DayNotOffered, SaleNotFound, SaleOver, SalePaid
from apps.credits.models import CardSale
from apps.credits.rules import SALE, one_line
from apps.credits.selectors import selling as reads
from apps.credits.types import CardWish, SaleStatus, Shopper
from apps.payments import operations as payments
from apps.payments import selectors as ways
from apps.payments.types import IntentView, Item, PaymentMethod, PaymentPage
from apps.risk import operations as risk
from apps.risk import selectors as risks
from apps.risk.errors import PaymentNotTaken
from apps.risk.types import Action, Attempt, GiftHabit, Visit

# The provider keeps a page open for at least half an hour.
PAGE_OPEN = timedelta(minutes=31)
# When the recipient is written to on a later day (UTC).
_SENT_AT = time(8, tzinfo=UTC)


@transaction_required
def order_card(wish: CardWish, *, by: Shopper, at: datetime) -> UUID:
    """Write down a gift card that somebody wants to buy; its id, for `pay_card`. Nothing is owed yet.

    Raises:
        CardsNotSold, ValueNotOffered: see selectors.require_offered. DayNotOffered: the day is past or too far away.
    """
    reads.require_offered(wish.value)
    last = at.date() + timedelta(days=settings.GIFT_CARD_MOST_DAYS_AHEAD)
    if not at.date() <= wish.send_on <= last:
        raise DayNotOffered(until=date_format(last, "DATE_FORMAT"))
    row = CardSale.objects.create(
        buyer_id=by.user_id,
        email=by.email,
        language=by.language,
        country=by.country,
        currency=wish.value.currency.code,
        value=to_minor(wish.value),
        sender_name=one_line(wish.sender_name),
        recipient_name=one_line(wish.recipient_name),
        recipient_email=wish.recipient_email.lower(),
        message=wish.message,
        expires_at=at + PAGE_OPEN,
        send_at=at if wish.send_on == at.date() else datetime.combine(wish.send_on, _SENT_AT),
        created_at=at,
    )
    return row.public_id


def pay_card(
    public_id: UUID,
    *,
    back: str,
    method: PaymentMethod | None = None,
    visit: Visit,
    is_handheld: bool = False,
    payer: str = "",
    at: datetime,
) -> str:
    """Open a way to pay for an ordered gift card; the address to which the buyer goes. Another way replaces the open
    one. The provider sends the buyer to `back`, with `?cancelled=1` where nothing was paid. `payer` is the buyer's id
    at the provider, where that was asked for it.

    Raises:
        SaleNotFound. SalePaid, SaleOver: nothing waits to be paid.
        MethodNotOffered: it cannot be paid that way. PaymentNotTaken: too much speaks for a fraud. Nothing is opened.
        IntentClosed, PaymentUnavailable, PaymentRefused: see payments.begin. Calling again is safe.
    """
    row = CardSale.objects.filter(public_id=public_id).first()
    if row is None:
        raise SaleNotFound()
    chosen = reads.way_to_pay(row.money(), country=row.country, wanted=method)
    ways.require_method(chosen, row.money(), country=row.country)
    closes_at = at + (ways.time_for(chosen) or PAGE_OPEN)
    page = PaymentPage(
        items=(Item(_("Gift card"), row.money()),),
        success_url=back,
        cancel_url=f"{back}{'&' if '?' in back else '?'}cancelled=1",
        language=row.language,
        email=row.email,
        description=_("Portolan gift card"),
        closes_at=closes_at,
        method=chosen,
        callback_url=links.plain_url("callback", gateway=ways.gateway_of(chosen)),
        handheld=is_handheld,
        client_ip=visit.ip,
        payer=payer,
    )
    with transaction.atomic():
        opening = _opening(public_id, page, visit=visit, at=at)
    if opening is None:
        raise PaymentNotTaken()
    return payments.begin(opening.intent_id, page=opening.page, opened=opening.opened, at=at)


def settle_card(public_id: UUID, *, at: datetime) -> IntentView | None:
    """Ask the provider whether an ordered gift card is paid, and go on if so; None where nothing waits for it.

    Raises:
        PaymentUnavailable, PaymentRefused: the provider does not say.
    """
    row = CardSale.objects.filter(public_id=public_id, status=SaleStatus.OPEN, intent_id__isnull=False).first()
    if row is None or row.intent_id is None:
        return None
    intent = payments.verify(row.intent_id, at=at)
    if intent.is_paid:
        with transaction.atomic():
            promise_card(public_id, at=at)
    return intent


@transaction_required
def promise_card(public_id: UUID, *, at: datetime) -> None:
    """The money of a gift card is promised: have it judged, so that it is taken or a person looks. Twice is once.

    Money for one that is over goes back. What is no gift card's id is left alone.
    """
    row = locked_sale(public_id)
    if row is None or row.intent_id is None:
        return
    if row.status == SaleStatus.OVER:
        payments.request_void(row.intent_id, reason="unclaimed", at=at)
    if row.status != SaleStatus.OPEN:
        return
    row.status = SALE.next(SaleStatus(row.status), "promise")
    row.save(update_fields=["status"])
    risk.judge_payment(row.intent_id, purchase_id=row.public_id, card=risks.card_of(row.intent_id), at=at)


@transaction_required
def end_sale(public_id: UUID, *, at: datetime) -> None:
    """A gift card will not be paid: refused, or its authorisation released. One that is issued stays as it is."""
    row = locked_sale(public_id)
    if row is not None and SALE.allows(SaleStatus(row.status), "end"):
        row.status, row.ended_at = SALE.next(SaleStatus(row.status), "end"), at
        row.save(update_fields=["status", "ended_at"])


def expire_sales(*, at: datetime, limit: int = 500) -> int:
    """End what was not paid in time; how many those were. Opens its own transactions. What is paid after all stays."""
    due = CardSale.objects.filter(status=SaleStatus.OPEN, expires_at__lte=at).order_by("expires_at")
    count = 0
    for public_id in list(due.values_list("public_id", flat=True)[:limit]):
        with transaction.atomic():
            row = locked_sale(public_id)
            if row is None or row.status != SaleStatus.OPEN or row.expires_at > at:
                continue
            if row.intent_id is None or not payments.expire(row.intent_id, at=at).is_paid:
                end_sale(public_id, at=at)
                count += 1
    return count


def locked_sale(public_id: UUID) -> CardSale | None:
    """A bought gift card, locked until the transaction ends: before its account, its card and its payment."""
    return CardSale.objects.select_for_update().filter(public_id=public_id).first()


@dataclass(frozen=True)
class _Opening:
    """A payment that the provider is to be asked for; `opened` as IntentRef's."""

    intent_id: UUID
    page: PaymentPage
    opened: Any


def _opening(public_id: UUID, page: PaymentPage, *, visit: Visit, at: datetime) -> _Opening | None:
    """The payment of a gift card after it was judged; None where it is blocked, which is recorded.

    One person's attempts go one after the other, so that two at once count each other.
    """
    row = locked_sale(public_id)
    if row is None:
        raise SaleNotFound()
    if row.status != SaleStatus.OPEN:
        raise SaleOver() if row.status == SaleStatus.OVER else SalePaid()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('credits.sale'), %s)", [row.buyer_id % 2**31])
    verdict = risk.assess(_attempt(row, visit=visit, at=at), at=at)
    if verdict.action is Action.BLOCK:
        risk.record(verdict, intent_id=None, at=at)
        return None
    opened = None
    page = replace(page, challenge=verdict.action is Action.STEP_UP)
    if row.intent_id is None:
        ref = payments.open_intent(session_id=row.public_id, version=1, amount=row.money(), page=page, at=at)
        row.intent_id, opened = ref.public_id, ref.opened
    risk.record(verdict, intent_id=row.intent_id, at=at)
    row.method, row.expires_at = page.method, page.closes_at
    row.save(update_fields=["intent_id", "method", "expires_at"])
    return _Opening(row.intent_id, page, opened)


def _attempt(row: CardSale, *, visit: Visit, at: datetime) -> Attempt:
    known, value = reads.habit(row.buyer_id, at=at), reads.worth(row.money(), at=at)
    mine = (0, Decimal(0)) if row.intent_id else (1, value)
    return Attempt(
        session_id=row.public_id,
        amount=value,
        ship_to=row.country,
        email=row.email,
        address={},
        person=str(row.buyer.public_id),
        shares=(),
        is_express=False,
        visit=visit,
        gift=GiftHabit(known.count_24h + mine[0], known.worth_24h + mine[1]),
    )
