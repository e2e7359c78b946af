"""Variances · why an authority asks for something else than was quoted, and who bears it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money


class VarianceReason(models.TextChoices):
    """Why duty and tax were assessed otherwise than quoted."""

    NONE = "none", _("As quoted")
    ROUNDING = "rounding", _("Rounding")
    RATE_CHANGED = "rate_changed", _("The law changed between the days")
    RECLASSIFIED = "reclassified", _("The authority classified the goods otherwise")
    VALUE_CORRECTED = "value_corrected", _("The authority corrected the value")
    FX = "fx", _("Another table of exchange rates")
    WEIGHT_CORRECTED = "weight_corrected", _("Weight or quantity was corrected")
    TAXED_AGAIN = "taxed_again", _("Tax that was collected at the sale was asked for again")
    UNKNOWN = "unknown", _("Not known")


class Bearer(models.TextChoices):
    """Who bears the difference."""

    NOBODY = "nobody", _("Nobody")
    MARKETPLACE = "marketplace", _("The marketplace")
    VENDOR = "vendor", _("The vendor")
    BUYER = "buyer", _("The buyer")


@dataclass(frozen=True)
class Reckoned:
    """A charge as somebody reckoned it, in the authority's currency; `rate` a fraction, None for a fixed amount."""

    kind: str
    base: Decimal
    rate: Decimal | None
    amount: Decimal


@dataclass(frozen=True)
class Compared:
    """What was quoted and what was assessed of one consignment, and what else is known of the two days.

    `by_law_now` is what the rules of the day of assessment make of the quoted goods, None where they cannot say;
    `fx_quoted` and `fx_now` are units of the authority's currency for one of the charge currency on the two days;
    `unit` is the smallest coin of the authority's currency; `is_taxed_at_sale` whether we collected the tax with the
    purchase, under a scheme such as IOSS, so that the border was to ask for none.
    """

    quoted: tuple[Reckoned, ...]
    assessed: tuple[Reckoned, ...]
    by_law_now: Decimal | None
    fx_quoted: Decimal
    fx_now: Decimal
    unit: Decimal
    is_taxed_at_sale: bool = False

    @property
    def difference(self) -> Decimal:
        """What is asked for beyond the quote; below zero where it is less."""
        return _sum(self.assessed) - _sum(self.quoted)

    @property
    def assessed_total(self) -> Decimal:
        return _sum(self.assessed)

    @property
    def tolerance(self) -> Decimal:
        """A coin for each charge: what rounding line by line instead of together can make."""
        return self.unit * max(len(self.quoted), len(self.assessed), 1)


@dataclass(frozen=True)
class LaneMonth:
    """Declarations of a lane, month and reason that one bears, summed; money in the authority's currency."""

    month: date
    ship_from: str
    ship_to: str
    reason: VarianceReason
    borne_by: Bearer
    count: int
    quoted: Money
    assessed: Money
    difference: Money


def _sum(charges: tuple[Reckoned, ...]) -> Decimal:
    return sum((one.amount for one in charges), Decimal(0))
