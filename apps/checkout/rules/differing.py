"""Checkout · what is asked for dearer goods that are sent in place of others: pure.

Duty and tax are worked out for the goods as they are, at their whole price and carried at no charge, since that is
what crosses the border; asked for is the share of each charge that the difference is of the price. The rest was paid
with the goods that came back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from djmoney.money import Money

from apps.checkout.types import Quote, QuotedConsignment, QuotedLine
from apps.checkout.types.differences import Difference
from apps.common.money import rounded
from apps.tariffs.types import Assessment

from . import quoting


def at_full_price(line: QuotedLine, difference: Difference) -> QuotedLine:
    """A line at the price that customs is told; the seller is owed what is asked, at the rate of the first sale."""
    of = difference.pieces[line.variant_id]
    own = rounded(Money(of.asked.amount / difference.rate, line.vendor_unit.currency))
    return replace(line, vendor_unit=own, unit_price=of.price, goods=of.price * line.quantity)


def is_whole(quote: Quote, lines: Sequence[tuple[int, UUID, int]]) -> bool:
    """Whether a quote has every piece of (vendor, variant, quantity) lines: whoever sent goods back for all of them
    is not asked to pay for fewer."""
    quoted: Counter[UUID] = Counter()
    for line in quote.lines:
        quoted[line.variant_id] += line.quantity
    return quoted == {variant: quantity for _, variant, quantity in lines}


def only_difference(quote: Quote, difference: Difference) -> Quote:
    """The quote of goods at their full price, lessened to what is asked for them."""
    vendors = tuple(
        replace(
            vendor,
            rate=difference.rate,
            consignments=tuple(_lessened(one, difference) for one in vendor.consignments),
        )
        for vendor in quote.vendors
    )
    return replace(quote, vendors=vendors)


def _lessened(one: QuotedConsignment, difference: Difference) -> QuotedConsignment:
    """A consignment of which the difference is asked. What the border asks on arrival stays whole.

    It bears no `asked`: its charges are a part of what those goods come to.
    """
    assessment = _share_of(Assessment.from_json(one.assessment), one.lines, difference)
    lines = [
        replace(line, goods=difference.pieces[line.variant_id].asked * line.quantity, shipping=line.shipping * 0)
        for line in one.lines
    ]
    return replace(
        one,
        lines=quoting.share(lines, freight=one.chosen.price, assessment=assessment),
        assessment=assessment.as_json(),
        asked={},
    )


def _share_of(whole: Assessment, lines: Sequence[QuotedLine], difference: Difference) -> Assessment:
    shares = {str(line.variant_id): difference.pieces[line.variant_id].share for line in lines}
    worth = sum((line.goods.amount for line in lines), Decimal(0))
    asked = sum((line.goods.amount * shares[str(line.variant_id)] for line in lines), Decimal(0))
    of_all = asked / worth if worth else Decimal(0)
    charges = tuple(
        one.times(of_all if one.ref is None else shares[one.ref], ref=one.ref)
        if one.is_prepaid(whole.incoterm)
        else one
        for one in whole.lines
    )
    return whole.with_lines(charges)
