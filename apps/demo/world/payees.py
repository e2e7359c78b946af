"""Demo · where vendors are paid to, and what waits to be paid out · public schema."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from apps.outbox import operations as outbox
from apps.payouts import operations, selectors
from apps.payouts.types import AccountDetails
from apps.vendors.models import Vendor

_OTHERWISE = "EUR"
_SINCE = timedelta(days=365)
_TOPICS = ("payouts.account_changed",)


def make(vendor: Vendor, data: dict[str, Any], *, at: datetime) -> None:
    """Have a vendor paid to the account of its file, as it was for a year. Twice is once.

    In its own currency where the marketplace has an account in that, else in euro;
    a marketplace without accounts pays nobody.
    """
    house = settings.BANK["iban_by_currency"]
    currency = vendor.currency if vendor.currency in house else _OTHERWISE
    if currency not in house:
        return
    details = AccountDetails(data["legal_name"], vendor.country, currency, **data["payout_account"])
    with transaction.atomic():
        operations.set_account(vendor.pk, details, by=None, at=at - _SINCE)
        outbox.settle(vendor.pk, topics=_TOPICS, at=at)


def draft(vendors: Iterable[Vendor], *, at: datetime) -> int:
    """Draft what is due to vendors that have never been paid, as on a payday; how many payouts."""
    made = 0
    for vendor in vendors:
        if not selectors.payouts_of(vendor.pk).exists():
            with transaction.atomic():
                made += len(operations.make_due(vendor.pk, at=at, only_on_payday=False))
    return made
