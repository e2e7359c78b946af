"""Dashboard · cycle counts, for a phone or a scanner in the aisle."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.catalog import selectors as catalog
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import actor
from apps.dashboard.forms.warehouses import CountedForm, CountPlanForm, FindForm
from apps.warehouse import operations, selectors
from apps.warehouse.types import Counted, CountInfo, CountLineInfo, CountState

from .stock import keeps_stock


@require_http_methods(["GET", "POST"])
@keeps_stock
def count_list(request: HttpRequest) -> HttpResponse:
    """All counts, newest first, and a form that plans the next one."""
    houses = selectors.warehouses()
    form = CountPlanForm(houses, request.POST or None)
    if form.is_valid():
        try:
            with transaction.atomic():
                count_id = operations.plan_count(
                    form.cleaned_data["warehouse"], most=form.cleaned_data["most"], at=now()
                )
        except MarketError as error:
            form.add_error("warehouse", error.text())
        else:
            return redirect("dash_count", count_id=count_id)
    context = {"section": "stock", "tab": "counts", "houses": houses, "form": form, "rows": selectors.counts()}
    return render(request, "dashboard/stock/counts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@keeps_stock
def count_page(request: HttpRequest, count_id: UUID) -> HttpResponse:
    """One count: what is left of it, a field to scan into, and the number that was counted."""
    found = selectors.count(count_id)
    if request.method != "POST":
        return _page(request, found, None)
    form = CountedForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                outcome = operations.enter_count(
                    form.cleaned_data["line"], count_id=count_id, pieces=form.cleaned_data["pieces"], at=now(),
                    by=actor(request),
                )  # fmt: skip
        except MarketError as error:
            form.add_error("pieces", error.text())
        else:
            _tell(request, outcome)
            return redirect("dash_count", count_id=count_id)
    return _page(request, found, form)


@require_POST
@keeps_stock
def cancel(request: HttpRequest, count_id: UUID) -> HttpResponse:
    """Give up what is left of a count."""
    with transaction.atomic():
        operations.cancel_count(count_id, at=now())
    messages.success(request, _("The count is over. What was counted stays."))
    return redirect("dash_count", count_id=count_id)


def _tell(request: HttpRequest, outcome: Counted) -> None:
    match outcome:
        case Counted.AGREED:
            messages.success(request, _("Agreed: the books say the same."))
        case Counted.AGAIN:
            messages.warning(request, _("The books say something else. Please count once more."))
        case Counted.CORRECTED:
            messages.success(request, _("The books are corrected."))


def _page(request: HttpRequest, found: CountInfo, form: CountedForm | None) -> HttpResponse:
    rows = catalog.variants().filter(public_id__in={line.variant_id for line in found.lines})
    known = {row.variant_id: row for row in map(catalog.as_variant_row, rows)}
    lines = [(line, known.get(line.variant_id)) for line in found.lines]
    find = FindForm(request.GET)
    scanned = find.cleaned_data["q"].strip() if find.is_valid() else ""
    wanted = form.data.get("line") if form is not None else request.GET.get("line")
    chosen = _chosen(lines, scanned, wanted)
    if form is None and chosen is not None:
        form = CountedForm(initial={"line": chosen[0].id})
    context: dict[str, Any] = {
        "section": "stock",
        "tab": "counts",
        "count": found,
        "lines": lines,
        "chosen": chosen,
        "form": form,
        "search": scanned,
        "is_open": found.state == CountState.OPEN,
    }
    return render(
        request, "dashboard/stock/count.html", context, status=422 if form is not None and form.errors else 200
    )


def _chosen(
    lines: list[tuple[CountLineInfo, Any]], scanned: str, wanted: str | None
) -> tuple[CountLineInfo, Any] | None:
    """The line that a scan or a link names, of those still to be counted: by SKU, bin or lot."""
    left = [(line, row) for line, row in lines if not line.is_done]
    if wanted:
        return next(((line, row) for line, row in left if str(line.id) == wanted), None)
    if scanned:
        name = scanned.casefold()
        return next(
            (
                (line, row)
                for line, row in left
                if name in {line.bin.casefold(), line.lot.casefold(), row.sku.casefold() if row else ""}
            ),
            None,
        )
    return None
