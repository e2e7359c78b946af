"""Dashboard · a house: what lies where in it, its bins and its facts; and from which house goods are sent."""

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
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import actor
from apps.dashboard.forms.warehouses import BinForm, FindForm, HouseForm, RoutingForm
from apps.vendors import operations as vendors
from apps.vendors.types import RoutingRule
from apps.warehouse import operations, selectors
from apps.warehouse.types import WarehouseInfo

from .stock import keeps_stock


@require_GET
@keeps_stock
def houses(request: HttpRequest) -> HttpResponse:
    """All houses, and what decides from which of them goods are sent."""
    return _houses(request, RoutingForm(initial={"routing": request.vendor.routing}))


@require_POST
@keeps_stock
def set_routing(request: HttpRequest) -> HttpResponse:
    """Say what decides from which house goods are sent."""
    form = RoutingForm(request.POST)
    if not form.is_valid():
        return _houses(request, form)
    with transaction.atomic():
        vendors.set_routing(request.vendor.pk, RoutingRule(form.cleaned_data["routing"]), at=now(), by=actor(request))
    messages.success(request, _("New checkouts follow this within half a minute."))
    return redirect("dash_houses")


@require_http_methods(["GET", "POST"])
@keeps_stock
def house(request: HttpRequest, warehouse_id: UUID) -> HttpResponse:
    """One house: bins, lots and single pieces, found by any of their names; its facts can be changed."""
    info = selectors.warehouse(warehouse_id)
    facts = {"name": info.name, "operator": info.operator, "processing_days": info.processing_days}
    form = HouseForm(request.POST or None, initial=facts)
    if form.is_valid():
        with transaction.atomic():
            operations.change_warehouse(info.code, **form.cleaned_data)
        messages.success(request, _("The warehouse is changed."))
        return redirect("dash_house", warehouse_id=warehouse_id)
    return _house(request, info, form, BinForm())


@require_POST
@keeps_stock
def add_bin(request: HttpRequest, warehouse_id: UUID) -> HttpResponse:
    """Add a bin to a house."""
    info = selectors.warehouse(warehouse_id)
    form = BinForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.add_bin(info.code, **form.bin(), at=now())
        except MarketError as error:
            form.add_error("code", error.text())
        else:
            messages.success(request, _("The bin is there."))
            return redirect("dash_house", warehouse_id=warehouse_id)
    return _house(request, info, HouseForm(initial={"name": info.name, "operator": info.operator}), form)


def _houses(request: HttpRequest, form: RoutingForm) -> HttpResponse:
    context = {"section": "stock", "tab": "houses", "houses": selectors.warehouses(), "form": form}
    return render(request, "dashboard/stock/houses.html", context, status=422 if form.errors else 200)


def _house(request: HttpRequest, info: WarehouseInfo, form: HouseForm, bin_form: BinForm) -> HttpResponse:
    find = FindForm(request.GET)
    wanted = find.cleaned_data["q"].strip() if find.is_valid() else ""
    context: dict[str, Any] = {
        "section": "stock",
        "tab": "houses",
        "house": info,
        "form": form,
        "bin_form": bin_form,
        "bins": selectors.bins(info.code),
        "search": wanted,
        **_found(info, wanted),
    }
    failed = bool(form.errors or bin_form.errors)
    return render(request, "dashboard/stock/house.html", context, status=422 if failed else 200)


def _found(info: WarehouseInfo, wanted: str) -> dict[str, Any]:
    """What lies in bins and of lots, and single pieces, as far as a search names them."""
    lying = selectors.stowed(warehouse=info.code)
    serials = selectors.serials(search=wanted, warehouse=info.code) if wanted else ()
    skus = catalog.variant_names({one.variant_id for one in (*lying, *serials)})
    if wanted:
        names = {wanted.casefold()}
        lying = tuple(
            one
            for one in lying
            if names & {one.bin.casefold(), one.lot.casefold(), skus.get(one.variant_id, "").casefold()}
        )
    return {
        "lying": [(one, skus.get(one.variant_id, "")) for one in lying],
        "serials": [(one, skus.get(one.variant_id, "")) for one in serials],
    }
