"""Risk · signals, facts, verdicts and cases as others may hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Fact: TypeAlias = float | str | bool | None
Facts: TypeAlias = Mapping[str, Fact]


class SignalKind(models.IntegerChoices):
    """What links one attempt to others."""

    CARD = 1, _("Card")
    DEVICE = 2, _("Device")
    EMAIL = 3, _("E-mail address")
    ADDRESS = 4, _("Postal address")
    NETWORK = 5, _("Network")
    BIN = 6, _("Issuer")
    PERSON = 7, _("Account")


class SignalOutcome(models.IntegerChoices):
    """What became of it. An attempt leaves a row when it is tried, and another for each thing that comes of it."""

    TRIED = 1, _("Tried")
    BLOCKED = 2, _("Blocked")
    DECLINED = 3, _("Declined")
    PAID = 4, pgettext_lazy("status", "Paid")
    REFUNDED = 5, _("Refunded")
    DISPUTED = 6, _("Disputed")


class Action(models.TextChoices):
    """What a rule asks for, and what is decided; the later is the stronger."""

    ALLOW = "allow", _("Allow")
    STEP_UP = "step_up", _("Have the bank ask")
    REVIEW = "review", _("Hold for review")
    BLOCK = "block", _("Block")

    @property
    def strength(self) -> int:
        """Where it stands among the others, from 0."""
        return list(Action).index(self)


class Stage(models.TextChoices):
    """When something is judged."""

    ATTEMPT = "attempt", _("Before the provider's page opens")
    PAYMENT = "payment", _("Once the money is promised")
    PAYOUT = "payout", _("Before a payout")


class Mode(models.TextChoices):
    """How the whole of it runs: `shadow` records what every rule says and acts on none."""

    ENFORCE = "enforce", _("Rules act")
    SHADOW = "shadow", _("Rules are recorded only")


class CaseStatus(models.TextChoices):
    OPEN = "open", _("Waits for a person")
    RELEASED = "released", pgettext_lazy("payment under review", "Released")
    REFUSED = "refused", _("Refused")


class AlarmKind(models.TextChoices):
    AUTHORISATION_RATE = "authorisation_rate", _("Few payments are authorised")
    CALLBACK_LAG = "callback_lag", _("Providers' messages wait")
    UNKNOWN_OPERATIONS = "unknown_operations", _("Operations without an answer")
    BREAKS = "breaks", _("Books and statements disagree")
    CASES_WAIT = "cases_wait", _("Held payments wait too long")


@dataclass(frozen=True)
class Visit:
    """Where somebody comes from. `country` is the IP address's, where a front server tells it; `device` any name
    of the browser or program that stays the same between its visits."""

    ip: str = ""
    country: str = ""
    device: str = ""


@dataclass(frozen=True)
class Card:
    """What a provider tells of a card; never its number. `country` is the issuer's."""

    fingerprint: str = ""
    country: str = ""
    bin: str = ""


@dataclass(frozen=True)
class Share:
    """One vendor's part of what is to be paid, in the book currency; `goods` are chapters of the HS."""

    vendor_id: int
    amount: Decimal
    goods: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"vendor_id": self.vendor_id, "amount": str(self.amount), "goods": list(self.goods)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Share:
        return cls(int(value["vendor_id"]), Decimal(value["amount"]), tuple(value["goods"]))


@dataclass(frozen=True)
class GiftHabit:
    """The gift cards that a person bought, or began to, within 24 hours, this one included; `worth` in the book
    currency."""

    count_24h: int
    worth_24h: Decimal


@dataclass(frozen=True)
class Attempt:
    """What is known when somebody presses the pay button.

    `amount` is in the book currency; `person` is the account's public id, empty for guests; `gift` where a gift card
    is bought.
    """

    session_id: UUID
    amount: Decimal
    ship_to: str
    email: str
    address: Mapping[str, Any]
    person: str
    shares: tuple[Share, ...]
    is_express: bool
    visit: Visit = field(default_factory=Visit)
    gift: GiftHabit | None = None


@dataclass(frozen=True)
class RuleView:
    """A rule as it is judged by: all of `conditions` ([feature, operator, value]) must hold."""

    name: str
    version: int
    conditions: tuple[tuple[str, str, Any], ...]
    action: Action
    weight: int
    is_shadow: bool


@dataclass(frozen=True)
class Hit:
    """A rule that found something."""

    name: str
    version: int
    action: Action
    weight: int
    is_shadow: bool

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "action": self.action.value}


@dataclass(frozen=True)
class Verdict:
    """What judging came to, with all that it was judged by. `anomaly` is 0 to 100, `score` the hits' weights.

    `keys` are the pseudonyms of the attempt by kind of signal.
    """

    stage: Stage
    action: Action
    score: int
    anomaly: float
    hits: tuple[Hit, ...]
    facts: Facts
    keys: Mapping[int, int]
    model_version: int
    session_id: UUID | None = None
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class CaseRef:
    """A payment that waits for a person."""

    public_id: UUID
    intent_id: UUID
    purchase_id: UUID
    status: CaseStatus
    opened_at: datetime


@dataclass(frozen=True)
class RuleReport:
    """How a rule fares: hits, and of the cases it led to, how many a person let go. Shares are fractions."""

    name: str
    hits: int
    reviewed: int
    released: int

    @property
    def false_positive_share(self) -> float | None:
        """Reviewed and released ÷ reviewed; None where none was reviewed."""
        return self.released / self.reviewed if self.reviewed else None

    @property
    def false_positive_percent(self) -> float | None:
        """The same in per cent, for people."""
        share = self.false_positive_share
        return None if share is None else 100 * share
