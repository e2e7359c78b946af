"""Storefront · the sums beside a cart and a checkout · no tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from djmoney.money import Money

from apps.checkout import selectors
from apps.checkout.types import Quote
from apps.discovery import selectors as discovery
from apps.storefront import formatting
from apps.tariffs.types import AssessmentLine
from apps.tariffs.types.explanations import Explanation


@dataclass(frozen=True)
class Sum:
    """A line of components/landed_box.html."""

    label: str
    amount: Money
    note: str = ""


@dataclass(frozen=True)
class Landed:
    """What components/landed_box.html draws: of what the goods cost at the door, what is paid now and what there."""

    country: str
    lines: tuple[Sum, ...]
    now: Money
    on_arrival: Money
    note: str
    is_estimate: bool = False

    @property
    def total(self) -> Money:
        """Everything, as the product's page says it."""
        return self.now + self.on_arrival


def summary(quote: Quote, charged: Sequence[AssessmentLine]) -> Landed:
    """The sums of a quote, each with the rates of what is `charged`."""
    totals = quote.totals
    pieces = sum(line.quantity for line in quote.lines)
    parcels = sum(one.parcel_count for one in quote.consignments)
    lines = [
        Sum(_("Goods"), totals.goods, ngettext("%(n)s piece", "%(n)s pieces", pieces) % {"n": pieces}),
        Sum(_("Shipping"), totals.shipping, ngettext("%(n)s parcel", "%(n)s parcels", parcels) % {"n": parcels}),
    ]
    lines += [
        Sum(label, amount, ", ".join(_rules(quote, charged, kind)))
        for label, amount, kind in (
            (_("Duty"), totals.duty, "duty"),
            (_("Tax"), totals.tax, "tax"),
            (_("Import fees"), totals.fees, "fee"),
        )
        if amount.amount
    ]
    return Landed(quote.ship_to, tuple(lines), totals.total, quote.on_arrival, _note(quote))


def _rules(quote: Quote, charged: Sequence[AssessmentLine], kind: str) -> list[str]:
    """The charges of a kind with their rates, each once, in their order."""
    locale = formatting.locale_for(get_language() or "en", quote.ship_to)
    named = [
        f"{_(charge.label)} {formatting.percent(charge.rate, locale)}"
        for charge in charged
        if charge.kind == kind and charge.rate is not None
    ]
    return list(dict.fromkeys(named))[:3]


def explanations(quote: Quote) -> list[Explanation]:
    """Why the charges of each consignment are what they are, those that the border will ask for too."""
    return [why for one in quote.consignments if (why := selectors.explained(one)) is not None]


def charged(whys: Sequence[Explanation]) -> list[AssessmentLine]:
    """Every charge that the buyer pays now."""
    return [charge for why in whys for charge in why.at_sale]


def _note(quote: Quote) -> str:
    if quote.is_reverse_charged:
        return _("Reverse charge: tax is not charged, your company accounts for it itself.")
    if discovery.is_assumed(quote.door):
        return _("Taxes differ by region there. The amount is final at the checkout, once your address is known.")
    return "" if quote.on_arrival.amount else _("Nothing more to pay when it arrives.")
