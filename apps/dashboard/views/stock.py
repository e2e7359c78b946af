"""Dashboard · stock by warehouse, corrections and the history of movements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.catalog import selectors as catalog
from apps.catalog.errors import VariantMissing
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import requires
from apps.dashboard.forms.stock import MovementForm, StockFilter, WarehouseForm
from apps.vendors.types import TeamRole
from apps.warehouse import operations, selectors

from .catalogue import actor

keeps_stock = requires(TeamRole.OWNER, TeamRole.CATALOGUE, TeamRole.FULFILMENT)


@require_GET
@keeps_stock
def stock_list(request: HttpRequest) -> HttpResponse:
    """Variants with the pieces in each house, and how many of them are promised to buyers."""
    wanted = StockFilter(request.GET).wanted()
    houses = selectors.warehouses()
    rows, more = catalog.variant_rows(**wanted) if houses else ([], None)
    levels = selectors.levels([row.variant_id for row in rows])
    lines = [
        {
            "variant": row,
            "levels": [(house, level.on_hand) for house, level in zip(houses, found.houses, strict=True)],
            "promised": found.promised,
            "sellable": found.sellable,
        }
        for row in rows
        for found in [levels[row.variant_id]]
    ]
    context = {"section": "stock", "houses": houses, "lines": lines, "more": more, "search": wanted.get("search", "")}
    return render(request, "dashboard/stock/list.html", context)


@require_http_methods(["GET", "POST"])
@keeps_stock
def shelf(request: HttpRequest, variant_id: UUID) -> HttpResponse:
    """One variant: pieces by house, a form to receive or correct them, and every movement."""
    variant = catalog.variant_row(variant_id)
    if variant is None:
        raise VariantMissing()
    houses = selectors.warehouses()
    form = MovementForm(houses, request.POST or None)
    if form.is_valid():
        try:
            with transaction.atomic():
                _move(form.cleaned_data, variant_id, request)
        except MarketError as error:
            form.add_error("quantity" if error.field == "quantity" else None, error.text())
        else:
            messages.success(request, _("The stock is corrected."))
            return redirect("dash_shelf", variant_id=variant_id)
    before = request.GET.get("before", "")
    lines, more = selectors.movements(
        variant_id=variant_id, before=int(before) if before.isdigit() and len(before) < 16 else None, limit=30
    )
    found = selectors.levels([variant_id])[variant_id]
    context = {
        "section": "stock",
        "variant": variant,
        "levels": [(house, level.on_hand) for house, level in zip(houses, found.houses, strict=True)],
        "sellable": found.sellable,
        "promised": found.promised,
        "form": form,
        "lines": lines,
        "more": more,
    }
    return render(request, "dashboard/stock/shelf.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@keeps_stock
def new_warehouse(request: HttpRequest) -> HttpResponse:
    """Open a house."""
    form = WarehouseForm(request.POST or None, initial={"country": request.vendor.country})
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.open_warehouse(**form.house(request.vendor.legal_name), at=now())
        except MarketError as error:
            form.add_error(error.field if error.field in form.fields else None, error.text())
        else:
            messages.success(request, _("The warehouse is open. Receive goods on the stock page of each variant."))
            return redirect("dash_stock")
    return render(request, "dashboard/stock/warehouse.html", {"section": "stock", "form": form})


def _move(data: dict[str, Any], variant_id: UUID, request: HttpRequest) -> None:
    common = {"variant_id": variant_id, "warehouse": data["warehouse"], "at": now(), "by": actor(request)}
    match data["kind"]:
        case "receive":
            operations.receive(quantity=data["quantity"], note=data["note"], **common)
        case "remove":
            operations.adjust(delta=-data["quantity"], note=data["note"], **common)
        case "count":
            operations.count_shelf(quantity=data["quantity"], note=data["note"], **common)
