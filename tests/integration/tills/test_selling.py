"""Tills · a sale over the counter is a sale like any other, and the money is the seller's to hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pypdfium2
import pytest
from django.core import mail
from django.db import transaction
from django.utils.translation import override
from djmoney.money import Money

from apps.catalog.types import Compliance
from apps.checkout import selectors as purchases
from apps.checkout.errors import AgeNotConfirmed
from apps.checkout.models import CheckoutSession, Purchase, Refund
from apps.checkout.selectors import statements
from apps.checkout.types import PurchaseStatus
from apps.common import currency_table
from apps.common.errors import InvalidInput
from apps.common.money import zero
from apps.ledger import selectors as ledger
from apps.ledger.models import Journal
from apps.ledger.types import AccountCode, JournalKind
from apps.orders import selectors as orders
from apps.orders.types import OrderStatus
from apps.payments.models import Intent
from apps.stock import selectors as stock
from apps.tills import operations, selectors
from apps.tills.errors import (
    CountMoved,
    KeyOfOtherSale,
    NotForSale,
    NothingToClose,
    SoldOut,
    TillShut,
    TillUnknown,
    TooLittleGiven,
)
from apps.tills.models import TillClosing, TillEntry
from apps.tills.receipt_paper import receipt_pdf
from apps.tills.types import BasketLine, Means
from apps.warehouse import operations as houses
from apps.warehouse.models import StockMovement
from tests.factories import checkout as make
from tests.factories import tills as build
from tests.factories.tills import sell

pytestmark = pytest.mark.django_db


@pytest.fixture
def variant(loom: Any, at: datetime) -> UUID:
    return make.goods(loom, at=at)[0]


@pytest.fixture
def till(loom: Any, variant: UUID, enter: Any, at: datetime) -> UUID:
    with enter(loom):
        return build.till(at=at)


def explained(vendor: Any, *, at: datetime) -> Any:
    """The vendor's statement of a day, whose lines are the sums of their parts."""
    told = statements.statement(vendor.pk, "GBP", since=at.date(), until=at.date())
    lines = [line for line in told.lines if line.parts]
    assert lines
    assert [sum((part.amount for part in line.parts), zero("GBP")) for line in lines] == [line.amount for line in lines]
    return told


def test_what_is_sold_over_the_counter_is_delivered_and_the_seller_owes_commission(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime, drain: Any
) -> None:
    with enter(loom):
        basket = operations.quote_basket(till, [BasketLine(variant, 2)], language="en", at=at)
        entry = sell(till, (variant, 2), at=at, given=Decimal(100), email="bea@example.org", buyer_name="Bea")
        order = orders.order(entry.order_id)
        movements = list(StockMovement.objects.filter(delta__lt=0).values_list("kind", "delta"))
        receipt = selectors.receipt(entry, "en")
        paper = receipt_pdf(receipt)

    assert basket.total == entry.amount == receipt.total
    assert basket.tax == Money(Decimal("9.80"), "GBP") == receipt.taxes[0].amount
    assert entry.change == Money(100, "GBP") - entry.amount
    assert order.row.status == OrderStatus.DELIVERED
    assert movements == [("shipped", -2)]
    assert stock.availability([variant])[variant].sellable == 18
    assert paper.startswith(b"%PDF")
    drain()

    view = purchases.purchase(entry.purchase_id)
    assert view.status is PurchaseStatus.DELIVERED
    assert purchases.method_paid(entry.purchase_id) == "counter"
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())
    for account in (AccountCode.BUYER_RECEIVABLE, AccountCode.PSP_CLEARING, AccountCode.TAX_PAYABLE):
        assert ledger.balance(account, "GBP") == zero("GBP")
    owed = ledger.balance(AccountCode.VENDOR_PAYABLE, "GBP", loom.pk)
    assert owed == -ledger.balance(AccountCode.COMMISSION_INCOME, "GBP") > zero("GBP")
    assert set(Journal.objects.values_list("kind", flat=True)) == {JournalKind.SALE, JournalKind.COUNTER_TAKEN}
    assert [letter.to for letter in mail.outbox] == [["bea@example.org"]]
    told = explained(loom, at=at)
    assert told.closing == -owed


def test_the_same_key_sells_once_and_for_other_goods_not_at_all(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime
) -> None:
    key = uuid4()
    with enter(loom):
        first = sell(till, (variant, 1), key=key, at=at)
        again = sell(till, (variant, 1), key=key, at=at + timedelta(hours=1))
        with pytest.raises(KeyOfOtherSale):
            sell(till, (variant, 2), key=key, at=at)

        assert first == again
        assert TillEntry.objects.count() == 1
    assert Purchase.objects.count() == 1
    assert stock.availability([variant])[variant].sellable == 19


@pytest.mark.parametrize(
    ("pieces", "facts", "refusal"),
    [
        (21, {}, SoldOut),
        (1, {"given": Decimal(1)}, TooLittleGiven),
        (1, {"expected": Decimal(1)}, InvalidInput),
        (0, {}, InvalidInput),
    ],
    ids=["more than lies there", "too little cash", "another total than was told", "no piece"],
)
def test_what_cannot_be_sold_leaves_nothing_behind(
    pieces: int, facts: dict[str, Any], refusal: type[Exception], till: UUID, variant: UUID, loom: Any, enter: Any,
    at: datetime,
) -> None:  # fmt: skip
    with enter(loom), pytest.raises(refusal) as told:
        sell(till, (variant, pieces), at=at, **facts)

    if refusal is SoldOut:
        assert told.value.data["variants"] == [{"variant_id": str(variant), "wanted": 21, "sellable": 20}]
        assert "Cup" in told.value.told() or "Sold out" in told.value.told()
    with enter(loom):
        assert not TillEntry.objects.exists()
    assert not CheckoutSession.objects.exists()
    assert not Intent.objects.exists()
    assert stock.availability([variant])[variant].sellable == 20


def test_what_is_for_grown_ups_is_sold_once_somebody_has_looked_at_the_buyer_s_age(
    till: UUID, loom: Any, enter: Any, at: datetime
) -> None:
    knife = make.goods(loom, at=at, compliance=Compliance(minimum_age=18))[0]
    with enter(loom):
        with pytest.raises(AgeNotConfirmed):
            sell(till, (knife, 1), at=at, confirmed_age=17)
        assert not TillEntry.objects.exists()
        sell(till, (knife, 1), at=at, confirmed_age=99)
    assert Purchase.objects.get().confirmed_age == 18


def test_a_shop_sells_neither_another_vendor_s_goods_nor_while_it_is_shut(
    till: UUID, variant: UUID, loom: Any, kiln: Any, enter: Any, at: datetime
) -> None:
    theirs = make.goods(kiln, at=at)[0]
    with enter(loom):
        with pytest.raises(NotForSale):
            sell(till, (variant, 1), (theirs, 1), at=at)
        with transaction.atomic():
            operations.change_till(till, is_open=False)
        with pytest.raises(TillShut):
            sell(till, (variant, 1), at=at)
        assert not TillEntry.objects.exists()
    with enter(kiln), pytest.raises(TillUnknown):
        sell(till, (theirs, 1), at=at)


def test_what_is_brought_back_is_paid_out_of_the_till_and_the_commission_given_back(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime, drain: Any
) -> None:
    with enter(loom), transaction.atomic():
        sale = sell(till, (variant, 2), at=at)
        facts: dict[str, Any] = {"restock": True, "means": Means.CASH, "cashier": build.ADA, "by": build.SELLER}
        one = operations.give_back(till, sale.public_id, pieces={0: 1}, key=uuid4(), at=at, **facts)
        key = uuid4()
        rest = operations.give_back(till, sale.public_id, key=key, at=at, **facts)
        assert operations.give_back(till, sale.public_id, key=key, at=at, **facts) == rest
        with pytest.raises(KeyOfOtherSale):
            operations.give_back(till, sale.public_id, pieces={0: 1}, key=key, at=at, **facts)
        with pytest.raises(KeyOfOtherSale):
            operations.move_cash(till, amount=Decimal(5), note="float", key=key, cashier=build.ADA, at=at)
        count = selectors.count(till, build.ADA.ref)
    drain()

    assert one.amount + rest.amount == -sale.amount
    assert count.expected == zero("GBP")
    assert (count.sales, count.refunds) == (1, 2)
    assert stock.availability([variant])[variant].sellable == 20
    for account in (AccountCode.BUYER_RECEIVABLE, AccountCode.TAX_PAYABLE, AccountCode.COMMISSION_INCOME):
        assert ledger.balance(account, "GBP") == zero("GBP")
    assert ledger.balance(AccountCode.VENDOR_PAYABLE, "GBP", loom.pk) == zero("GBP")
    assert set(Refund.objects.values_list("status", flat=True)) == {"paid"}
    assert explained(loom, at=at).closing == zero("GBP")


def test_a_till_is_closed_once_with_what_was_counted_and_why_it_differs(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime
) -> None:
    with enter(loom):
        sell(till, (variant, 1), at=at)
        sell(till, (variant, 1), at=at, means=Means.TERMINAL, reference="4711")
        with transaction.atomic():
            operations.move_cash(till, amount=Decimal(50), note="float", key=uuid4(), cashier=build.ADA, at=at)
        count = selectors.count(till, build.ADA.ref)
        seen: dict[str, Any] = {"upto": count.upto, "cashier": build.ADA, "at": at}
        with pytest.raises(InvalidInput), transaction.atomic():
            operations.close_till(till, counted=count.expected.amount - 1, **seen)
        sell(till, (variant, 1), at=at)
        with pytest.raises(CountMoved), transaction.atomic():
            operations.close_till(till, counted=count.expected.amount, **seen)
        assert not TillClosing.objects.exists()
        seen["upto"], expected = selectors.count(till, build.ADA.ref).upto, build.counted(till)
        with transaction.atomic():
            closing = operations.close_till(till, counted=expected - 1, note="a coin under the mat", **seen)
        with pytest.raises(NothingToClose), transaction.atomic():
            operations.close_till(till, counted=Decimal(0), **seen)

    assert (closing.number, closing.count.sales) == (1, 3)
    assert closing.count.by_terminal == closing.count.sold / 3
    assert closing.count.expected == Money(50, "GBP") + closing.count.sold - closing.count.by_terminal
    assert closing.difference == Money(-1, "GBP")


def test_cash_is_rounded_to_the_coins_that_there_are(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = replace(currency_table.row("GBP"), cash_step=Decimal("0.05"))
    monkeypatch.setattr("apps.common.money.row", lambda code: step)
    with enter(loom):
        by_cash = sell(till, (variant, 1), at=at)
        by_card = sell(till, (variant, 1), at=at, means=Means.TERMINAL)

    assert by_cash.drawer.amount % Decimal("0.05") == 0
    assert by_cash.amount == by_card.amount
    assert by_card.drawer == zero("GBP")


def test_the_same_key_at_another_till_is_another_act(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime
) -> None:
    sale, cash = uuid4(), uuid4()
    with enter(loom), transaction.atomic():
        other = build.till(name="Back", at=at)
        here, there = (sell(one, (variant, 1), key=sale, at=at) for one in (till, other))
        moved = [
            operations.move_cash(one, amount=Decimal(5), note="float", key=cash, cashier=build.ADA, at=at)
            for one in (till, other)
        ]

    assert here.order_id != there.order_id
    assert [one.till_id for one in moved] == [till, other]
    assert stock.availability([variant])[variant].sellable == 18


def test_what_the_terminal_took_without_a_connection_is_what_the_till_says_it_took(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime
) -> None:
    with enter(loom):
        total = operations.quote_basket(till, [BasketLine(variant, 2)], language="en", at=at).total
        told = total.amount - Decimal("0.02")
        late: dict[str, Any] = {"means": Means.TERMINAL, "expected": told, "happened_at": at, "at": at}
        entry = sell(till, (variant, 2), **late)
        with pytest.raises(InvalidInput):
            sell(till, (variant, 2), **late | {"expected": told - Decimal("0.01")})
        count, receipt = selectors.count(till, build.ADA.ref), selectors.receipt(entry)
        with transaction.atomic():
            closing = operations.close_till(till, counted=Decimal(0), upto=count.upto, cashier=build.ADA, at=at)

    assert (entry.amount, entry.taken.amount) == (total, told)
    assert receipt.rounding == Money(Decimal("-0.02"), "GBP")
    assert (closing.count.sold, closing.count.by_terminal) == (total, entry.taken)
    assert closing.count.rounding == Money(Decimal("-0.02"), "GBP")
    assert closing.difference == zero("GBP")


def test_a_till_is_told_first_what_lies_there_and_of_it_what_it_sold_last(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime
) -> None:
    absent, second, third = (make.goods(loom, at=at)[0] for _ in range(3))
    with enter(loom):
        sell(till, (third, 1), at=at)
        sell(till, (third, 1), at=at)
        sell(till, (second, 1), at=at)
        with transaction.atomic():
            houses.adjust(variant_id=absent, warehouse="MAIN", delta=-20, at=at)

        def listed(limit: int) -> list[UUID]:
            found = operations.price_list(till, limit=limit, language="en", at=at)
            return [one.variant_id for one in found]

        assert list(selectors.usual(TillEntry.objects.first().till, limit=3)) == [third, second, variant]
        assert set(listed(2)) == {third, second}
        assert set(listed(4)) == {third, second, variant, absent}


@pytest.mark.parametrize(
    ("language", "moment", "total"),
    [("de", "01.07.2025, 13:00:00 BST", "58,80 £"), ("en", "1 Jul 2025, 13:00:00 BST", "£58.80")],
)
def test_a_receipt_is_written_in_its_language_by_the_clock_of_the_shop(
    language: str, moment: str, total: str, till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime
) -> None:
    noon = datetime(2025, 7, 1, 12, tzinfo=UTC)
    with enter(loom), override("fr"):
        entry = sell(till, (variant, 2), language=language, happened_at=noon, at=at)
        paper = text_of(receipt_pdf(selectors.receipt(entry)))

    assert moment in paper
    assert total in paper


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
