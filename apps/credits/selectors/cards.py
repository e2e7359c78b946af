"""Credits · gift cards · public schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.formats import date_format

from apps.credits import rules
from apps.credits.errors import (
    CardExpired,
    CardInUse,
    CardNotFound,
    CardOfOtherCurrency,
    CardSpent,
    CardUnknown,
)
from apps.credits.models import GiftCard
from apps.credits.types import CardState, CardView, Origin, Usable


def usable_card(code: str, *, currency: str | None = None, at: datetime) -> Usable:
    """The card of a code, as people type it, with what it can pay now, in a currency where one is given. One query.

    Whoever asks counts wrong codes: see operations.found_card.

    Raises:
        CardUnknown: there is none, or it is blocked. CardExpired, CardOfOtherCurrency.
        CardSpent: nothing is left on it. CardInUse: another checkout holds what is left.
    """
    plain = rules.plain_code(code)
    row = None
    if plain and settings.GIFT_CARD_KEY:
        hashed = rules.hash_of(plain, key=card_key())
        row = GiftCard.objects.select_related("account").filter(code_hash=hashed).first()
    if row is None or row.state == CardState.BLOCKED:
        raise CardUnknown()
    if row.expires_at is not None and (row.state == CardState.EXPIRED or row.expires_at <= at):
        raise CardExpired(last_four=row.last_four, date=date_format(row.expires_at, "DATE_FORMAT"))
    account = row.account
    if not account.balance:
        raise CardSpent(last_four=row.last_four)
    if currency is not None and account.currency != currency:
        raise CardOfOtherCurrency(currency=account.currency, wanted=currency)
    if account.balance == account.held:
        raise CardInUse(last_four=row.last_four)
    return Usable(account.public_id, account.money(account.balance - account.held), row.last_four)


def cards() -> QuerySet[GiftCard]:
    """Every gift card with its account, newest first, to be narrowed and cut by who shows them."""
    return GiftCard.objects.select_related("account").order_by("-id")


def card(public_id: UUID) -> CardView:
    """One gift card.

    Raises:
        CardNotFound: there is none.
    """
    row = cards().filter(public_id=public_id).first()
    if row is None:
        raise CardNotFound()
    return card_view(row)


def card_view(row: GiftCard) -> CardView:
    """A gift card as a value; its account must have been fetched with it."""
    account = row.account
    return CardView(
        public_id=row.public_id,
        last_four=row.last_four,
        state=CardState(row.state),
        origin=Origin(row.origin),
        value=account.money(row.value),
        balance=account.money(account.balance),
        held=account.money(account.held),
        expires_at=row.expires_at,
        batch=row.batch,
        note=row.note,
        issued_at=row.issued_at,
    )


def card_key() -> bytes:
    """The key that codes are hashed with."""
    return str(settings.GIFT_CARD_KEY).encode()
