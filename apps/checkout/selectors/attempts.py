"""Checkout · what is judged before the provider's page opens · no tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings

from apps.checkout.selectors.sessions import SessionView
from apps.checkout.types import Quote, QuotedVendor
from apps.currencies import selectors as currencies
from apps.risk.types import Attempt, Share, Visit

# Delivery within so many days is what those choose who must be gone before anybody asks.
EXPRESS_DAYS = 3


def attempt(view: SessionView, quote: Quote, *, visit: Visit, person: str, on: date) -> Attempt:
    """A press of the pay button as risk looks at it; `person` is a public id, empty for guests.

    Amounts are converted to the book currency at the day's middle rates, which the process remembers.
    """
    value = currencies.rate_table(on).rate(quote.currency, settings.BOOK_CURRENCY).value
    shares = tuple(_share(vendor, value) for vendor in quote.vendors)
    return Attempt(
        session_id=view.public_id,
        amount=sum((share.amount for share in shares), Decimal(0)),
        ship_to=quote.ship_to,
        email=view.email,
        address=view.address.as_json() if view.address else {},
        person=person,
        shares=shares,
        is_express=any(one.chosen.max_days <= EXPRESS_DAYS for one in quote.consignments),
        visit=visit,
    )


def _share(vendor: QuotedVendor, value: Decimal) -> Share:
    chapters = tuple(sorted({line.hs_code[:2] for line in vendor.lines if line.hs_code}))
    return Share(vendor.vendor_id, (vendor.totals.total.amount * value).quantize(Decimal("0.01")), chapters)
