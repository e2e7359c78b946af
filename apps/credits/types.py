"""Credits · kinds, states and values that others may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from djmoney.money import Money

from apps.common.money import as_wire, from_wire


class CardState(models.TextChoices):
    """Whether a card can be used. That it is spent is told by its balance."""

    ACTIVE = "active", pgettext_lazy("gift card", "Active")
    BLOCKED = "blocked", pgettext_lazy("gift card", "Blocked")
    EXPIRED = "expired", pgettext_lazy("gift card", "Expired")


class Origin(models.TextChoices):
    """Who paid for a gift card: somebody, outside of the shop or in it, or the marketplace itself."""

    SOLD = "sold", _("Sold")
    BOUGHT = "bought", _("Bought in the shop")
    GIVEN = "given", _("Given away by the marketplace")


class EntryKind(models.TextChoices):
    """Why a balance changed."""

    ISSUED = "issued", _("Gift card issued")
    SPENT = "spent", _("Used for a purchase")
    GIVEN_BACK = "given_back", _("Given back")
    REFUND = "refund", _("Refund as store credit")
    GOODWILL = "goodwill", _("Goodwill")
    EXPIRED = "expired", pgettext_lazy("money", "Expired")
    MOVED = "moved", _("Gift card added to store credit")
    RETURNED = "returned", _("Gift card given back")


class SaleStatus(models.TextChoices):
    """Where a gift card that somebody buys in the shop stands. `disputed` and `lost`: its buyer's bank took the money
    back, for now or for good."""

    OPEN = "open", pgettext_lazy("gift card", "Waiting for the payment")
    PROMISED = "promised", pgettext_lazy("gift card", "Paid, and being checked")
    ISSUED = "issued", pgettext_lazy("gift card", "Issued")
    RETURNED = "returned", pgettext_lazy("gift card", "Given back")
    DISPUTED = "disputed", pgettext_lazy("gift card", "The payment is disputed")
    LOST = "lost", pgettext_lazy("gift card", "The bank took the payment back")
    OVER = "over", pgettext_lazy("gift card", "Not paid")

    @classmethod
    def with_card(cls) -> list[str]:
        """Those in which the card is there."""
        return [cls.ISSUED.value, cls.RETURNED.value, cls.DISPUTED.value, cls.LOST.value]

    @classmethod
    def without_card(cls) -> list[str]:
        return [cls.OPEN.value, cls.PROMISED.value, cls.OVER.value]


class HoldState(models.TextChoices):
    HELD = "held", _("Held")
    TAKEN = "taken", _("Taken")
    RELEASED = "released", _("Released")


class Whereabouts(models.TextChoices):
    """Where money went that had gone back to a blocked gift card."""

    UNBLOCKED = "unblocked", _("It stays on the card, which can be used again")
    ACCOUNT = "account", _("To a buyer's store credit")
    NEW_CARD = "new_card", _("To a new gift card")
    RECLAIMED = "reclaimed", _("It paid for what the bank of the card's buyer took back")


class Delivery(models.TextChoices):
    """What came of mailing a gift card: it left, it is tried again by itself, or the recipient's server refuses it."""

    SENT = "sent", pgettext_lazy("gift card", "Sent")
    LATER = "later", _("It is tried again by itself")
    REFUSED = "refused", _("It cannot be delivered")


@dataclass(frozen=True)
class Usable:
    """A gift card (`last_four` tells which) or a buyer's store credit (none) with what it can pay now."""

    account_id: UUID
    available: Money
    last_four: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"account": str(self.account_id), "available": as_wire(self.available), "last_four": self.last_four}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Usable:
        return cls(UUID(value["account"]), from_wire(value["available"]), value["last_four"])


@dataclass(frozen=True)
class Tender:
    """What of a purchase is paid by one gift card or by store credit."""

    account_id: UUID
    amount: Money
    last_four: str = ""


@dataclass(frozen=True)
class SpentTender:
    """A tender of a purchase with what of it has been given back to it."""

    account_id: UUID
    paid: Money
    given_back: Money
    last_four: str = ""

    @property
    def left(self) -> Money:
        """What can still be given back to it."""
        return self.paid - self.given_back


@dataclass(frozen=True)
class CardView:
    """A gift card as staff see it; its code is known to nobody any more."""

    public_id: UUID
    last_four: str
    state: CardState
    origin: Origin
    value: Money
    balance: Money
    held: Money
    expires_at: datetime | None
    batch: str
    note: str
    issued_at: datetime


@dataclass(frozen=True)
class IssuedCard:
    """A new gift card with its code, which is shown this once: it is empty where the same act is repeated."""

    code: str
    card: CardView


@dataclass(frozen=True)
class Balance:
    """A buyer's store credit in one currency; `held` of it is set aside for a checkout that waits for its payment."""

    account_id: UUID
    balance: Money
    held: Money

    @property
    def available(self) -> Money:
        return self.balance - self.held


@dataclass(frozen=True)
class Movement:
    """One change of a balance, for its owner; an amount above zero was added."""

    public_id: UUID
    kind: EntryKind
    amount: Money
    occurred_at: datetime
    note: str
    purchase_id: UUID | None


@dataclass(frozen=True)
class Owed:
    """What buyers may spend in one currency, on gift cards and as store credit."""

    currency: str
    cards: Money
    accounts: Money

    @property
    def total(self) -> Money:
        return self.cards + self.accounts


@dataclass(frozen=True)
class Fault:
    """Where two records of the same money differ: `what` was looked at, and what it says and should say."""

    what: str
    says: Money
    should: Money


@dataclass(frozen=True)
class CardOffer:
    """What gift cards are sold for in one currency: these amounts, or another one within the bounds."""

    amounts: tuple[Money, ...]
    least: Money
    most: Money


@dataclass(frozen=True)
class CardWish:
    """A gift card that somebody wants to buy. `send_on` is the day (UTC) on which the recipient is written to."""

    value: Money
    recipient_name: str
    recipient_email: str
    sender_name: str
    message: str
    send_on: date


@dataclass(frozen=True)
class Shopper:
    """Who buys a gift card, and where this person stands: `country` decides, with the sum, on the ways to pay."""

    user_id: int
    email: str
    language: str
    country: str


@dataclass(frozen=True)
class SaleView:
    """A gift card bought in the shop, as its buyer sees it; `last_four` and `left` are empty before it is issued.

    `returnable_until` is set while the buyer can withdraw: the card is unused and the period runs. A letter that did
    not leave is tried again at `retry_at`; since `undelivered_at` it is not, and the buyer has to do something.
    """

    public_id: UUID
    status: SaleStatus
    value: Money
    sender_name: str
    recipient_name: str
    recipient_email: str
    message: str
    language: str
    country: str
    email: str
    buyer_id: int
    method: str
    intent_id: UUID | None
    expires_at: datetime | None
    send_at: datetime
    sent_at: datetime | None
    retry_at: datetime | None
    undelivered_at: datetime | None
    created_at: datetime
    issued_at: datetime | None
    last_four: str
    left: Money | None
    is_blocked: bool
    is_unused: bool
    returnable_until: datetime | None

    @property
    def can_be_paid(self) -> bool:
        return self.status is SaleStatus.OPEN

    @property
    def can_be_sent(self) -> bool:
        """Whether the code can be sent again: it has been sent, or could not be, and something that can be used is left
        on the card."""
        was_due = self.sent_at is not None or self.undelivered_at is not None
        is_usable = self.status is SaleStatus.ISSUED and not self.is_blocked
        return was_due and is_usable and self.left is not None and self.left.amount > 0

    @property
    def can_change_recipient(self) -> bool:
        return self.status is SaleStatus.ISSUED and self.is_unused


@dataclass(frozen=True)
class ReceivedCard:
    """A gift card that came by mail to a person's address; its code is in that mail alone."""

    public_id: UUID
    sender_name: str
    message: str
    value: Money
    left: Money
    state: CardState
    last_four: str
    sent_at: datetime
