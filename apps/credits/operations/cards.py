"""Credits · issuing gift cards, blocking them, and letting them expire · public schema."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.common.money import is_at_exponent, to_minor
from apps.common.transactions import transaction_required
from apps.credits import rules
from apps.credits.errors import CardNotFound, CardsNotSetUp, KeyUsedOtherwise, PaymentTakenBack
from apps.credits.models import CardSale, CreditAccount, GiftCard, Issuance, StrandedRefund
from apps.credits.selectors.cards import card_key, card_view, cards
from apps.credits.types import CardState, CardView, EntryKind, IssuedCard, Origin, SaleStatus, Whereabouts
from apps.ledger import entries
from apps.ledger.types import AccountCode
from apps.payments import selectors as intents

from .entering import enter
from .limits import require_within_limit

MOST_AT_ONCE = 500
# What a card is issued for, and what it is where nobody uses it: a sold one is income, a given one was never given.
_FOR = {Origin.SOLD: AccountCode.SUSPENSE, Origin.GIVEN: AccountCode.GOODWILL}
_INCOME = {
    Origin.SOLD: AccountCode.BREAKAGE, Origin.BOUGHT: AccountCode.BREAKAGE, Origin.GIVEN: AccountCode.GOODWILL
}  # fmt: skip


@transaction_required
def issue_card(
    value: Money,
    *,
    origin: Origin,
    made_by: int | None,
    may_exceed: bool = False,
    expires_at: datetime | None = None,
    key: str = "",
    batch: str = "",
    note: str = "",
    at: datetime,
) -> IssuedCard:
    """Issue one gift card; its code is in the answer and nowhere else. A sold one waits in suspense for its money.

    `expires_at` is by default GIFT_CARD_DAYS from now. `made_by` is the person's key, None where the
    installation issues it by itself; over CREDIT_LIMITS in a day that person `may_exceed`. The same `key` of the
    same person issues once, however often it is asked for: see issue_batch.

    Raises:
        InvalidInput: the value is no amount above zero of its currency, or the card would have expired.
        AboveLimit, CardsNotSetUp, KeyUsedOtherwise. Nothing is written.
    """
    (issued,) = issue_batch(
        value,
        count=1,
        origin=origin,
        made_by=made_by,
        may_exceed=may_exceed,
        expires_at=expires_at,
        key=key,
        batch=batch,
        note=note,
        at=at,
    )
    return issued


@transaction_required
def issue_batch(
    value: Money,
    *,
    count: int,
    origin: Origin,
    made_by: int | None,
    may_exceed: bool = False,
    expires_at: datetime | None = None,
    key: str = "",
    batch: str = "",
    note: str = "",
    at: datetime,
) -> list[IssuedCard]:
    """Issue `count` (1 to 500) gift cards of the same value, all or none; see issue_card. The limit is for them all.

    Where the same `key` is asked for again the same cards are the answer, without their codes: these cannot be
    read off what is kept, and are in nobody's hands twice. Whoever lost the first answer blocks the cards.
    """
    if not settings.GIFT_CARD_KEY:
        raise CardsNotSetUp()
    if not 1 <= count <= MOST_AT_ONCE:
        raise InvalidInput(field="count", problem=_("Issue 1 to %(most)s gift cards at once."), most=MOST_AT_ONCE)
    if value.amount <= 0 or not is_at_exponent(value):
        raise InvalidInput(field="value", problem=_("A gift card needs a value above zero in whole minor units."))
    if expires_at is not None and expires_at <= at:
        raise InvalidInput(field="expires_at", problem=_("A gift card can only expire in the future."))
    issuance = None
    if key:
        issuance, is_new = _issuance(value, count=count, origin=origin, made_by=made_by, key=key, at=at)
        if not is_new:
            return [IssuedCard("", card_view(card)) for card in cards().filter(issuance=issuance).order_by("id")]
    require_within_limit(value * count, made_by=made_by, may_exceed=may_exceed, at=at)
    until = expires_at or lasts_until(at)
    return [
        _issued(
            value, origin=origin, made_by=made_by, expires_at=until, issuance=issuance, batch=batch, note=note, at=at
        )
        for _nth in range(count)
    ]


@transaction_required
def block_card(public_id: UUID, *, at: datetime) -> CardView:
    """Let nobody use a card any more, because its code was lost or stolen. What is on it stays there."""
    return _switch(public_id, CardState.ACTIVE, CardState.BLOCKED)


@transaction_required
def unblock_card(public_id: UUID, *, by: int | None = None, at: datetime) -> CardView:
    """Let a blocked card be used again, with what went back to it meanwhile.

    Raises:
        PaymentTakenBack: it was bought here, and its buyer's bank disputes or has taken back the payment.
    """
    require_paid_for(CardSale.objects.select_for_update().filter(card__public_id=public_id).first())
    view = _switch(public_id, CardState.BLOCKED, CardState.ACTIVE)
    settle_stranded(public_id, Whereabouts.UNBLOCKED, by=by, at=at)
    return view


@transaction_required
def settle_stranded(card_id: UUID, went_to: Whereabouts, *, by: int | None = None, at: datetime) -> None:
    """Write down where all went that had come back to a card while it was blocked; `by` is None where nobody chose."""
    open_ones = StrandedRefund.objects.filter(entry__account__card__public_id=card_id, closed_at__isnull=True)
    open_ones.update(went_to=went_to, closed_by=by, closed_at=at)


def require_paid_for(sale: CardSale | None) -> None:
    """That no bank takes the money of a bought card back for now, or has taken all of it.

    Raises:
        PaymentTakenBack: the buyer's bank does or has.
    """
    if sale is None or sale.intent_id is None:
        return
    paid = intents.intent(sale.intent_id)
    is_taken_back = paid.disputed.amount > 0 or paid.charged_back >= sale.money()
    if is_taken_back or sale.status in (SaleStatus.DISPUTED, SaleStatus.LOST):
        raise PaymentTakenBack()


def expire_cards(*, at: datetime, limit: int = 500) -> int:
    """Close cards whose time is over; what was on them is income, or was not given after all. How many those were.

    Opens its own transactions. A card that a checkout holds waits for that.
    """
    due = GiftCard.objects.filter(state=CardState.ACTIVE, expires_at__lte=at, account__held=0).order_by("expires_at")
    wanted = list(due.values_list("pk", flat=True)[:limit])
    for pk in wanted:
        with transaction.atomic():
            _expire(pk, at=at)
    return len(wanted)


def _issuance(
    value: Money, *, count: int, origin: Origin, made_by: int | None, key: str, at: datetime
) -> tuple[Issuance, bool]:
    """The act that a person's key names, and whether it is done now for the first time.

    Raises:
        KeyUsedOtherwise: the key named another act.
    """
    wanted = {"origin": origin, "currency": value.currency.code, "value": to_minor(value), "count": count}
    found, is_new = Issuance.objects.get_or_create(
        key=f"{made_by or 'installation'}:{key}"[:120], defaults={**wanted, "made_by_id": made_by, "issued_at": at}
    )
    if any(getattr(found, name) != one for name, one in wanted.items()):
        raise KeyUsedOtherwise()
    return found, is_new


def _issued(
    value: Money,
    *,
    origin: Origin,
    made_by: int | None,
    expires_at: datetime | None,
    issuance: Issuance | None,
    batch: str,
    note: str,
    at: datetime,
) -> IssuedCard:
    code, card = new_card(
        value,
        origin=origin,
        expires_at=expires_at,
        issuance=issuance,
        batch=batch[:60],
        note=note[:200],
        issued_by_id=made_by,
        issued_at=at,
    )
    account = card.account
    enter(
        account,
        EntryKind.ISSUED,
        card.value,
        reference=f"issued:{card.public_id}",
        journal=entries.store_credit_issued(card.public_id, value, given_for=_FOR[origin]),
        made_by=made_by,
        at=at,
    )
    account.balance = card.value
    return IssuedCard(code, card_view(card))


def new_card(value: Money, **facts: Any) -> tuple[str, GiftCard]:
    """A card of a value with nothing on it yet, and its code, which is kept nowhere."""
    code = rules.new_code()
    plain = rules.plain_code(code)
    card = GiftCard.objects.create(
        account=CreditAccount.objects.create(currency=value.currency.code, created_at=facts["issued_at"]),
        code_hash=rules.hash_of(plain, key=card_key()),
        last_four=plain[-4:],
        value=to_minor(value),
        **facts,
    )
    return code, card


@transaction_required
def renew_code(card: GiftCard) -> str:
    """Give a card a new code, which is in the answer and nowhere else: the one before opens nothing any more."""
    code = rules.new_code()
    plain = rules.plain_code(code)
    card.code_hash, card.last_four = rules.hash_of(plain, key=card_key()), plain[-4:]
    card.save(update_fields=["code_hash", "last_four"])
    return code


def lasts_until(at: datetime) -> datetime | None:
    """Until when a card lasts that is issued now, by the installation's rule; None for ever."""
    return at + timedelta(days=settings.GIFT_CARD_DAYS) if settings.GIFT_CARD_DAYS else None


def _switch(public_id: UUID, before: CardState, after: CardState) -> CardView:
    card = GiftCard.objects.select_for_update(of=("self",)).select_related("account").filter(public_id=public_id)
    row = card.first()
    if row is None:
        raise CardNotFound()
    if row.state == before:
        row.state = after
        row.save(update_fields=["state"])
    return card_view(row)


def _expire(pk: int, *, at: datetime) -> None:
    account = CreditAccount.objects.select_for_update(of=("self",)).get(card=pk)
    card = GiftCard.objects.select_for_update().get(pk=pk)
    if card.state != CardState.ACTIVE or account.held or card.expires_at is None or card.expires_at > at:
        return
    card.state = CardState.EXPIRED
    card.save(update_fields=["state"])
    if not account.balance:
        return
    key = uuid4()
    journal = entries.store_credit_expired(key, account.money(account.balance), income=_INCOME[Origin(card.origin)])
    enter(account, EntryKind.EXPIRED, -account.balance, reference=f"expired:{key}", journal=journal, at=at)
