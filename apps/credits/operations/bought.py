"""Credits · gift cards bought in the shop once they are paid: issued, given back, disputed · public schema.

Locks: the sale, then its account, its card, its payment.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Sum
from djmoney.money import Money

from apps.common.money import from_minor, to_minor, zero
from apps.common.transactions import transaction_required
from apps.credits.errors import CardsNotSetUp, NotReturnable, SaleNotFound
from apps.credits.events import CardBought
from apps.credits.models import CardSale, CreditAccount, CreditEntry, GiftCard
from apps.credits.rules import SALE
from apps.credits.types import CardState, EntryKind, Origin, SaleStatus, Whereabouts
from apps.ledger import entries
from apps.ledger import operations as ledger
from apps.outbox import operations as outbox
from apps.payments import operations as payments
from apps.payments import selectors as intents

from .cards import new_card, settle_stranded
from .entering import enter, locked
from .holding import release_of_card
from .selling import locked_sale


@transaction_required
def issue_bought(public_id: UUID, *, at: datetime) -> bool:
    """Issue a bought gift card now that its money is there; whether that was now. Twice is once.

    Money that is not all there, or that the buyer's bank disputes, issues nothing. Nobody knows the code before the
    card is sent. It does not expire.

    Raises:
        CardsNotSetUp: cards cannot be issued here any more. Nothing is written.
    """
    row = locked_sale(public_id)
    if row is None or row.status != SaleStatus.PROMISED or row.intent_id is None:
        return False
    paid = intents.intent(row.intent_id)
    if paid.captured < row.money() or paid.disputed.amount or paid.charged_back.amount:
        return False
    if not settings.GIFT_CARD_KEY:
        raise CardsNotSetUp()
    _, card = new_card(
        row.money(), origin=Origin.BOUGHT, expires_at=None, issuance=None, issued_by_id=None, issued_at=at
    )
    journal = entries.gift_card_sold(row.public_id, row.money(), purchase_id=row.public_id)
    enter(card.account, EntryKind.ISSUED, row.value, reference=f"issued:{card.public_id}", journal=journal, at=at)
    row.status, row.card, row.issued_at = SALE.next(SaleStatus(row.status), "issue"), card, at
    row.save(update_fields=["status", "card", "issued_at"])
    outbox.emit(CardBought(sale_id=row.public_id, version=1), at=at)
    return True


@transaction_required
def give_card_back(public_id: UUID, *, buyer_id: int | None, at: datetime) -> None:
    """Take an unused gift card back: it is blocked and emptied, and its money goes the way it came. All or nothing.

    Its buyer (`buyer_id`) can within GIFT_CARD_RETURN_DAYS of its issue, staff (None) as long as it is unused.
    A checkout that holds it, or has used it, comes first.

    Raises:
        SaleNotFound: there is none, or it is somebody else's.
        NotReturnable: used, held, blocked, disputed, or too late. Nothing is written.
        TooMuch: the provider gives no more of this payment back.
    """
    row = locked_sale(public_id)
    if row is None or buyer_id not in (None, row.buyer_id):
        raise SaleNotFound()
    refusal = NotReturnable(days=settings.GIFT_CARD_RETURN_DAYS)
    if row.status != SaleStatus.ISSUED or row.intent_id is None or row.issued_at is None:
        raise refusal
    if buyer_id is not None and at >= row.issued_at + timedelta(days=settings.GIFT_CARD_RETURN_DAYS):
        raise refusal
    account, card = _with_card(row)
    was_used = CreditEntry.objects.filter(account=account).exclude(kind=EntryKind.ISSUED).exists()
    if was_used or account.held or account.balance != row.value or card.state != CardState.ACTIVE:
        raise refusal
    _block(card)
    _empty(row, account, row.money(), key=str(row.public_id), at=at)
    payments.request_refund(row.intent_id, amount=row.money(), key=f"gift:{row.public_id}", reason="withdrawn", at=at)
    row.status, row.ended_at = SALE.next(SaleStatus(row.status), "give_back"), at
    row.save(update_fields=["status", "ended_at"])


@transaction_required
def follow_card_dispute(public_id: UUID, *, at: datetime) -> None:
    """The buyer's bank has taken the payment of a gift card back for now: nobody uses what is left. Twice is once."""
    row = locked_sale(public_id)
    if row is None or row.status != SaleStatus.ISSUED:
        return
    _, card = _with_card(row)
    if card.state != CardState.ACTIVE:  # staff have blocked it, and alone unblock it
        return
    _block(card)
    row.status = SALE.next(SaleStatus(row.status), "dispute")
    row.save(update_fields=["status"])


@transaction_required
def follow_card_dispute_won(public_id: UUID, *, at: datetime) -> None:
    """The money stays with us: the card can be used again, or is issued at last, unless another dispute goes on."""
    row = locked_sale(public_id)
    if row is None or row.intent_id is None or intents.intent(row.intent_id).disputed.amount:
        return
    if row.status == SaleStatus.PROMISED:
        issue_bought(public_id, at=at)
    if row.status == SaleStatus.DISPUTED:
        _, card = _with_card(row)
        _reopen(row, card, at=at)


@transaction_required
def follow_card_chargeback(public_id: UUID, *, amount: Money, key: str, at: datetime) -> None:
    """The buyer's bank keeps an amount: what is left on the card pays for that, and what was used is our loss. `key`
    names the lost dispute, which counts once.

    Where the bank has now taken the whole payment the card stays blocked; else the rest can be used as soon as no
    dispute goes on. What a checkout holds of it is let go of. Where no card was issued yet, what the bank left of the
    payment goes back to the buyer.
    """
    row = locked_sale(public_id)
    if row is None or row.intent_id is None:
        return
    if row.card_id is None:
        _end_without_card(row, row.intent_id, at=at)
        return
    if row.status == SaleStatus.RETURNED:
        _absorb(row, min(amount, _paid_twice(row, row.intent_id)), key=key, at=at)
        return
    if CreditEntry.objects.filter(reference=f"returned:{key}").exists():
        return
    assert row.card is not None
    release_of_card(row.card)
    account, card = _with_card(row)
    paid = intents.intent(row.intent_id)
    owed = min(to_minor(amount), _not_taken(account.pk, paid.charged_back))
    taken = from_minor(min(account.balance - account.held, owed), row.currency)
    _empty(row, account, taken, key=key, at=at)
    _absorb(row, amount - taken, key=key, at=at)
    if paid.charged_back >= row.money():
        _block(card)
        settle_stranded(card.public_id, Whereabouts.RECLAIMED, at=at)
        if SALE.allows(SaleStatus(row.status), "lose"):
            row.status, row.ended_at = SALE.next(SaleStatus(row.status), "lose"), at
            row.save(update_fields=["status", "ended_at"])
    elif row.status == SaleStatus.DISPUTED and not paid.disputed.amount:
        _reopen(row, card, at=at)


@transaction_required
def pay_loss_with(entry: CreditEntry, card: GiftCard, *, at: datetime) -> int:
    """Have money that comes back to a bought card pay first for what its buyer's bank took and was not on it; how many
    minor units did. Else that buyer would have it twice. The card's account must be locked.
    """
    row = CardSale.objects.filter(card=card, intent_id__isnull=False).exclude(status=SaleStatus.RETURNED).first()
    if row is None or row.intent_id is None:
        return 0
    units = min(entry.amount, _not_taken(entry.account_id, intents.intent(row.intent_id).charged_back))
    if not units:
        return 0
    part, key = from_minor(units, row.currency), f"recovered:{entry.public_id}"
    _empty(row, entry.account, part, key=key, at=at)
    ledger.post(entries.chargeback_absorbed(key, -part, purchase_id=row.public_id), at=at)
    return units


def _not_taken(account_pk: int, charged_back: Money) -> int:
    """What banks have taken of a card's payment and nothing on it has paid for yet, in minor units.

    A refund that comes back may have paid for it before the news of the lost dispute is here.
    """
    returned = CreditEntry.objects.filter(account=account_pk, kind=EntryKind.RETURNED)
    return max(to_minor(charged_back) + (returned.aggregate(sum=Sum("amount"))["sum"] or 0), 0)


def _reopen(row: CardSale, card: GiftCard, *, at: datetime) -> None:
    """What is on the card can be used again, with what came back to it meanwhile."""
    card.state = CardState.ACTIVE
    card.save(update_fields=["state"])
    settle_stranded(card.public_id, Whereabouts.UNBLOCKED, at=at)
    row.status = SALE.next(SaleStatus(row.status), "reopen")
    row.save(update_fields=["status"])


def _with_card(row: CardSale) -> tuple[CreditAccount, GiftCard]:
    """The account and the card of a sale, locked in this order."""
    assert row.card is not None
    account_id = row.card.account.public_id
    return locked([account_id])[account_id], GiftCard.objects.select_for_update().get(pk=row.card.pk)


def _block(card: GiftCard) -> None:
    card.state = CardState.BLOCKED
    card.save(update_fields=["state"])


def _empty(row: CardSale, account: CreditAccount, amount: Money, *, key: str, at: datetime) -> None:
    """Take an amount off a sale's card that is owed to its buyer, or to the buyer's bank, again."""
    if amount.amount > 0:
        journal = entries.gift_card_returned(key, amount, purchase_id=row.public_id)
        enter(account, EntryKind.RETURNED, -to_minor(amount), reference=f"returned:{key}", journal=journal, at=at)


def _absorb(row: CardSale, loss: Money, *, key: str, at: datetime) -> None:
    if loss.amount > 0:
        ledger.post(entries.chargeback_absorbed(key, loss, purchase_id=row.public_id), at=at)


def _paid_twice(row: CardSale, intent_id: UUID) -> Money:
    """What a buyer has got back by refund and by dispute together beyond what was paid."""
    paid = intents.intent(intent_id)
    return max(paid.refunded + paid.charged_back - paid.captured, zero(row.currency))


def _end_without_card(row: CardSale, intent_id: UUID, *, at: datetime) -> None:
    if row.status != SaleStatus.PROMISED:
        return
    left = intents.reach(intent_id).left
    if left.amount > 0:
        payments.request_refund(intent_id, amount=left, key=f"gift:{row.public_id}", reason="disputed", at=at)
    row.status, row.ended_at = SALE.next(SaleStatus(row.status), "end"), at
    row.save(update_fields=["status", "ended_at"])
