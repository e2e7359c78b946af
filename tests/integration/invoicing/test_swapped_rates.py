"""Invoicing · another version at another rate of tax is sent: its papers say so, from the swap to the last piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.catalog.types import Option, OptionChoice, Tier
from apps.checkout import operations
from apps.checkout.models import Refund
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundWish
from apps.common.types import Actor, ActorKind
from apps.invoicing.models import Invoice
from tests.factories import aftersales as make
from tests.factories import catalog
from tests.factories import checkout as shopping
from tests.factories.aftersales import swap

pytestmark = pytest.mark.django_db

BUYER = Actor(ActorKind.BUYER, "guest")
STANDARD, REDUCED = Decimal(19), Decimal(7)
# What it costs (CNY) and its HS code: ceramics, and printed books, which Germany taxes at the reduced rate.
VERSIONS = {"bowl": ("60.00", "691200"), "book": ("60.00", "490199"), "leaflet": ("45.00", "490199")}
SET = catalog.product(
    options=(Option("kind", {"en": "Kind"}, tuple(OptionChoice(one, {"en": one.title()}) for one in VERSIONS)),),
    variants=tuple(
        catalog.variant(
            f"BOWL-{one.upper()}",
            options={"kind": one},
            hs_code=code,
            prices=(Tier("retail", 1, Money(price, "CNY")),),
        )
        for one, (price, code) in VERSIONS.items()
    ),
)


@pytest.fixture
def sold(kiln: Any, settings: Any, at: datetime, drain: Callable[[], int], request: Any) -> SimpleNamespace:
    """Three pieces of ceramics, paid in euro or in what is asked."""
    settings.PAYMENT_GATEWAY = "noop"
    visitor = replace(shopping.GERMANY, currency=getattr(request, "param", "EUR"))
    return make.sold_bowls(kiln, SET, "bowl", at=at, drain=drain, visitor=visitor)


def give(sold: SimpleNamespace, kind: RefundKind, key: str, *, at: datetime, **more: Any) -> None:
    with transaction.atomic():
        operations.refund(sold.part.order_id, wish=RefundWish(kind, RefundReason.OTHER, **more), key=key, at=at)


def by_rate(*rows: Invoice) -> dict[Decimal, Decimal]:
    """The tax at each rate; credit notes count down."""
    found: dict[Decimal, Decimal] = defaultdict(Decimal)
    for row in rows:
        for one in row.said.taxes:
            found[one.rate] += -one.tax if row.kind == "credit_note" else one.tax
    return {rate: tax for rate, tax in found.items() if tax}


@pytest.mark.parametrize("sold", ["EUR", "JPY", "KWD"], indirect=True)
def test_after_a_swap_nothing_is_left_at_the_old_rate_and_after_the_last_piece_nothing_at_any(
    sold: SimpleNamespace, at: datetime, drain: Callable[[], int]
) -> None:
    swap(sold, sold.book, at=at)
    make.settled(drain)
    invoice, note = Invoice.objects.order_by("pk")
    back = Refund.objects.get()
    assert list(by_rate(invoice)) == [STANDARD]
    assert list(by_rate(invoice, note)) == [REDUCED]
    assert (note.gross, note.corrects) == (back.amount, invoice.public_id)
    assert [(row.sku, row.quantity) for row in note.said.rows] == [("BOWL-BOWL", 3), ("BOWL-BOOK", -3)]
    adjusted = sum(one.amount for one in note.said.charges if one.kind == "adjustment")
    assert adjusted < invoice.net / 50, "of rounding alone"

    give(sold, RefundKind.LINES, "a piece", lines={0: 1}, at=at)
    give(sold, RefundKind.WHOLE, "the rest", at=at)
    make.settled(drain)

    papers = Invoice.objects.order_by("pk")
    assert len(papers) == 4
    assert [{one.sku for one in row.said.rows} for row in papers[2:]] == [{"BOWL-BOOK"}] * 2
    assert by_rate(*papers) == {}
    assert sum(row.gross for row in papers[1:]) == sum(Refund.objects.values_list("amount", flat=True)) == invoice.gross


def test_a_cheaper_version_s_price_goes_back_at_the_old_rate_before_its_own_holds(
    sold: SimpleNamespace, at: datetime, drain: Callable[[], int]
) -> None:
    give(sold, RefundKind.LINES, "a piece", lines={0: 1}, at=at)
    swap(sold, sold.leaflet, at=at)
    make.settled(drain)

    invoice, piece, price, note = papers = Invoice.objects.order_by("pk")
    assert [list(by_rate(one)) for one in (piece, price)] == [[STANDARD], [STANDARD]]
    assert list(by_rate(*papers)) == [REDUCED]
    assert [(row.sku, row.quantity) for row in note.said.rows] == [("BOWL-BOWL", 2), ("BOWL-LEAFLET", -2)]
    assert [row.gross for row in papers[1:]] == list(Refund.objects.order_by("pk").values_list("amount", flat=True))
    assert papers[0] == invoice


def test_a_second_swap_at_the_same_rate_changes_no_rate(
    sold: SimpleNamespace, at: datetime, drain: Callable[[], int]
) -> None:
    swap(sold, sold.book, at=at)
    swap(sold, sold.leaflet, at=at)
    make.settled(drain)

    papers = Invoice.objects.order_by("pk")
    assert [list(by_rate(one)) for one in papers[2:]] == [[REDUCED]]
    assert list(by_rate(*papers)) == [REDUCED]
