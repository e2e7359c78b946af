"""Checkout · what a commission rule would have come to over the sales of the last days · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from djmoney.money import Money

from apps.checkout.models import PurchasePart
from apps.checkout.rules.shares import share_of
from apps.checkout.types import QuotedVendor
from apps.discovery import selectors as discovery
from apps.ledger import selectors as ledger
from apps.ledger.types import CommissionTax, SaleTerms, SoldGoods

from .refunds import share_in

DAYS = 30
# So many parts are looked at, the newest ones: a page that takes some seconds at most.
MOST = 5000


@dataclass(frozen=True)
class SimulatedVendor:
    """What one vendor's sales paid, and what they would have paid, in its currency."""

    vendor: str
    sales: int
    was: Money
    would_be: Money

    @property
    def difference(self) -> Money:
        return self.would_be - self.was


def simulate(rule_id: int, *, at: datetime) -> tuple[tuple[SimulatedVendor, ...], bool]:
    """Each vendor's commission of the last 30 days, had a proposed rule counted; whether older sales were left out.

    Sales are judged as if the rules had been in force all the time, from the day on which the rule shall hold.
    """
    terms = ledger.terms_with(rule_id)
    on = max([at.date(), *(rule.valid_from for rule in terms if rule.rule_id == rule_id)])
    rows = PurchasePart.objects.select_related("purchase", "vendor").filter(
        purchase__placed_at__gte=at - timedelta(days=DAYS)
    )
    parts = list(rows.order_by("-id")[: MOST + 1])
    frozen = [(part, QuotedVendor.from_json(part.frozen)) for part in parts[:MOST]]
    paths = _paths(frozen) if any(rule.looks_at_goods for rule in terms) else {}
    found: dict[str, SimulatedVendor] = {}
    for part, sold in frozen:
        judged = {
            line.product_id: ledger.commission_by(
                terms,
                vendor_id=part.vendor_id,
                market=part.purchase.market,
                on=on,
                sold=SoldGoods(line.product_id, paths.get(line.product_id, ())),
            )
            for line in sold.lines
        }
        plain = next(iter(judged.values()))
        would = share_of(sold, SaleTerms(plain, CommissionTax(sold.vendor_country), judged)).commission_own
        was = share_in(part, sold).commission_own
        name = part.vendor.name
        before = found.get(name, SimulatedVendor(name, 0, was * 0, was * 0))
        found[name] = SimulatedVendor(name, before.sales + 1, before.was + was, before.would_be + would)
    return tuple(found[name] for name in sorted(found)), len(parts) > MOST


def _paths(sold: Sequence[tuple[PurchasePart, QuotedVendor]]) -> dict[UUID, tuple[str, ...]]:
    paths: dict[UUID, tuple[str, ...]] = {}
    for market in {part.purchase.market for part, _ in sold}:
        products = {line.product_id for part, one in sold if part.purchase.market == market for line in one.lines}
        paths |= discovery.category_paths(products, market=market)
    return paths
