"""Dashboard · stock by warehouse, corrections and the history of movements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.catalog import selectors as catalog
from apps.catalog.errors import VariantMissing
from apps.catalog.types import VariantRow
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.stock import MovementForm, StockFilter, WarehouseForm
from apps.dashboard.forms.warehouses import PutAwayForm, ThresholdForm
from apps.stock import operations as counters
from apps.stock import selectors as shelves
from apps.vendors.types import TeamRole
from apps.warehouse import operations, selectors
from apps.warehouse.types import WarehouseInfo

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
            "blocked": found.blocked,
            "sellable": found.sellable,
        }
        for row in rows
        for found in [levels[row.variant_id]]
    ]
    context = {
        "section": "stock",
        "tab": "levels",
        "houses": houses,
        "lines": lines,
        "more": more,
        "search": wanted.get("search", ""),
    }
    return render(request, "dashboard/stock/list.html", context)


@require_http_methods(["GET", "POST"])
@keeps_stock
def shelf(request: HttpRequest, variant_id: UUID) -> HttpResponse:
    """One variant: pieces by house, bin and lot, a form to receive or correct them, and every movement."""
    variant = _variant(variant_id)
    houses = selectors.warehouses()
    form = MovementForm(houses, request.POST or None)
    if form.is_valid():
        try:
            with transaction.atomic():
                _move(form.cleaned_data, variant_id, request)
        except MarketError as error:
            tell(form, error)
        else:
            messages.success(request, _("The stock is corrected."))
            return redirect("dash_shelf", variant_id=variant_id)
    return _shelf(request, variant, houses, form=form)


@require_POST
@keeps_stock
def put_away(request: HttpRequest, variant_id: UUID) -> HttpResponse:
    """Carry pieces to a bin, or say of which lot they are."""
    variant, houses = _variant(variant_id), selectors.warehouses()
    form = PutAwayForm(houses, request.POST)
    if form.is_valid():
        data, at = form.cleaned_data, now()
        try:
            with transaction.atomic():
                if data["to_lot"]:
                    operations.keep_lot(
                        variant_id, data["to_lot"], expires_on=data["expires_on"],
                        best_before_on=data["best_before_on"], at=at,
                    )  # fmt: skip
                operations.put_away(
                    variant_id=variant_id, at=at, by=actor(request),
                    **{name: data[name] for name in ("warehouse", "quantity", "from_bin", "to_bin", "lot", "to_lot")},
                )  # fmt: skip
        except MarketError as error:
            tell(form, error)
        else:
            messages.success(request, _("The pieces lie there now."))
            return redirect("dash_shelf", variant_id=variant_id)
    return _shelf(request, variant, houses, put_form=form)


@require_POST
@keeps_stock
def set_low(request: HttpRequest, variant_id: UUID) -> HttpResponse:
    """Say below how many pieces one wants to be told."""
    variant, houses = _variant(variant_id), selectors.warehouses()
    form = ThresholdForm(houses, {}, request.POST)
    if not form.is_valid():
        return _shelf(request, variant, houses, low_form=form)
    wanted = {(variant_id, house): pieces for house, pieces in form.wanted(houses).items()}
    with transaction.atomic():
        counters.set_thresholds(wanted, vendor_id=request.vendor.pk)
    messages.success(request, _("You will be told when a shelf falls below that."))
    return redirect("dash_shelf", variant_id=variant_id)


@require_POST
@keeps_stock
def set_hot(request: HttpRequest, variant_id: UUID) -> HttpResponse:
    """Sell a shelf out of several buckets, or not any more: before and after a rush that one knows of."""
    variant, houses = _variant(variant_id), selectors.warehouses()
    house = next((one for one in houses if one.code == request.POST.get("warehouse")), None)
    if house is None:
        messages.error(request, _("Choose a warehouse."))
    else:
        with transaction.atomic():
            if request.POST.get("hot") == "on":
                counters.heat(variant.variant_id, house.public_id, by_hand=True, at=now())
            else:
                counters.cool(variant.variant_id, house.public_id)
        messages.success(request, _("Done. Buyers see no difference but that they wait less."))
    return redirect("dash_shelf", variant_id=variant_id)


def _variant(variant_id: UUID) -> VariantRow:
    variant = catalog.variant_row(variant_id)
    if variant is None:
        raise VariantMissing()
    return variant


def _shelf(
    request: HttpRequest,
    variant: VariantRow,
    houses: tuple[WarehouseInfo, ...],
    *,
    form: MovementForm | None = None,
    put_form: PutAwayForm | None = None,
    low_form: ThresholdForm | None = None,
) -> HttpResponse:
    variant_id, before = variant.variant_id, request.GET.get("before", "")
    lines, more = selectors.movements(
        variant_id=variant_id, before=int(before) if before.isdigit() and len(before) < 16 else None, limit=30
    )
    found = selectors.levels([variant_id])[variant_id]
    known = shelves.thresholds(request.vendor.pk, [variant_id])
    hot = {one.warehouse_id: one for one in shelves.hot_shelves() if one.variant_id == variant_id}
    context = {
        "section": "stock",
        "variant": variant,
        "levels": [
            (house, level.on_hand, hot.get(house.public_id)) for house, level in zip(houses, found.houses, strict=True)
        ],
        "sellable": found.sellable,
        "promised": found.promised,
        "blocked": found.blocked,
        "in_transit": selectors.in_transit([variant_id]).get(variant_id, 0),
        "lying": selectors.with_loose(variant_id),
        "form": form or MovementForm(houses),
        "put_form": put_form or PutAwayForm(houses),
        "low_form": low_form or ThresholdForm(houses, {house: pieces for (_v, house), pieces in known.items()}),
        "lines": lines,
        "more": more,
    }
    failed = any(one is not None and one.errors for one in (form, put_form, low_form))
    return render(request, "dashboard/stock/shelf.html", context, status=422 if failed else 200)


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
            tell(form, error)
        else:
            messages.success(request, _("The warehouse is open. Receive goods on the stock page of each variant."))
            return redirect("dash_stock")
    return render(request, "dashboard/stock/warehouse.html", {"section": "stock", "form": form})


def _move(data: dict[str, Any], variant_id: UUID, request: HttpRequest) -> None:
    common = {"variant_id": variant_id, "warehouse": data["warehouse"], "at": now(), "by": actor(request)}
    where = {"bin_code": data["bin_code"], "lot": data["lot"]}
    serials = data["serials"]
    match data["kind"]:
        case "receive":
            if data["lot"]:
                operations.keep_lot(variant_id, data["lot"], expires_on=data["expires_on"], at=common["at"])
            operations.receive(quantity=data["quantity"], note=data["note"], **common, **where)
            if serials:
                operations.keep_serials(variant_id, serials, warehouse=data["warehouse"], at=common["at"], **where)
        case "remove":
            operations.adjust(delta=-data["quantity"], note=data["note"], **common, **where)
            for number in serials:
                operations.lose_serial(variant_id, number, at=common["at"])
        case "count":
            operations.count_shelf(quantity=data["quantity"], note=data["note"], **common)
            operations.keep_new_serials(variant_id, serials, warehouse=data["warehouse"], at=common["at"])
