"""Dashboard · where goods of a house should lie, on its floor plan, and as a list of moves."""

from __future__ import annotations

import csv
from io import StringIO
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from apps.common.clock import now
from apps.dashboard.access import requires
from apps.fulfilment import selectors
from apps.fulfilment.operations import slotting
from apps.fulfilment.rules import floor
from apps.fulfilment.rules.slots import LEAST_ORDERS
from apps.vendors.types import TeamRole
from apps.warehouse import selectors as warehouses

ships = requires(TeamRole.FULFILMENT)


@never_cache
@require_http_methods(["GET", "POST"])
@ships
def slot_page(request: HttpRequest, warehouse_id: UUID) -> HttpResponse:
    """How often each bin is picked from, and which swaps would pay for themselves; a worker works them out.

    Raises:
        WarehouseMissing: there is no such house.
    """
    house = warehouses.warehouse(warehouse_id)
    if request.method == "POST":
        slotting.ask(house.public_id, vendor_id=request.vendor.pk, at=now())
        messages.success(request, _("It is being worked out. Reload the page in half a minute."))
        return redirect("dash_slots", warehouse_id=warehouse_id)
    found = selectors.slot_plan(house.public_id, vendor_id=request.vendor.pk)
    moves = {one.bin: str(place) for place, one in enumerate(found.proposals, start=1)} if found else {}
    context = {
        "section": "picking",
        "house": house,
        "found": found,
        "least": LEAST_ORDERS,
        "plan": floor.drawn(warehouses.bins(house.code), asked=dict(found.asked) if found else None, stops=moves),
    }
    return render(request, "dashboard/picking/slots.html", context)


@require_GET
@ships
def moves_file(request: HttpRequest, warehouse_id: UUID) -> HttpResponse:
    """The moves as CSV, the quickest to pay for itself first; empty where nothing was worked out.

    Raises:
        WarehouseMissing: there is no such house.
    """
    house = warehouses.warehouse(warehouse_id)
    found = selectors.slot_plan(house.public_id, vendor_id=request.vendor.pk)
    text = StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow(["sku", "from_bin", "to_bin", "swap_with_sku", "saved_m_per_day", "pays_back_days"])
    for one in found.proposals if found else ():
        sheet.writerow([one.sku, one.bin, one.to_bin, one.other_sku, one.saved_m_per_day, one.pays_back_days])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="moves-{house.code}.csv"'
    return response
