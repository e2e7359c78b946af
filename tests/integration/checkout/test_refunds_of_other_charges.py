"""Checkout · money that goes back where it was charged otherwise: taken in part, or with tax on the commission."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.checkout.models import PurchasePart
from apps.checkout.types.refunds import RefundKind
from apps.common.money import zero
from apps.discovery.models import ListingText
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payments import operations as payments
from apps.payments import selectors as payment_reads
from apps.payments.errors import CaptureUnderWay
from apps.payments.models import Operation
from tests.factories import checkout as make
from tests.factories.aftersales import settled
from tests.integration.checkout.test_refunds import books, give, part_of, wish

pytestmark = pytest.mark.django_db


def test_commission_and_the_tax_on_it_go_back_with_the_goods(
    of_both: list[Any], kiln: Any, at: datetime, drain: Any
) -> None:
    kiln.country = "DE"
    kiln.save(update_fields=["country"])
    ListingText.objects.filter(vendor=kiln).update(vendor_country="DE")
    bought = make.purchase(of_both[:1], at=at, quantity=2)
    settled(drain)
    part = part_of(bought, kiln)
    tax = ledger.balance(AccountCode.COMMISSION_VAT, "EUR")
    assert tax == -Money(part.share["rules"][0]["tax"]["amount"], "EUR")
    assert tax.amount < 0

    give(part, wish(RefundKind.LINES, lines={0: 1}), at=at)
    half = ledger.balance(AccountCode.COMMISSION_VAT, "EUR").amount
    assert abs(half - tax.amount / 2) <= Decimal("0.01")
    give(part, wish(RefundKind.WHOLE), at=at)
    settled(drain)
    assert books() == {}


def test_who_asks_for_the_rest_while_a_part_is_being_taken_asks_again(of_both: list[Any], at: datetime) -> None:
    """Taking the part for the rest would leave the rest with the buyer for good."""
    summary = make.purchase(of_both[:1], at=at, quantity=2)
    intent_id = PurchasePart.objects.get().purchase.intent_id
    with transaction.atomic():
        payments.request_capture(intent_id, purchase_id=summary.public_id, amount=summary.total / 2, key="first", at=at)
    with pytest.raises(CaptureUnderWay), transaction.atomic():
        payments.request_capture(intent_id, purchase_id=summary.public_id, at=at)
    assert Operation.objects.filter(kind="capture").count() == 1


def test_what_was_never_taken_is_taken_back_in_the_books_alone(of_both: list[Any], at: datetime, drain: Any) -> None:
    summary = make.purchase(of_both[:1], at=at, quantity=2)
    part = PurchasePart.objects.get()
    taken = summary.total - Money("5.00", "EUR")
    with transaction.atomic():
        first = payments.request_capture(
            part.purchase.intent_id, purchase_id=summary.public_id, amount=taken, key="first", at=at
        )
    payments.perform(first, at=at)
    settled(drain)
    assert payment_reads.intent(part.purchase.intent_id).captured == taken

    give(part, wish(RefundKind.AMOUNT, amount=Money("6.50", "EUR")), at=at)
    give(part, wish(RefundKind.WHOLE), at=at)
    settled(drain)

    assert [one.amount for one in Operation.objects.filter(kind="refund").order_by("id")] == [
        150,
        int((taken.amount - Money("1.50", "EUR").amount) * 100),
    ]
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "EUR") == zero("EUR")
