"""Invoicing · a purchase is invoiced by each seller of record, a refund credited once, numbers have no gap."""

from __future__ import annotations

import threading
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from apps.checkout import operations as checkout
from apps.checkout.models import Purchase, PurchasePart
from apps.checkout.types import PurchaseSummary
from apps.checkout.types.refunds import Funder, RefundKind, RefundReason, RefundWish
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.invoicing import operations, selectors
from apps.invoicing.documents.ubl import ubl
from apps.invoicing.models import Invoice, Series
from apps.invoicing.types import Kind
from apps.outbox import operations as outbox
from apps.payments import operations as payments
from tests.factories import checkout as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bought(kiln: Any, loom: Any, settings: Any, at: datetime, drain: Any) -> PurchaseSummary:
    """Two pieces of kiln's and two of loom's, paid and captured."""
    settings.PAYMENT_GATEWAY = "noop"
    summary = make.purchase([*make.goods(kiln, at=at), *make.goods(loom, at=at)], at=at, quantity=2)
    drain()
    return summary


def refund(order_id: UUID, key: str, kind: RefundKind = RefundKind.WHOLE, **more: Any) -> UUID:
    with transaction.atomic():
        wish = RefundWish(kind=kind, reason=RefundReason.OTHER, **more)
        return checkout.refund(order_id, wish=wish, key=key, at=now()).public_id


def test_a_purchase_is_invoiced_once_and_what_goes_back_is_credited_to_the_cent(
    kiln: Any, loom: Any, bought: PurchaseSummary, drain: Any
) -> None:
    purchase = Purchase.objects.get()
    invoices = selectors.of_purchase(bought.public_id)
    print([(i.number, i.vendor_id, i.missing, [ (t.category, t.rate, t.base, t.tax) for t in i.said.taxes], i.said.charges) for i in invoices])
    assert sum(row.gross for row in invoices) == bought.total.amount
    assert {row.kind for row in invoices} == {Kind.INVOICE}
    assert all(row.number.endswith(f"-{row.issued_at.year}-000001") for row in invoices)
    with transaction.atomic():
        assert operations.issue(bought.public_id, at=now()) == []
    assert purchase.number in invoices[0].document["purchase_number"]
