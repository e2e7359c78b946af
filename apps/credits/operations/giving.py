"""Credits · goodwill, refunds as store credit, what goes back to tenders, cards put on an account · public schema."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.common.money import is_at_exponent, to_minor
from apps.common.transactions import transaction_required
from apps.credits import rules
from apps.credits.errors import CardSpent
from apps.credits.models import CreditAccount, CreditEntry, GiftCard, StrandedRefund
from apps.credits.selectors.spending import spent_on
from apps.credits.types import CardState, EntryKind, Usable
from apps.ledger import entries
from apps.ledger.types import AccountCode

from .bought import pay_loss_with
from .entering import account_of, enter, locked
from .limits import require_within_limit


@transaction_required
def give_credit(
    user_id: int, amount: Money, *, reason: str, key: str, made_by: int, may_exceed: bool = False, at: datetime
) -> None:
    """Give a buyer store credit at the marketplace's cost. The same `key` gives once. The buyer reads `reason`.

    Raises:
        InvalidInput: no amount above zero, or no reason. AboveLimit: see require_within_limit. Nothing is written.
    """
    if amount.amount <= 0 or not is_at_exponent(amount):
        raise InvalidInput(field="amount", problem=_("Give an amount above zero in whole minor units."))
    if not reason.strip():
        raise InvalidInput(field="reason", problem=_("Say why: the buyer reads it."))
    if CreditEntry.objects.filter(reference=f"goodwill:{key}"[:160]).exists():
        return
    require_within_limit(amount, made_by=made_by, may_exceed=may_exceed, at=at)
    buyers = account_of(user_id, amount.currency.code, at=at)
    enter(
        locked([buyers.public_id])[buyers.public_id],
        EntryKind.GOODWILL,
        to_minor(amount),
        reference=f"goodwill:{key}"[:160],
        journal=entries.store_credit_issued(f"goodwill:{key}"[:80], amount, given_for=AccountCode.GOODWILL),
        note=reason.strip(),
        made_by=made_by,
        at=at,
    )


@transaction_required
def give_back(purchase_id: UUID, amount: Money, *, key: str, at: datetime) -> Money:
    """Give of a purchase back to the cards and accounts that paid it, the last first; what of it none of them paid.

    A card that has expired, or is about to, lasts longer for it. What goes back to a blocked card lies there until a
    person says where it goes (StrandedRefund): whoever spent it may be who stole it. To one whose payment was charged
    back it goes as far as it is more than our loss. The same `key` gives once.
    """
    rest, back = amount, rules.given_back(amount, spent_on(purchase_id))
    accounts = locked([one.account_id for one in back])
    for one in back:
        account = accounts[one.account_id]
        reference = f"back:{key}:{account.public_id}"
        journal = entries.store_credit_issued(reference, one.amount, purchase_id=purchase_id)
        entry = enter(
            account,
            EntryKind.GIVEN_BACK,
            to_minor(one.amount),
            reference=reference,
            journal=journal,
            purchase_id=purchase_id,
            at=at,
        )
        _look_at_card(account, entry, at=at)
        rest -= one.amount
    return rest


@transaction_required
def refund_as_credit(user_id: int, amount: Money, *, purchase_id: UUID, key: str, at: datetime) -> None:
    """Give a buyer store credit in place of money that was to go back. The same `key` gives once."""
    account = account_of(user_id, amount.currency.code, at=at)
    enter(
        account,
        EntryKind.REFUND,
        to_minor(amount),
        reference=f"refund:{key}",
        journal=entries.store_credit_issued(f"refund:{key}", amount, purchase_id=purchase_id),
        purchase_id=purchase_id,
        at=at,
    )


@transaction_required
def move_card(user_id: int, card: Usable, *, at: datetime) -> Money:
    """Add what is left on a gift card to a buyer's store credit, where it does not expire; how much that was.

    What is owed stays the same, so that nothing is posted.

    Raises:
        CardSpent: nothing is left, or it went elsewhere meanwhile.
    """
    target = account_of(user_id, card.available.currency.code, at=at)
    accounts = locked([card.account_id, target.public_id])
    source = accounts[card.account_id]
    units = source.balance - source.held
    if units <= 0:
        raise CardSpent(last_four=card.last_four)
    key = uuid4()
    note = f"…{card.last_four}"
    enter(source, EntryKind.MOVED, -units, reference=f"moved:{key}:from", journal=None, note=note, at=at)
    enter(target, EntryKind.MOVED, units, reference=f"moved:{key}:to", journal=None, note=note, at=at)
    return source.money(units)


def _look_at_card(account: CreditAccount, entry: CreditEntry | None, *, at: datetime) -> None:
    """Have a card that money went back to last long enough to be used; note one that nobody may use.

    What its buyer's bank has taken back of its payment comes first.
    """
    card = GiftCard.objects.select_for_update().filter(account=account).first()
    if card is None:
        return
    kept = pay_loss_with(entry, card, at=at) if entry is not None else 0
    if card.state == CardState.BLOCKED and entry is not None and kept < entry.amount:
        StrandedRefund.objects.create(entry=entry, kept=kept, opened_at=at)
    until = at + timedelta(days=settings.GIFT_CARD_DAYS_AFTER_REFUND)
    if card.expires_at is not None and card.expires_at < until:
        card.expires_at = until
        if card.state == CardState.EXPIRED:
            card.state = CardState.ACTIVE
        card.save(update_fields=["expires_at", "state"])
