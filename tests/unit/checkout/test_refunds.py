"""Checkout · refunds take of what is left: never below zero, and in the end exactly what was sold."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from djmoney.money import Money
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.checkout.errors import LineUnknown, NothingLeft, RefundAmountUnusable, RefundTooMuch
from apps.checkout.rules import postings, refunds, shares
from apps.checkout.types import Quote, QuotedVendor
from apps.checkout.types.refunds import CELLS, Funder, RefundKind, RefundReason, RefundWish, Taken
from apps.common.money import from_minor
from apps.ledger.errors import NothingToPost
from apps.ledger.rules import postings_of
from apps.ledger.types import AccountCode, SaleTerms
from tests.factories.quotes import quotes, terms

OTHER = RefundReason.OTHER


def wish(kind: RefundKind, **parts: Any) -> RefundWish:
    return RefundWish(kind=kind, reason=OTHER, **parts)


def any_wish(left: refunds.Left, vendor: QuotedVendor, dice: random.Random) -> RefundWish:
    """Something that can be asked for now."""
    currency = vendor.totals.currency
    kind = dice.choice([one for one in RefundKind if one is not RefundKind.WHOLE])
    if kind is RefundKind.LINES:
        open_ = {place: line.quantity for place, line in enumerate(left.lines) if line.quantity}
        chosen = dice.sample(sorted(open_), dice.randint(1, len(open_))) if open_ else []
        pieces = {place: dice.randint(1, open_[place]) for place in chosen}
        most = from_minor(dice.randint(1, max(left.paid, 1)), currency) if dice.random() < 0.4 else None
        return wish(kind, lines=pieces, with_shipping=dice.random() < 0.5, amount=most)
    if kind is RefundKind.SHIPPING:
        there = sum(line.shipping for line in left.lines)
        return wish(kind, amount=from_minor(dice.randint(1, max(there, 1)), currency) if dice.random() < 0.7 else None)
    amount = from_minor(dice.randint(1, max(left.paid, 1)), currency)
    return wish(kind, amount=amount, funder=dice.choice(list(Funder)))


def post(books: Counter[Any], entry: Any) -> None:
    """Goods that cost less than a coin may leave nothing to post."""
    with suppress(NothingToPost):
        for key, units in postings_of(entry).items():
            books[key] += units


@settings(max_examples=80, deadline=None)
@given(quotes(), terms(), st.integers(0, 2**32), st.integers(1, 12))
def test_any_refunds_and_then_the_rest_leave_nothing_on_any_account(
    quote: Quote, of_the_day: SaleTerms, seed: int, tries: int
) -> None:
    dice, purchase = random.Random(seed), uuid4()
    shared = {vendor.vendor_id: shares.share_of(vendor, of_the_day) for vendor in quote.vendors}
    books: Counter[Any] = Counter()
    if not quote.totals.total:
        return
    post(books, postings.sale(quote, shared, purchase_id=purchase, number="P"))
    paid_back = 0
    for vendor in quote.vendors:
        lines = refunds.sold(vendor, shared[vendor.vendor_id])
        before: list[Taken] = []
        for turn in range(tries + 1):
            left = refunds.left_of(lines, before)
            assert left.paid >= 0
            assert all(getattr(line, name) >= 0 for line in left.lines for name in CELLS)
            asked = wish(RefundKind.WHOLE) if turn == tries else any_wish(left, vendor, dice)
            try:
                taken = refunds.take(asked, left, vendor)
            except (NothingLeft, RefundTooMuch):
                continue
            assert 0 <= taken.paid <= left.paid
            assert Taken.from_json(taken.as_json()) == taken
            before.append(taken)
            paid_back += taken.paid
            facts: Any = {"refund_id": uuid4(), "purchase_id": purchase, "number": "O"}
            if taken.given:
                post(books, postings.goodwill(vendor, taken.given, **facts))
            else:
                post(books, postings.taken_back(vendor, taken, ship_to=quote.ship_to, **facts))
        assert not refunds.LineCells.sum(refunds.left_of(lines, before).lines).has_money
        assert refunds.left_of(lines, before).paid == 0

    captured = from_minor(paid_back, quote.currency)
    assert captured == quote.totals.total
    key = (AccountCode.BUYER_RECEIVABLE, quote.currency, None, "")
    assert books.pop(key, 0) == 0
    assert {key: units for key, units in books.items() if units} == {}


@settings(max_examples=60, deadline=None)
@given(quotes(), terms())
def test_what_the_marketplace_took_of_lines_adds_up_to_the_share(quote: Quote, of_the_day: SaleTerms) -> None:
    for vendor in quote.vendors:
        share = shares.share_of(vendor, of_the_day)
        whole = Taken(refunds.sold(vendor, share), 0).sums()
        assert from_minor(whole.commission, quote.currency) == share.commission
        assert from_minor(whole.commission_tax, quote.currency) == share.tax
        assert from_minor(whole.own_net, vendor.currency) == share.net
        assert from_minor(whole.paid, quote.currency) == vendor.totals.total


LINE = refunds.LineCells(quantity=3, goods=1000, shipping=200, tax=190, commission=100, own_goods=1000,
                         own_commission=100)  # fmt: skip


def vendor_in(currency: str) -> Any:
    class Part:
        totals = type("Totals", (), {"currency": "EUR"})

    Part.currency = currency  # type: ignore[attr-defined]
    Part.rate = Decimal(2)  # type: ignore[attr-defined]
    return Part


def test_pieces_one_by_one_come_to_the_whole_line() -> None:
    left = refunds.Left((LINE,))
    amounts = []
    for _ in range(3):
        taken = refunds.take(wish(RefundKind.LINES, lines={0: 1}, with_shipping=True), left, vendor_in("EUR"))
        amounts.append(taken.paid)
        left = refunds.left_of(left.lines, [taken])

    assert amounts == [463, 465, 462]
    assert not left.lines[0]


def test_pieces_for_no_more_than_an_amount_leave_the_rest_to_the_others() -> None:
    asked = wish(RefundKind.LINES, lines={0: 1}, amount=from_minor(200, "EUR"))
    taken = refunds.take(asked, refunds.Left((LINE,)), vendor_in("EUR"))
    left = refunds.left_of((LINE,), [taken])
    assert (taken.paid, left.paid, left.lines[0].quantity) == (200, LINE.paid - 200, LINE.quantity - 1)
    assert 0 < taken.lines[0].own_goods < LINE.own_goods // 3


def test_pieces_leave_the_shipping_unless_it_is_asked_for() -> None:
    taken = refunds.take(wish(RefundKind.LINES, lines={0: 3}), refunds.Left((LINE,)), vendor_in("EUR"))
    assert (taken.paid, taken.lines[0].shipping) == (1190, 0)


def test_an_amount_is_of_the_price_first_and_of_the_shipping_last() -> None:
    def shipping(units: int) -> int:
        amount = from_minor(units, "EUR")
        taken = refunds.take(wish(RefundKind.AMOUNT, amount=amount), refunds.Left((LINE,)), vendor_in("EUR"))
        assert taken.paid == units
        return taken.lines[0].shipping

    assert (shipping(1190), shipping(1191), shipping(1390)) == (0, 1, 200)


def test_goodwill_that_the_seller_bears_is_known_in_its_currency() -> None:
    amount = Money("5.00", "EUR")
    taken = refunds.take(
        wish(RefundKind.GOODWILL, amount=amount, funder=Funder.VENDOR), refunds.Left((LINE,)), vendor_in("GBP")
    )
    assert taken.given is not None
    assert (taken.paid, taken.given.own, any(taken.lines)) == (500, 250, False)


def test_goodwill_counts_against_the_last_refund_and_goes_back_to_who_gave_it() -> None:
    left = refunds.Left((LINE,))
    given = refunds.take(wish(RefundKind.GOODWILL, amount=Money("3.00", "EUR")), left, vendor_in("EUR"))
    rest = refunds.take(wish(RefundKind.WHOLE), refunds.left_of(left.lines, [given]), vendor_in("EUR"))

    assert given.paid + rest.paid == LINE.paid
    assert [(move.funder, move.amount) for move in rest.recovered] == [(Funder.MARKETPLACE, 300)]


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (wish(RefundKind.AMOUNT, amount=Money("13.91", "EUR")), RefundTooMuch),
        (wish(RefundKind.GOODWILL, amount=Money("13.91", "EUR")), RefundTooMuch),
        (wish(RefundKind.SHIPPING, amount=Money("2.01", "EUR")), RefundTooMuch),
        (wish(RefundKind.LINES, lines={0: 4}), RefundTooMuch),
        (wish(RefundKind.LINES, lines={1: 1}), LineUnknown),
        (wish(RefundKind.LINES, lines={0: 0}), LineUnknown),
        (wish(RefundKind.LINES, lines={}), NothingLeft),
        (wish(RefundKind.AMOUNT, amount=Money("1.00", "USD")), RefundAmountUnusable),
        (wish(RefundKind.AMOUNT, amount=Money("0.001", "EUR")), RefundAmountUnusable),
        (wish(RefundKind.AMOUNT, amount=Money("-1.00", "EUR")), RefundAmountUnusable),
        (wish(RefundKind.AMOUNT), RefundAmountUnusable),
    ],
)
def test_more_than_is_left_and_nonsense_are_refused(asked: RefundWish, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        refunds.take(asked, refunds.Left((LINE,)), vendor_in("EUR"))
