"""Credits · a buyer's store credit, and what credit paid of a purchase · public schema."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from djmoney.money import Money

from apps.common.money import from_minor
from apps.credits.errors import NoCredit
from apps.credits.models import CreditAccount, CreditEntry
from apps.credits.types import Balance, CardState, EntryKind, Movement, SpentTender, Usable


def usable_credit(user_id: int, *, currency: str) -> Usable:
    """A buyer's store credit with what it can pay in a currency now. One query.

    Raises:
        NoCredit: there is none.
    """
    row = CreditAccount.objects.filter(user_id=user_id, currency=currency).first()
    if row is None or row.balance <= row.held:
        raise NoCredit(currency=currency)
    return Usable(row.public_id, row.money(row.balance - row.held))


def available(account_ids: Collection[UUID], *, at: datetime) -> dict[UUID, Money]:
    """What can be paid from accounts now, by their ids; those with nothing left are absent. One query."""
    rows = CreditAccount.objects.filter(public_id__in=account_ids, balance__gt=F("held"))
    lasts = Q(card__expires_at__isnull=True) | Q(card__expires_at__gt=at)
    usable = rows.filter(Q(card__isnull=True) | Q(card__state=CardState.ACTIVE) & lasts)
    return {row.public_id: row.money(row.balance - row.held) for row in usable}


def balances_of(user_id: int) -> tuple[Balance, ...]:
    """A buyer's store credit by currency. One query."""
    rows = CreditAccount.objects.filter(user_id=user_id).order_by("currency")
    return tuple(Balance(row.public_id, row.money(row.balance), row.money(row.held)) for row in rows)


def movements_of(user_id: int, *, limit: int = 100) -> tuple[Movement, ...]:
    """What changed a buyer's store credit, newest first. One query."""
    rows = CreditEntry.objects.select_related("account").filter(account__user_id=user_id).order_by("-id")[:limit]
    return tuple(
        Movement(
            public_id=row.public_id,
            kind=EntryKind(row.kind),
            amount=row.account.money(row.amount),
            occurred_at=row.occurred_at,
            note=row.note,
            purchase_id=row.purchase_id,
        )
        for row in rows
    )


def spent_on(purchase_id: UUID) -> tuple[SpentTender, ...]:
    """The gift cards and the store credit that paid a purchase, in their order, with what went back. One query."""
    rows = (
        CreditEntry.objects.select_related("account__card")
        .filter(purchase_id=purchase_id, kind__in=(EntryKind.SPENT, EntryKind.GIVEN_BACK))
        .order_by("id")
    )
    paid: dict[int, int] = {}
    back: dict[int, int] = {}
    accounts = {}
    for row in rows:
        accounts[row.account_id] = row.account
        side = paid if row.kind == EntryKind.SPENT else back
        side[row.account_id] = side.get(row.account_id, 0) + row.amount
    return tuple(
        SpentTender(
            account_id=account.public_id,
            paid=from_minor(-paid.get(pk, 0), account.currency),
            given_back=from_minor(back.get(pk, 0), account.currency),
            last_four=account.card.last_four if hasattr(account, "card") else "",
        )
        for pk, account in accounts.items()
    )
