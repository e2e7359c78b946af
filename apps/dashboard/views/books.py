"""Dashboard · what needs a look in the houses, and the books of all movements."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from apps.catalog import selectors as catalog
from apps.common.clock import now
from apps.dashboard.forms.warehouses import BookFilter
from apps.stock import selectors as stock
from apps.warehouse import selectors
from apps.warehouse.types import Movement

from .stock import keeps_stock

MOST_IN_A_FILE = 20_000


@require_GET
@keeps_stock
def alerts(request: HttpRequest) -> HttpResponse:
    """Shelves that run low, lots that expire, transfers that are late."""
    today = now().date()
    low = stock.low_shelves(request.vendor.pk)
    lots = selectors.expiring(today=today)
    houses = {house.public_id: house for house in selectors.warehouses()}
    skus = catalog.variant_names({one.variant_id for one in (*low, *lots)})
    names = {house.code: house.name for house in houses.values()}
    context = {
        "section": "stock",
        "tab": "alerts",
        "low": [(one, skus.get(one.variant_id, ""), houses.get(one.warehouse_id)) for one in low],
        "lots": [(one, skus.get(one.variant_id, ""), names.get(one.warehouse, "")) for one in lots],
        "late": [(row, names[row.source], names[row.target]) for row in selectors.overdue(today=today)],
    }
    return render(request, "dashboard/stock/alerts.html", context)


@require_GET
@keeps_stock
def movements(request: HttpRequest) -> HttpResponse:
    """Every movement of goods, narrowed as one likes."""
    form = _form(request)
    rows, more = _found(form, limit=50)
    context = {
        "section": "stock",
        "tab": "movements",
        "form": form,
        "rows": _named(rows),
        "more": more,
        "query": request.GET.urlencode(),
    }
    return render(request, "dashboard/stock/movements.html", context)


@require_GET
@never_cache
@keeps_stock
def movements_file(request: HttpRequest) -> HttpResponse:
    """The same as CSV, the newest 20,000."""
    rows, _more = _found(_form(request), limit=MOST_IN_A_FILE)
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(
        ["when", "kind", "sku", "variant_id", "warehouse", "bin", "lot", "pieces", "reference", "basis", "note"]
    )
    lines.writerows(
        [
            row.occurred_at.isoformat(), row.kind, _cell(sku), row.variant_id, row.warehouse_code, _cell(row.bin),
            _cell(row.lot), row.delta, _cell(row.reference), _cell(row.basis), _cell(row.note),
        ]
        for row, sku in _named(rows)
    )  # fmt: skip
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="movements-{request.vendor.slug}.csv"'
    return response


def _form(request: HttpRequest) -> BookFilter:
    return BookFilter(selectors.warehouses(), request.GET)


def _found(form: BookFilter, *, limit: int) -> tuple[list[Movement], int | None]:
    wanted: dict[str, Any] = form.wanted()
    sku = form.cleaned_data.get("sku", "").strip()
    if sku:
        wanted["variant_id"] = catalog.variant_ids([sku]).get(sku)
        if wanted["variant_id"] is None:
            return [], None
    return selectors.movements(**wanted, limit=limit)


def _named(rows: list[Movement]) -> list[tuple[Movement, str]]:
    skus = catalog.variant_names({row.variant_id for row in rows})
    return [(row, skus.get(row.variant_id, "")) for row in rows]


def _cell(text: str) -> str:
    """A text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
