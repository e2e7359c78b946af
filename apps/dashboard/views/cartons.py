"""Dashboard · the cartons that a vendor packs into."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import requires
from apps.dashboard.forms.packing import CartonForm
from apps.fulfilment import selectors
from apps.fulfilment.operations import cartons
from apps.vendors.types import TeamRole

ships = requires(TeamRole.FULFILMENT)


@require_http_methods(["GET", "POST"])
@ships
def carton_list(request: HttpRequest) -> HttpResponse:
    """All cartons, and a form for another."""
    form = CartonForm(request.POST or None, currency=request.vendor.currency)
    if form.is_valid():
        try:
            with transaction.atomic():
                cartons.add_carton(form.draft(), at=now())
        except MarketError as error:
            form.add_error(error.field, error.text())
        else:
            messages.success(request, _("The carton is there. Shipments that are planned from now on may use it."))
            return redirect("dash_cartons")
    context = {"section": "dispatch", "tab": "cartons", "cartons": selectors.cartons(), "form": form}
    return render(request, "dashboard/packing/cartons.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@ships
def carton_page(request: HttpRequest, carton_id: UUID) -> HttpResponse:
    """Change a carton, or take it out of use."""
    row = selectors.carton(carton_id)
    known = {name: getattr(row, name) for name in CartonForm.base_fields if name != "cost"}
    form = CartonForm(
        request.POST or None, currency=request.vendor.currency, initial={**known, "cost": row.cost.amount}
    )
    if form.is_valid():
        try:
            with transaction.atomic():
                cartons.change_carton(carton_id, form.draft())
        except MarketError as error:
            form.add_error(error.field, error.text())
        else:
            messages.success(request, _("The carton is changed."))
            return redirect("dash_cartons")
    context = {"section": "dispatch", "tab": "cartons", "carton": row, "form": form}
    return render(request, "dashboard/packing/carton.html", context, status=422 if form.errors else 200)


@require_POST
@ships
def add_usual(request: HttpRequest) -> HttpResponse:
    """Add the usual sizes."""
    with transaction.atomic():
        added = cartons.add_usual(currency=request.vendor.currency, at=now())
    said = ngettext("%(count)s carton was added.", "%(count)s cartons were added.", added)
    messages.success(request, said % {"count": added})
    return redirect("dash_cartons")
