"""Remedies · rights, hubs and terms as others hold them, and who has to act in a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.addresses import PostalAddress


class CaseKind(models.TextChoices):
    """What a case is about."""

    RETURN = "return", _("Return")
    CLAIM = "claim", _("Lost or damaged")


class CaseOwner(models.TextChoices):
    """Who has to act next."""

    BUYER = "buyer", _("The buyer")
    VENDOR = "vendor", _("The seller")
    MARKETPLACE = "marketplace", _("The marketplace")
    CARRIER = "carrier", _("The carrier")
    NOBODY = "nobody", _("Nobody")


@dataclass(frozen=True)
class Right:
    """A market's right to step back from a purchase: `days` from delivery; no `source` where there is none by law."""

    days: int
    buyer_pays_return: bool
    refunds_outbound_shipping: bool
    source: str
    is_verified: bool

    def lasts_until(self, delivered_on: date) -> date:
        """The last day on which it can be used; the day of delivery does not count."""
        return delivered_on + timedelta(days=self.days)


@dataclass(frozen=True)
class Hub:
    """A house of the marketplace that takes returns in a region and sends them on together."""

    code: str
    name: str
    country: str
    address: PostalAddress


@dataclass(frozen=True)
class Terms:
    """Until when a carrier hears claims: days from hand-over (lost) or delivery (damaged)."""

    lost_within_days: int
    damaged_within_days: int


@dataclass(frozen=True)
class CaseState:
    """Where a vendor's case stands; `owner` has to act until `due_at`."""

    case_id: UUID
    kind: CaseKind
    number: str
    order_id: UUID
    purchase_id: UUID
    order_number: str
    status: str
    owner: CaseOwner
    since: datetime
    due_at: datetime | None
    is_open: bool
    is_disputed: bool = False


@dataclass(frozen=True)
class CaseRow:
    """A case in a buyer's list."""

    case_id: UUID
    kind: CaseKind
    number: str
    order_id: UUID
    status: str
    is_open: bool
