"""Registrations · kinds of numbers, who accounts for tax, and what a check of a tax id came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

UNION = "EU"


class Kind(models.TextChoices):
    """What a number is for."""

    IOSS = "IOSS", _("Import One Stop Shop (IOSS)")
    OSS = "OSS", _("One Stop Shop (OSS)")
    VAT = "VAT", _("Value added tax")
    GST = "GST", _("Goods and services tax")
    EORI = "EORI", _("Economic operator (EORI)")
    ARN = "ARN", _("Australian reference number (ARN)")
    VOEC = "VOEC", _("VAT on e-commerce (VOEC)")
    LVG = "LVG", _("Tax on low value goods (LVG)")
    JCT = "JCT", _("Consumption tax (JCT)")
    PRC = "PRC", _("Remessa Conforme (PRC)")


class Format(models.TextChoices):
    """What is known of the form of a number."""

    RIGHT = "right", _("Check digits are right")
    UNKNOWN = "unknown", _("No rule for its form is known here")


class Liable(models.TextChoices):
    """Who accounts for the tax on a sale to its authority."""

    MARKETPLACE = "marketplace", _("The marketplace")
    SELLER = "seller", _("The seller")
    BUYER = "buyer", _("The buyer")
    IMPORTER = "importer", _("The importer, at the border")
    NOBODY = "nobody", _("Nobody: no tax is due")


class Mechanism(models.TextChoices):
    """By what rule they do."""

    DEEMED_SUPPLIER = "deemed_supplier", _("The marketplace is deemed to have sold")
    OWN_SALE = "own_sale", _("The seller's own sale")
    REVERSE_CHARGE = "reverse_charge", _("Reverse charge")
    IMPORT = "import", _("Import tax")
    NONE = "none", _("Not taxed")


class SellerPlace(models.TextChoices):
    """Where the seller is established, seen from the jurisdiction of the rule."""

    ANY = "any", pgettext_lazy("seller's place", "Anywhere")
    INSIDE = "inside", pgettext_lazy("seller's place", "Inside")
    OUTSIDE = "outside", pgettext_lazy("seller's place", "Outside")


class BuyerKind(models.TextChoices):
    """Whom a rule is for. A business is one whose tax id was found valid."""

    ANY = "any", pgettext_lazy("buyer", "Everyone")
    CONSUMER = "consumer", pgettext_lazy("buyer", "Consumers")
    BUSINESS = "business", pgettext_lazy("buyer", "Businesses with a valid tax id")


class Outcome(models.TextChoices):
    """What a check of a tax id came to."""

    VALID = "valid", _("Valid")
    INVALID = "invalid", _("Not valid")
    NAME_DIFFERS = "name_differs", _("Valid, but for another name")
    FORMAT_ONLY = "format_only", _("Its form is right; no service tells more")
    UNAVAILABLE = "unavailable", _("The service did not answer")


class Service(models.TextChoices):
    """Who was asked."""

    VIES = "vies", _("VIES of the European Commission")
    FORMAT = "format", _("Check digits only")
    HAND = "hand", _("A person asked the authority")


@dataclass(frozen=True)
class AccountingRule:
    """A row of the decision table: who accounts for the tax where a scheme of the tariffs applied.

    `jurisdiction` is a country, "EU" or "" for every place; `scheme` the tariffs' code of the scheme, which settles
    place of the goods, value and day; `seller` one of SellerPlace, `buyer` of BuyerKind. `registration` is the
    scheme whose number who accounts needs, "" none, "*-VAT" the destination's own. `since` and `until` bound the
    days, `until` exclusive.
    """

    code: str
    jurisdiction: str
    scheme: str
    seller: str
    buyer: str
    liable: str
    mechanism: str
    registration: str
    since: date
    until: date | None
    basis: str
    source_title: str
    source_url: str
    checked_on: date
    is_verified: bool


@dataclass(frozen=True)
class Accounting:
    """Who accounts for the tax on a consignment, by which row of the table. It names no number: shoppers read it."""

    liable: str
    mechanism: str
    registration: str
    rule: str
    is_verified: bool

    @property
    def by_whom(self) -> str:
        """Who accounts for it, in words."""
        return str(Liable(self.liable).label)

    @property
    def by_what(self) -> str:
        """By what rule, in words."""
        return str(Mechanism(self.mechanism).label)

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Accounting:
        return cls(**value)


@dataclass(frozen=True)
class Held:
    """A registration as others hold it; `vendor_id` is None for the marketplace's own, `until` exclusive."""

    public_id: UUID
    vendor_id: int | None
    kind: str
    jurisdiction: str
    number: str
    since: date
    until: date | None

    @property
    def scheme(self) -> str:
        """The name that tariff rules call it by: IOSS, GB-VAT …"""
        return scheme_of(self.kind, self.jurisdiction)

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Business:
    """A company that buys, with what is known of its tax id; frozen with the checkout, kept by the purchase.

    The id counts as valid up to `counts_until` (aware UTC); None: it does not. `consultation` is the service's
    number of the check, which proves it. `unanswered_at` is when it was last asked in vain since then.
    """

    company_id: UUID
    name: str
    country: str
    tax_id: str
    outcome: str
    service: str
    consultation: str
    checked_at: datetime | None
    counts_until: datetime | None
    check_id: UUID | None
    unanswered_at: datetime | None = None

    def counts_at(self, at: datetime) -> bool:
        """Whether the id was found valid, lately enough."""
        return self.counts_until is not None and at < self.counts_until

    def country_at(self, at: datetime) -> str:
        """The country of the id where it counts, "" else."""
        return self.country if self.counts_at(at) else ""

    def as_json(self) -> dict[str, Any]:
        return {
            name: value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, UUID) else value
            for name, value in vars(self).items()
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Business:
        moments = {name: _moment(value[name]) for name in ("checked_at", "counts_until", "unanswered_at")}
        ids = {name: UUID(value[name]) if value[name] else None for name in ("company_id", "check_id")}
        return cls(**{**value, **moments, **ids})


@dataclass(frozen=True)
class Answer:
    """What a service said of a tax id. `name` and `address` are those that it keeps, "" where it tells none."""

    outcome: Outcome
    service: Service
    consultation: str = ""
    name: str = ""
    address: str = ""
    said: Mapping[str, Any] | None = None


def scheme_of(kind: str, jurisdiction: str) -> str:
    """The name that tariff rules call a registration by. An ARN is an Australian GST registration."""
    if kind in (Kind.IOSS, Kind.OSS) or (kind == Kind.EORI and jurisdiction == UNION):
        return str(kind)
    return f"{jurisdiction}-{Kind.GST if kind == Kind.ARN else kind}"


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
