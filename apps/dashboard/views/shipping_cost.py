"""Dashboard · what a parcel would cost: by the carriers' tariffs, or an estimate that says so."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.common.errors import MarketError
from apps.currencies import selectors as currencies
from apps.dashboard.forms.sending import ParcelForm
from apps.logistics import selectors as logistics
from apps.warehouse import selectors as warehouses

from .sending import handles_orders, tabs


@require_GET
@handles_orders
def shipping_cost(request: HttpRequest) -> HttpResponse:
    """What each service asks for a parcel; where none takes it, what others like it cost. Nothing is kept."""
    houses = [house.country for house in warehouses.warehouses()]
    form = ParcelForm(houses, request.GET if "ship_to" in request.GET else None)
    context: dict[str, Any] = {"section": "shipping", "tabs": tabs("shipping_cost"), "form": form}
    if form.is_valid():
        said = form.cleaned_data
        try:
            context["found"] = logistics.parcel_cost(
                ship_from=said["ship_from"], ship_to=said["ship_to"], parcel=form.parcel(), postcode=said["postcode"],
                currency=request.vendor.currency, rates=currencies.rate_table(),
            )  # fmt: skip
        except MarketError as refused:
            form.add_error(None, refused.told())
    return render(request, "dashboard/sending/cost.html", context, status=422 if form.errors else 200)
