"""Checkout · consignments that were really sold, as their purchases froze them · public schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apps.checkout.models import PurchasePart
from apps.tariffs.selectors.flips import Sample
from apps.tariffs.types import Assessment, Consignment


def consignments(part: PurchasePart) -> Iterator[tuple[Consignment, Assessment]]:
    """What one vendor sold in a purchase, consignment by consignment, with what was assessed then.

    Quotes of before consignments were frozen have none.
    """
    for one in part.frozen["consignments"]:
        if one.get("asked"):
            yield Consignment.from_json(one["asked"]), Assessment.from_json(one["assessment"])


def samples(most: int, destinations: Sequence[str]) -> list[Sample]:
    """The newest consignments to some destinations, or to any, at most so many. One query."""
    parts = PurchasePart.objects.select_related("purchase").order_by("-pk")
    if destinations:
        parts = parts.filter(purchase__ship_to__in=destinations)
    found: list[Sample] = []
    for part in parts[:most]:
        sold = part.frozen["consignments"]
        names = {line["variant_id"]: line["sku"] for one in sold for line in one["lines"]}
        for number, (consignment, _assessment) in enumerate(consignments(part), start=1):
            found.append(Sample(f"{part.order_number}.{number}", consignment, names))
    return found[:most]
