"""Aftersales · duty and tax that was paid on goods that came back, for who claims it again · vendor's schema.

The authority decides whether it gives anything back; what it asks for is which declaration the goods came in by, what
was paid on them, and that they left the country again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.aftersales.models import ReturnLine
from apps.aftersales.types import ReturnStatus, Way
from apps.common.spreadsheets import as_text
from apps.customs import selectors as customs
from apps.orders import selectors as orders

_COLUMNS = (
    "return", "order", "jurisdiction", "mrn", "lrn", "declared_on", "sku", "description", "hs_code", "origin",
    "pieces", "currency", "value", "duty", "tax", "sent_back_on", "received_on", "way_back", "parcel",
)  # fmt: skip


@dataclass(frozen=True)
class DrawbackRow:
    """Pieces of a line that crossed a border and came back; amounts in the charge currency, as the buyer paid them."""

    number: str
    order_number: str
    jurisdiction: str
    mrn: str
    lrn: str
    declared_on: date | None
    sku: str
    title: str
    hs_code: str
    origin: str
    pieces: int
    currency: str
    value: Decimal
    duty: Decimal
    tax: Decimal
    sent_on: date | None
    received_on: date | None
    way: str
    parcel: str


def drawback_rows(*, since: date, until: date) -> list[DrawbackRow]:
    """Returned goods of orders with a declaration that were settled between two days, both included."""
    lines = (
        ReturnLine.objects.select_related("request")
        .filter(
            request__status__in=(ReturnStatus.SETTLED, ReturnStatus.CLOSED),
            request__settled_at__date__gte=since,
            request__settled_at__date__lte=until,
        )
        .exclude(request__way=Way.NONE)
        .order_by("request__settled_at", "pk")
    )
    found = [line for line in lines if line.accepted]
    declared = customs.of_orders({line.request.order_id for line in found})
    sold = orders.lines_of({line.request.order_id for line in found})
    rows = []
    for line in found:
        asked = line.request
        papers = [one for one in declared.get(asked.order_id, ()) if one.lrn]
        if not papers:
            continue
        paper, goods = papers[-1], sold[asked.order_id][line.place]
        rows.append(
            DrawbackRow(
                number=asked.number,
                order_number=asked.order_number,
                jurisdiction=paper.jurisdiction,
                mrn=paper.mrn,
                lrn=paper.lrn,
                declared_on=paper.created_at.date(),
                sku=line.sku,
                title=line.title,
                hs_code=goods.hs_code,
                origin=goods.origin,
                pieces=line.accepted,
                currency=asked.currency,
                value=goods.unit_price.amount * line.accepted,
                duty=line.duty,
                tax=line.tax,
                sent_on=asked.sent_at.date() if asked.sent_at else None,
                received_on=asked.received_at.date() if asked.received_at else None,
                way=asked.way,
                parcel=asked.forwarded_as or asked.tracking_number,
            )
        )
    return rows


def drawback_csv(rows: Iterable[DrawbackRow]) -> str:
    """The same as CSV: codes, ISO days and decimal amounts."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(_COLUMNS)
    for row in rows:
        lines.writerow([_cell(value) for value in vars(row).values()])
    return text.getvalue()


def _cell(value: object) -> str:
    """Amounts as decimals, the rest as text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return as_text(str(value))
