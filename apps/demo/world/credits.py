"""Demo · two gift cards whose codes the driver shows, and a shopper's store credit · public schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from djmoney.money import Money

from apps.accounts import selectors as people
from apps.credits import operations
from apps.credits.types import Origin

CARDS = (Money("50.00", "EUR"), Money("40.00", "GBP"))
GOODWILL = Money("15.00", "EUR")
_FILE = "demo-gift-cards.json"


def make(shoppers: Iterable[dict[str, Any]], staff: Iterable[dict[str, Any]], *, at: datetime) -> int:
    """Issue the cards and give the first shopper some credit; how many cards were issued. Twice is once.

    The codes go into a file that only its owner reads: nothing else knows them.
    """
    path = Path(settings.STATE_DIR) / _FILE
    buyer = next((found for row in shoppers if (found := people.find_by_email(row["email"]))), None)
    giver = next((found for row in staff if (found := people.find_by_email(row["email"]))), None)
    with transaction.atomic():
        if buyer is not None and giver is not None:
            reason = "Your parcel took longer than we had said."
            operations.give_credit(buyer.pk, GOODWILL, reason=reason, key="demo", made_by=giver.pk, at=at)
        if path.exists():
            return 0
        issued = [
            operations.issue_card(value, origin=Origin.GIVEN, made_by=None, batch="demo", at=at) for value in CARDS
        ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(
        json.dumps([{"code": one.code, "value": str(one.card.value.amount), "currency": one.card.value.currency.code}
                    for one in issued], indent=1)
    )  # fmt: skip
    return len(issued)
