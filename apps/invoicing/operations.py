"""Invoicing · writes · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from apps.common.transactions import transaction_required
from apps.vendors import selectors as vendors

from . import selectors
from .models import Invoice
from .rules.crediting import Issued, credit
from .rules.drawing_up import draw_up
from .types import Document, Kind

# The row stays locked until the number's document is committed: a number is never lost, and never given twice.
_NEXT = """
    INSERT INTO invoicing_series AS known (code, last) VALUES (%s, 1)
    ON CONFLICT (code) DO UPDATE SET last = known.last + 1 RETURNING last
"""
_LETTERS = {Kind.INVOICE: "", Kind.CREDIT_NOTE: "C-"}
MARKETPLACE = "M"


@transaction_required
def issue(purchase_id: UUID, *, at: datetime) -> list[Invoice]:
    """Issue the invoices of a completed purchase: one for each seller of record and tax number. Once; then none.

    Raises:
        NotFound: there is no such purchase.
    """
    if Invoice.objects.filter(purchase_id=purchase_id).exists():
        return []
    drafts = list(enumerate(draw_up(selectors.sale(purchase_id))))
    drafts.sort(key=lambda draft: draft[1].vendor_id or 0)  # numbers are locked in one order, whoever is bought from
    return [
        _keep(
            one.document,
            key=f"{purchase_id}:{one.vendor_id or 0}:{place}",
            vendor_id=one.vendor_id,
            purchase_id=purchase_id,
            missing=one.missing,
            at=at,
        )
        for place, one in drafts
    ]


@transaction_required
def credit_refund(refund_id: UUID, *, purchase_id: UUID, order_id: UUID, at: datetime) -> list[Invoice]:
    """Issue the credit note of a refund, of each seller of record whose goods it is of. Once; then none.

    A purchase of before there were invoices gets them first.

    Raises:
        NotFound: there is no such refund.
    """
    if Invoice.objects.filter(refund_id=refund_id).exists():
        return []
    issue(purchase_id, at=at)
    invoices = selectors.issued(purchase_id)
    steps = selectors.steps_to(refund_id, purchase_id=purchase_id, order_id=order_id)
    notes = credit(invoices, steps, order_id=order_id, union=selectors.union())
    rows = {row.public_id: row for row in Invoice.objects.filter(public_id__in=notes)}
    return [
        _keep(
            note,
            key=f"{refund_id}:{one.key}",
            vendor_id=rows[one.key].vendor_id,
            purchase_id=purchase_id,
            missing=rows[one.key].missing,
            refund_id=refund_id,
            corrects=one,
            orders=[order_id],
            at=at,
        )
        for one in invoices
        if (note := notes.get(one.key)) is not None
    ]


def _keep(
    document: Document,
    *,
    key: str,
    vendor_id: int | None,
    purchase_id: UUID,
    missing: Sequence[str],
    refund_id: UUID | None = None,
    corrects: Issued | None = None,
    orders: Sequence[UUID] | None = None,
    at: datetime,
) -> Invoice:
    kind = Kind(document.kind)
    series = f"{vendor_id or 0}:{kind}:{at.year}"
    prefix = vendors.card(vendor_id).slug.upper() if vendor_id is not None else MARKETPLACE
    sequence = _next(series)
    return Invoice.objects.create(
        key=key,
        vendor_id=vendor_id,
        kind=kind,
        series=series,
        sequence=sequence,
        number=f"{prefix}-{_LETTERS[kind]}{at.year}-{sequence:06d}",
        purchase_id=purchase_id,
        order_ids=orders or list(dict.fromkeys(line.order_id for line in document.sold)),
        refund_id=refund_id,
        corrects=corrects.key if corrects else None,
        issued_at=at,
        country=document.delivered_to.country,
        currency=document.currency,
        net=document.net,
        tax=document.tax,
        gross=document.gross,
        missing=list(missing),
        document=document.as_json(),
    )


def _next(series: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series])
        return int(cursor.fetchone()[0])
