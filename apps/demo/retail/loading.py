"""Demo · the retail data into the marketplace, step by step · public and vendors' schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.accounts import operations as accounts
from apps.checkout.operations import history
from apps.checkout.selectors import history as recorded
from apps.discovery import selectors as discovery
from apps.orders import selectors as orders
from apps.vendors.models import Vendor

from . import booking, makers
from .countries import code_of
from .families import MAKERS
from .goods import Goods
from .invoices import gather
from .matching import Memory, Pair, pair_of
from .reconciling import Balance, Tally, balances
from .rows import RetailRow, read
from .sorting import Kind, judge

AT_ONCE = 400
Progress = Callable[[int], None]


@dataclass
class Survey:
    """What the first reading of the file finds out."""

    tally: Tally = field(default_factory=Tally)
    goods: dict[str, Goods] = field(default_factory=dict)
    returned: set[Pair] = field(default_factory=set)
    customers: set[str] = field(default_factory=set)

    def see(self, row: RetailRow) -> None:
        """Count a row, and learn from it if it is a sale or a return."""
        self.tally.count(row)
        verdict = judge(row)
        if verdict.kind is Kind.SKIPPED:
            self.tally.skip(row, verdict.reason)
            return
        if verdict.kind is Kind.RETURN:
            self.returned.add(pair_of(row))
            return
        code = row.stock_code.upper()
        self.goods.setdefault(code, Goods(code)).sold(row)
        if row.customer:
            self.customers.add(row.customer)


@dataclass
class Loaded:
    """What a run has written, and the purchases that it stands for."""

    purchases: int = 0
    returns: int = 0
    keys: set[UUID] = field(default_factory=set)


def survey(path: Path, *, progress: Progress) -> Survey:
    """Read the file once."""
    found = Survey()
    for batch in read(path):
        for row in batch:
            found.see(row)
        progress(len(batch))
    return found


def make_vendors(found: Survey, *, at: datetime, progress: Progress) -> tuple[list[Vendor], bool]:
    """The vendors with the goods of their families; whether anything was new. Vendors without goods are not made."""
    by_maker: dict[str, list[Goods]] = {}
    for _, one in sorted(found.goods.items()):
        by_maker.setdefault(one.family.vendor, []).append(one)
    vendors, changed = [], False
    for maker in MAKERS:
        if maker.slug in by_maker:
            vendor = makers.make(maker, at=at)
            changed |= makers.stock(vendor, by_maker[maker.slug], at=at, done=progress)
            vendors.append(vendor)
    return vendors, changed


def make_buyers(found: Survey) -> dict[str, int]:
    """A person for each customer number, by the made-up address of mail."""
    names = {f"customer-{number}@retail.example": f"Customer {number}" for number in sorted(found.customers)}
    with transaction.atomic():
        return accounts.save_people(names, language="en")


def shelves_of(vendors: list[Vendor]) -> dict[str, booking.Shelf]:
    """Where each stock code stands, with what the listings say of it."""
    shelves = {}
    for vendor in vendors:
        house = makers.house_of(vendor)
        for offer in discovery.offers(makers.variants_of(vendor), market="GB").values():
            shelves[offer.sku] = booking.Shelf(offer, house.public_id)
    return shelves


def book(
    path: Path, found: Survey, shelves: dict[str, booking.Shelf], buyers: dict[str, int], *, at: datetime,
    progress: Progress,
) -> Loaded:  # fmt: skip
    """Read the file again and book its invoices, some hundred in a transaction. What was booked before stays."""
    loaded, memory = Loaded(), Memory(found.returned)
    for invoices in gather(read(path), at_once=AT_ONCE):
        sales = {one.key: rows for one in invoices if not one.is_return and (rows := booking.sales_of(one))}
        for number, rows in sales.items():
            for row in rows:
                memory.remember(number, row)
        keys = {booking.key_of(number) for number in sales}
        known = recorded.recorded(keys)
        purchases = [
            booking.purchase(one, sales[one.key], shelves, buyers)
            for one in invoices
            if one.key in sales and booking.key_of(one.key) not in known
        ]
        returns = [
            back for one in invoices if one.is_return for back in booking.returns(one, memory, shelves, found.tally)
        ]
        with transaction.atomic():
            loaded.purchases += history.record_past_purchases(purchases, at=at)
            loaded.returns += history.record_past_returns(returns, at=at)
        loaded.keys.update(keys)
        progress(sum(len(one.rows) for one in invoices))
    return loaded


def reconcile(found: Survey, loaded: Loaded, vendors: list[Vendor]) -> list[Balance]:
    """Per country of the file, with purchases and returns read back from the vendors' schemas."""
    ids = list(recorded.recorded(loaded.keys).values())
    purchases: dict[str, Decimal] = {}
    returns: dict[str, Decimal] = {}
    for vendor in vendors:
        with tenant_context(vendor):
            for totals, stored in ((purchases, orders.past_goods(ids)), (returns, orders.past_returns(ids))):
                for code, worth in stored.items():
                    totals[code] = totals.get(code, Decimal(0)) + worth
    return balances(
        found.tally,
        purchases=dict(_by_name(found.tally, purchases)),
        returns=dict(_by_name(found.tally, returns)),
    )


def _by_name(tally: Tally, totals: dict[str, Decimal]) -> Iterator[tuple[str, Decimal]]:
    """Totals by code under the file's own names. Where two names share a code, the first bears them together."""
    seen: set[str] = set()
    for name in sorted(tally.in_file):
        code = code_of(name)
        if code in totals and code not in seen:
            seen.add(code)
            yield name, totals[code]
