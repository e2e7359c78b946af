"""Invoicing · a purchase is invoiced by each seller of record, a refund credited once, numbers have no gap."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from lxml import etree

from apps.accounts.models import User
from apps.checkout import operations as checkout
from apps.checkout import selectors as purchases
from apps.checkout.models import PurchasePart, Refund
from apps.checkout.types import PurchaseSummary
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundWish
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.invoicing import operations, selectors, subscribers
from apps.invoicing.models import Invoice
from apps.invoicing.types import Kind
from apps.outbox.registry import unsubscribe
from apps.payments import operations as payments
from tests.factories import checkout as make
from tests.integration.tenancy.people import staff_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def bought(kiln: Any, loom: Any, settings: Any, at: datetime, drain: Any) -> PurchaseSummary:
    """Two pieces of kiln's and two of loom's, paid and captured."""
    settings.PAYMENT_GATEWAY = "noop"
    summary = make.purchase([*make.goods(kiln, at=at), *make.goods(loom, at=at)], at=at, quantity=2)
    settle(drain)
    return summary


def settle(drain: Any) -> None:
    drain()
    payments.resolve_due(at=now())
    drain()


def refund(order_id: UUID, key: str, kind: RefundKind = RefundKind.WHOLE, **more: Any) -> UUID:
    with transaction.atomic():
        wish = RefundWish(kind=kind, reason=RefundReason.OTHER, **more)
        return checkout.refund(order_id, wish=wish, key=key, at=now()).public_id


def test_a_purchase_is_invoiced_once_and_what_goes_back_is_credited_once_to_the_cent(
    kiln: Any, loom: Any, bought: PurchaseSummary, drain: Any, at: datetime
) -> None:
    """Goods from China to Germany below EUR 150: the marketplace is deemed to have sold both vendors' goods."""
    invoices = selectors.of_purchase(bought.public_id)
    assert sum(row.gross for row in invoices) == bought.total.amount
    (invoice,) = invoices
    year = invoice.issued_at.year
    assert (invoice.vendor_id, invoice.kind, invoice.number) == (None, Kind.INVOICE, f"M-{year}-000001")
    assert [(one.category, one.rate) for one in invoice.said.taxes] == [("S", Decimal(19))]
    view = purchases.purchase(bought.public_id)
    assert invoice.said.tax == view.totals.tax.amount
    assert not invoice.missing
    with transaction.atomic():
        assert operations.issue(bought.public_id, at=now()) == []

    first, second = PurchasePart.objects.order_by("id")
    assert set(invoice.order_ids) == {first.order_id, second.order_id}
    piece = refund(first.order_id, "piece", RefundKind.LINES, lines={0: 1})
    refund(second.order_id, "all")
    refund(first.order_id, "rest")
    drain()
    notes = list(Invoice.objects.filter(kind=Kind.CREDIT_NOTE).order_by("id"))
    assert [row.number for row in notes] == [f"M-C-{year}-{number:06d}" for number in (1, 2, 3)]
    assert [row.gross for row in notes] == [row.amount for row in Refund.objects.order_by("id")]
    assert all(row.corrects == invoice.public_id and row.said.corrects.number == invoice.number for row in notes)
    assert (sum(row.net for row in notes), sum(row.tax for row in notes)) == (invoice.net, invoice.tax)
    with transaction.atomic():
        again = operations.credit_refund(piece, purchase_id=bought.public_id, order_id=first.order_id, at=now())
    assert again == []
    assert selectors.gaps() == []
    table = list(csv.DictReader(io.StringIO(selectors.as_csv(selectors.invoices()))))
    assert sum(Decimal(row["base"]) + Decimal(row["tax"]) for row in table) == 0
    late = Invoice(key="late", kind=Kind.INVOICE, series=f"0:invoice:{year}", sequence=3, number="M-3",
                   purchase_id=uuid4(), order_ids=[], issued_at=at, document={}, net=0, tax=0, gross=0)  # fmt: skip
    late.save()
    with pytest.raises(CommandError, match=f"0:invoice:{year}"):
        call_command("issue_invoices", "--check")


def test_who_may_see_a_document_gets_it_and_nobody_else(
    kiln: Any, loom: Any, bought: PurchaseSummary, at: datetime
) -> None:
    (invoice,) = selectors.of_purchase(bought.public_id)
    token = purchases.purchase_token(bought.public_id)
    base = f"/en-de/purchases/{bought.public_id}/"
    guest = Client(headers={"host": "portolan.localhost"})
    page = guest.get(f"{base}?token={token}").content.decode()
    assert invoice.number in page
    address = f"{base}invoices/{invoice.public_id}/"
    assert guest.get(f"{address}pdf/?token={token}").content.startswith(b"%PDF")
    answer = guest.get(f"{address}ubl/?token={token}")
    assert etree.fromstring(answer.content).findtext("{*}ID") == invoice.number
    assert answer["Content-Disposition"] == f'attachment; filename="{invoice.number}.xml"'
    assert guest.get(f"{address}pdf/").status_code == 404
    assert guest.get(f"{address}doc/?token={token}").status_code == 404
    other = uuid4()
    assert guest.get(f"/en-de/purchases/{other}/invoices/{invoice.public_id}/pdf/?token={token}").status_code == 404
    # A deemed supplier's invoice is not its vendor's: other vendors' goods may stand on it.
    (order, *_) = invoice.order_ids
    assert selectors.of_order(order, vendor_id=kiln.pk) == []
    with pytest.raises(NotFound):
        selectors.invoice(invoice.public_id, vendor_id=kiln.pk)

    staff = staff_browser(User.objects.create_superuser("ada@staff.example", "x"))
    assert invoice.number in staff.get("/admin/invoicing/invoice/").text
    answer = staff.get(f"/admin/invoicing/invoice/{invoice.pk}/ubl/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")


def test_a_vendor_sees_what_it_issued_itself_and_no_other_vendor_s(
    kiln: Any, loom: Any, bought: PurchaseSummary, at: datetime
) -> None:
    (invoice,) = selectors.of_purchase(bought.public_id)
    (order, *_) = invoice.order_ids
    own = Invoice.objects.create(
        key="x", vendor=kiln, kind=Kind.INVOICE, series=f"{kiln.pk}:invoice:2026", sequence=1, number="KILN-1",
        purchase_id=bought.public_id, order_ids=[order], issued_at=at, country="DE", currency="EUR", net=invoice.net,
        tax=invoice.tax, gross=invoice.gross, document=invoice.document,
    )  # fmt: skip
    assert selectors.of_order(order, vendor_id=kiln.pk) == [own]
    assert selectors.of_order(order, vendor_id=loom.pk) == []
    with pytest.raises(NotFound):
        selectors.invoice(own.public_id, vendor_id=loom.pk)


def test_purchases_of_before_are_invoiced_by_a_command_with_their_refunds_and_once(
    kiln: Any, settings: Any, at: datetime, drain: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PAYMENT_GATEWAY = "noop"
    unsubscribe("invoicing.invoice", "invoicing.credit")
    try:
        summary = make.purchase(make.goods(kiln, at=at), at=at)
        settle(drain)
        refund(PurchasePart.objects.get().order_id, "all")
        settle(drain)
        assert selectors.of_purchase(summary.public_id) == []
        call_command("issue_invoices")
        invoice, note = selectors.of_purchase(summary.public_id)
        assert (invoice.gross, note.gross, note.corrects) == (summary.total.amount,) * 2 + (invoice.public_id,)
        call_command("issue_invoices")
    finally:
        subscribers.register()
    assert capsys.readouterr().out.splitlines() == [
        "2 documents issued of 1 purchases.", "0 documents issued of 0 purchases.",
    ]  # fmt: skip
