"""Credits · refunds that went back to blocked cards: where they go from there · public schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from apps.common.errors import NotFound
from apps.common.money import to_minor
from apps.common.transactions import transaction_required
from apps.credits.errors import CardsNotSetUp, StrandedGone, StrandedSettled
from apps.credits.models import CardSale, CreditAccount, StrandedRefund
from apps.credits.selectors.cards import card_view
from apps.credits.types import EntryKind, IssuedCard, Origin, Whereabouts

from .cards import lasts_until, new_card, require_paid_for
from .entering import account_of, enter, locked


@transaction_required
def give_stranded(public_id: UUID, *, user_id: int, by: int, note: str = "", at: datetime) -> None:
    """Give what went back to a blocked card to a buyer's store credit. What is owed stays the same.

    Raises:
        NotFound: there is none. StrandedSettled: it went somewhere already.
        PaymentTakenBack: the bank of the card's buyer disputes its payment or has taken it back: that buyer would have
            the money twice.
        StrandedGone: less is on the card. Nothing is written.
    """
    row = _found(public_id)
    target = account_of(user_id, row.entry.account.currency, at=at)
    _move(row, target, Whereabouts.ACCOUNT, by=by, note=note, at=at)


@transaction_required
def replace_stranded(public_id: UUID, *, by: int, note: str = "", at: datetime) -> IssuedCard:
    """Put what went back to a blocked card on a new one, whose code is in the answer and nowhere else.

    Raises:
        NotFound, StrandedSettled, PaymentTakenBack, StrandedGone: see give_stranded. CardsNotSetUp. Nothing is written.
    """
    if not settings.GIFT_CARD_KEY:
        raise CardsNotSetUp()
    row = _found(public_id)
    before, value = row.entry.account.card, row.money()
    code, card = new_card(
        value,
        origin=Origin(before.origin),
        expires_at=lasts_until(at),
        batch=before.batch,
        note=f"…{before.last_four}",
        issued_by_id=by,
        issued_at=at,
    )
    _move(row, card.account, Whereabouts.NEW_CARD, by=by, note=note, at=at)
    card.account.balance = card.value
    return IssuedCard(code, card_view(card))


def _found(public_id: UUID) -> StrandedRefund:
    row = StrandedRefund.objects.select_related("entry__account__card").filter(public_id=public_id).first()
    if row is None:
        raise NotFound()
    return row


def _move(
    row: StrandedRefund, target: CreditAccount, went_to: Whereabouts, *, by: int, note: str, at: datetime
) -> None:
    """The accounts are locked before the refund, as where a dispute ends that settles it."""
    origin = row.entry.account
    accounts = locked([origin.public_id, target.public_id])
    row = StrandedRefund.objects.select_for_update(of=("self",)).select_related("entry__account").get(pk=row.pk)
    if row.closed_at is not None:
        raise StrandedSettled()
    require_paid_for(CardSale.objects.filter(card=origin.card).first())
    source, units = accounts[origin.public_id], to_minor(row.money())
    if source.balance - source.held < units:
        raise StrandedGone()
    for account, sign, side in ((source, -1, "from"), (accounts[target.public_id], 1, "to")):
        enter(
            account,
            EntryKind.MOVED,
            sign * units,
            reference=f"stranded:{row.public_id}:{side}",
            journal=None,
            note=f"…{origin.card.last_four}",
            made_by=by,
            at=at,
        )
    row.went_to, row.closed_by_id, row.closed_at, row.note = went_to, by, at, note.strip()[:200]
    row.save(update_fields=["went_to", "closed_by", "closed_at", "note"])
