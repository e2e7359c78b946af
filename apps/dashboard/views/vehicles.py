"""Dashboard · the vendor's own vehicles."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import requires
from apps.dashboard.forms.routes import VehicleForm
from apps.fulfilment import selectors
from apps.fulfilment.models import Vehicle
from apps.fulfilment.operations import vehicles
from apps.vendors.types import TeamRole
from apps.warehouse import selectors as warehouses

ships = requires(TeamRole.FULFILMENT)
_PLAIN = ("name", "count", "most_weight_kg", "most_litres", "shift_from", "shift_until", "speed_kmh", "has_breaks")


@require_http_methods(["GET", "POST"])
@ships
def vehicle_list(request: HttpRequest) -> HttpResponse:
    """All vehicles, and a form for another."""
    return _page(request, None)


@require_http_methods(["GET", "POST"])
@ships
def vehicle_page(request: HttpRequest, vehicle_id: UUID) -> HttpResponse:
    """Change a kind of vehicle.

    Raises:
        VehicleUnknown: there is none of this id.
    """
    return _page(request, selectors.vehicle(vehicle_id))


def _page(request: HttpRequest, row: Vehicle | None) -> HttpResponse:
    houses = warehouses.warehouses()
    initial = {name: getattr(row, name) for name in _PLAIN} if row else {}
    if row:
        initial |= {"warehouse": row.warehouse_id, "day_cost": row.day_cost.amount, "km_cost": row.km_cost.amount}
    form = VehicleForm(houses, request.POST or None, currency=request.vendor.currency, initial=initial)
    if form.is_valid():
        try:
            with transaction.atomic():
                vehicles.keep_vehicle(row.public_id if row else None, at=now(), **form.facts())
        except MarketError as error:
            form.add_error(error.field, error.text())
        else:
            messages.success(request, _("The vehicle is kept."))
            return redirect("dash_vehicles")
    names = {house.public_id: house.name for house in houses}
    context = {
        "section": "routes",
        "form": form,
        "vehicle": row,
        "vehicles": [(one, names.get(one.warehouse_id, "")) for one in selectors.vehicles()],
    }
    return render(request, "dashboard/routes/vehicles.html", context, status=422 if form.errors else 200)
