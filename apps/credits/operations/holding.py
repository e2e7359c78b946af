"""Credits · setting credit aside for a checkout, taking it, letting go of it · public schema.

As with goods: held when the checkout is placed, taken by its completion, released otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from apps.common.money import to_minor
from apps.common.transactions import transaction_required
from apps.credits.errors import CreditGone
from apps.credits.models import CreditAccount, CreditHold, GiftCard
from apps.credits.types import CardState, EntryKind, HoldState, Tender
from apps.ledger import entries

from .entering import enter


@transaction_required
def hold(
    tenders: Sequence[Tender], *, session_id: UUID, user_id: int | None, expires_at: datetime, at: datetime
) -> None:
    """Set all of these amounts aside for one checkout, or none. What it held before is let go of.

    `user_id` is whose checkout it is, None for a guest's: nobody else's store credit pays for it.

    Raises:
        CreditGone: one of them is not there: spent or held elsewhere, expired, blocked, another's. Nothing is held.
    """
    release(session_id)
    for one in sorted(tenders, key=lambda tender: tender.account_id):
        _hold_one(one, session_id=session_id, user_id=user_id, expires_at=expires_at, at=at)


@transaction_required
def hold_until(session_id: UUID, *, expires_at: datetime) -> None:
    """Have a checkout's credit set aside for longer."""
    CreditHold.objects.filter(session_id=session_id, state=HoldState.HELD).update(expires_at=expires_at)


@transaction_required
def release(session_id: UUID) -> int:
    """Let go of what a checkout holds; how many holds those were."""
    held = CreditHold.objects.select_for_update().filter(session_id=session_id, state=HoldState.HELD)
    return _release(list(held.order_by("account__public_id")))


@transaction_required
def release_of_card(card: GiftCard) -> int:
    """Let go of what checkouts hold of a card, which they ask for once more when they complete; how many holds."""
    held = CreditHold.objects.select_for_update(of=("self",)).filter(account__card=card, state=HoldState.HELD)
    return _release(list(held.order_by("id")))


def release_expired(*, at: datetime, limit: int = 500) -> int:
    """Let go of holds whose time is over; how many. Opens its own transactions."""
    due = CreditHold.objects.filter(state=HoldState.HELD, expires_at__lte=at).order_by("expires_at")
    sessions = list(dict.fromkeys(due.values_list("session_id", flat=True)[:limit]))
    count = 0
    for session_id in sessions:
        with transaction.atomic():
            late = CreditHold.objects.select_for_update().filter(
                session_id=session_id, state=HoldState.HELD, expires_at__lte=at
            )
            count += _release(list(late.order_by("account__public_id")))
    return count


@transaction_required
def take(tenders: Sequence[Tender], *, session_id: UUID, user_id: int | None, purchase_id: UUID, at: datetime) -> None:
    """Pay a purchase's part with what its checkout holds; where a hold has run out, with the very same once more.

    Entries keep the order of `tenders`: what paid last is given back first.

    Raises:
        CreditGone: it is not there any more. Nothing is written.
    """
    holds = {
        row.account.public_id: row
        for row in CreditHold.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(session_id=session_id)
        .order_by("account__public_id")
    }
    for one in sorted(tenders, key=lambda tender: tender.account_id):
        row = holds.get(one.account_id)
        if row is not None and row.state == HoldState.HELD and row.amount != to_minor(one.amount):
            _release([row])
        if row is None or row.state != HoldState.HELD:
            row = holds[one.account_id] = _hold_one(one, session_id=session_id, user_id=user_id, expires_at=at, at=at)
        CreditAccount.objects.filter(pk=row.account_id).update(held=F("held") - row.amount)
        row.state = HoldState.TAKEN
        row.save(update_fields=["state"])
    for one in tenders:
        row = holds[one.account_id]
        reference = f"spent:{purchase_id}:{one.account_id}"
        enter(
            row.account,
            EntryKind.SPENT,
            -row.amount,
            reference=reference,
            journal=entries.store_credit_spent(reference, one.amount, purchase_id=purchase_id),
            purchase_id=purchase_id,
            at=at,
        )


def _hold_one(
    tender: Tender, *, session_id: UUID, user_id: int | None, expires_at: datetime, at: datetime
) -> CreditHold:
    """Set one amount aside in one statement that asks and takes: of two who race, the second finds less.

    Raises:
        CreditGone: it is not there.
    """
    units = to_minor(tender.amount)
    whose = Q(user__isnull=True) if user_id is None else Q(user__isnull=True) | Q(user=user_id)
    account = CreditAccount.objects.filter(whose, public_id=tender.account_id)
    enough = account.filter(balance__gte=F("held") + units, currency=tender.amount.currency.code)
    if not enough.update(held=F("held") + units):
        raise CreditGone()
    row = account.get()
    card = GiftCard.objects.filter(account=row).first()
    if card is not None and (card.state != CardState.ACTIVE or (card.expires_at is not None and card.expires_at <= at)):
        raise CreditGone()
    held, is_new = CreditHold.objects.get_or_create(
        session_id=session_id,
        account=row,
        defaults={"amount": units, "expires_at": expires_at, "created_at": at},
    )
    if not is_new:
        held.amount, held.state, held.expires_at = units, HoldState.HELD, expires_at
        held.save(update_fields=["amount", "state", "expires_at"])
    held.account = row
    return held


def _release(holds: list[CreditHold]) -> int:
    for row in holds:
        CreditAccount.objects.filter(pk=row.account_id).update(held=F("held") - row.amount)
        row.state = HoldState.RELEASED
        row.save(update_fields=["state"])
    return len(holds)
