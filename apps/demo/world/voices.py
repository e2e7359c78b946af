"""Demo · what shoppers say of what reached them · public schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from apps.accounts import selectors as people
from apps.checkout import selectors as purchases
from apps.checkout.selectors import history as recorded
from apps.common.types import Actor, ActorKind
from apps.reviews import operations as reviews
from apps.reviews.errors import AlreadyReviewed
from apps.reviews.types import Reviewer, ReviewText

from . import files
from .past import Catalogue, key_of

VENDOR = Actor(ActorKind.VENDOR)


def load(rows: Iterable[dict[str, Any]], catalogue: Catalogue, *, at: datetime, done: Callable[[], None]) -> set[int]:
    """Write the reviews whose purchase is recorded, each in a transaction;
    the vendors that got new ones. Twice is once.
    """
    reviewed = set()
    bought = _bought(catalogue)
    for row in rows:
        found = bought.get((row["shopper"], row["product"]))
        if found is not None:
            with transaction.atomic():
                if _write(row, *found, catalogue, at=at):
                    reviewed.add(catalogue[found[1]].vendor.pk)
        done()
    return reviewed


def _bought(catalogue: Catalogue) -> dict[tuple[str, str], tuple[str, str]]:
    """The latest delivered purchase, and its SKU, of each shopper and product."""
    found = {}
    for row in sorted(files.read("history.json")["purchases"], key=lambda one: -one["days_ago"]):
        if row["stage"] != "open" and row["shopper"]:
            for line in row["lines"]:
                if line["sku"] in catalogue:
                    found[row["shopper"], catalogue[line["sku"]].product_code] = (row["id"], line["sku"])
    return found


def _write(row: dict[str, Any], plan_id: str, sku: str, catalogue: Catalogue, *, at: datetime) -> bool:
    key = key_of(plan_id)
    known = recorded.recorded([key])
    if key not in known:
        return False
    purchase = purchases.purchase(known[key])
    person = people.find_by_email(purchase.email)
    item = catalogue[sku]
    said_at = at - timedelta(days=row["days_ago"], hours=2)
    try:
        review = reviews.write_review(
            ReviewText(row["stars"], row["title"], row["body"], row["language"]),
            by=Reviewer(user_id=person.pk if person else None, purchase_id=known[key], name=str(person or "")),
            variant_id=item.variant_id,
            product_id=item.product_id,
            country=purchase.ship_to,
            at=said_at,
        )
    except AlreadyReviewed:
        return False
    if row["reply"]:
        reviews.answer_review(review.public_id, reply=row["reply"], by=VENDOR, at=min(said_at + timedelta(days=1), at))
    return True
