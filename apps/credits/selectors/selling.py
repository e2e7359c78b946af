"""Credits · gift cards in the shop: what is offered, what people bought and what they were sent · public schema."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from djmoney.money import Money

from apps.common.money import is_at_exponent
from apps.credits.errors import CardsNotSold, SaleNotFound, ValueNotOffered
from apps.credits.models import CardSale, CardTerms, CreditEntry
from apps.credits.types import CardOffer, CardState, EntryKind, ReceivedCard, SaleStatus, SaleView
from apps.currencies import selectors as currencies
from apps.payments import selectors as payments
from apps.payments.types import MethodOffer, PaymentMethod
from apps.risk.types import GiftHabit

_MOST_SHOWN = 100


def card_offers() -> list[CardOffer]:
    """What gift cards are sold for, by currency; none where the installation cannot issue them. One query."""
    rows = CardTerms.objects.filter(is_on=True) if settings.GIFT_CARD_KEY else []
    return [_offer(row) for row in rows]


def card_offer(currency: str) -> CardOffer:
    """What gift cards are sold for in a currency. One query.

    Raises:
        CardsNotSold: they are not.
    """
    row = CardTerms.objects.filter(currency=currency, is_on=True).first() if settings.GIFT_CARD_KEY else None
    if row is None:
        raise CardsNotSold(currency=currency)
    return _offer(row)


def require_offered(value: Money) -> None:
    """A value that a gift card can have in its currency.

    Raises:
        CardsNotSold: none are sold in it. ValueNotOffered: below or above what is offered, or no whole minor units.
    """
    offer = card_offer(value.currency.code)
    if not (offer.least <= value <= offer.most and is_at_exponent(value)):
        raise ValueNotOffered(least=str(offer.least), most=str(offer.most))


def ways_to_pay(value: Money, *, country: str) -> tuple[MethodOffer, ...]:
    """The ways in which a gift card can be paid; other cards and store credit are none of them."""
    offers = payments.methods_for(value, country=country)
    return tuple(offer for offer in offers if offer.is_usable)


def way_to_pay(value: Money, *, country: str, wanted: PaymentMethod | None) -> PaymentMethod:
    """The wanted way, whether it is offered or not, or the first one that is."""
    return wanted or next((offer.method for offer in ways_to_pay(value, country=country)), PaymentMethod.CARD)


def sale(public_id: UUID, *, user_id: int, at: datetime) -> SaleView:
    """A gift card that a person buys or bought. One query.

    Raises:
        SaleNotFound: there is none, or it is somebody else's.
    """
    row = sales().filter(public_id=public_id, buyer_id=user_id).first()
    if row is None:
        raise SaleNotFound()
    return sale_view(row, at=at)


def sales_of(user_id: int, *, at: datetime) -> tuple[SaleView, ...]:
    """The gift cards that a person bought, newest first; those that were never paid are left out. One query."""
    rows = sales().filter(buyer_id=user_id).exclude(status=SaleStatus.OVER)[:_MOST_SHOWN]
    return tuple(sale_view(row, at=at) for row in rows)


def received_by(emails: Collection[str]) -> tuple[ReceivedCard, ...]:
    """The gift cards that were mailed to addresses, which must be proven to be the person's own. One query."""
    wanted = [email.lower() for email in emails]
    rows = CardSale.objects.select_related("card__account").filter(
        recipient_email__in=wanted, sent_at__isnull=False, status__in=(SaleStatus.ISSUED, SaleStatus.DISPUTED)
    )
    found = []
    for row in rows[:_MOST_SHOWN]:
        assert row.card is not None
        assert row.sent_at is not None
        account = row.card.account
        found.append(
            ReceivedCard(
                public_id=row.card.public_id,
                sender_name=row.sender_name,
                message=row.message,
                value=row.money(),
                left=account.money(account.balance),
                state=CardState(row.card.state),
                last_four=row.card.last_four,
                sent_at=row.sent_at,
            )
        )
    return tuple(found)


def sales() -> QuerySet[CardSale]:
    """Every gift card that is or was bought, with its card and whether that was ever used, newest first."""
    used = CreditEntry.objects.filter(account__card__sale=OuterRef("pk")).exclude(kind=EntryKind.ISSUED)
    return CardSale.objects.select_related("card__account", "buyer").annotate(is_used=Exists(used)).order_by("-id")


def sale_view(row: CardSale, *, at: datetime) -> SaleView:
    """A bought gift card as a value; the row must be of `sales`."""
    card = row.card
    account = card.account if card else None
    is_blocked = card is not None and card.state != CardState.ACTIVE
    is_unused = (
        account is not None
        and row.status == SaleStatus.ISSUED
        and not (is_blocked or account.held or getattr(row, "is_used", True))
    )
    until = row.issued_at + timedelta(days=settings.GIFT_CARD_RETURN_DAYS) if is_unused and row.issued_at else None
    return SaleView(
        public_id=row.public_id,
        status=SaleStatus(row.status),
        value=row.money(),
        sender_name=row.sender_name,
        recipient_name=row.recipient_name,
        recipient_email=row.recipient_email,
        message=row.message,
        language=row.language,
        country=row.country,
        email=row.email,
        buyer_id=row.buyer_id,
        method=row.method,
        intent_id=row.intent_id,
        expires_at=row.expires_at,
        send_at=row.send_at,
        sent_at=row.sent_at,
        retry_at=row.retry_at,
        undelivered_at=row.undelivered_at,
        created_at=row.created_at,
        issued_at=row.issued_at,
        last_four=card.last_four if card and row.sent_at else "",
        left=account.money(account.balance) if account else None,
        is_blocked=is_blocked,
        is_unused=is_unused,
        returnable_until=until if until is not None and until > at else None,
    )


def habit(user_id: int, *, at: datetime) -> GiftHabit:
    """The gift cards that a person has begun to pay within 24 hours. One query."""
    rows = CardSale.objects.filter(buyer_id=user_id, intent_id__isnull=False, created_at__gt=at - timedelta(hours=24))
    values = [row.money() for row in rows]
    return GiftHabit(len(values), sum((worth(one, at=at) for one in values), Decimal(0)))


def worth(value: Money, *, at: datetime) -> Decimal:
    """An amount in the book currency at the day's middle rate, to the cent."""
    rate = currencies.rate_table(at.date()).rate(value.currency.code, settings.BOOK_CURRENCY).value
    return (value.amount * rate).quantize(Decimal("0.01"))


def _offer(row: CardTerms) -> CardOffer:
    def money(amounts: Sequence[Decimal]) -> tuple[Money, ...]:
        return tuple(Money(amount, row.currency) for amount in amounts)

    least, most = money([row.least, row.most])
    return CardOffer(money(row.amounts), least, most)
