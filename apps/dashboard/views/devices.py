"""Dashboard · devices on the way: where they are, where they were, what they felt, and the circles they cross."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.common.clock import now
from apps.common.errors import InvalidInput, MarketError
from apps.common.form_errors import tell
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.devices import DeviceForm, FenceForm, NewDeviceForm
from apps.shipping import selectors
from apps.shipping.operations import devices
from apps.vendors.types import TeamRole

ships = requires(TeamRole.FULFILMENT)
MOST_ROWS = 100
TRACK_HOURS = 24


@never_cache
@require_http_methods(["GET", "POST"])
@ships
def device_list(request: HttpRequest) -> HttpResponse:
    """Devices with their newest point, what sensors noticed, and a new device."""
    form = NewDeviceForm(request.POST or None)
    if form.is_valid() and _kept(form, form.cleaned_data["code"]):
        messages.success(request, _("The device is registered. It may tell positions from now on."))
        return redirect("dash_device", device=form.cleaned_data["code"])
    context = {
        "section": "devices",
        "rows": selectors.devices()[:MOST_ROWS],
        "incidents": selectors.incidents()[:20],
        "form": form,
    }
    return render(request, "dashboard/devices/list.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@ships
def device_page(request: HttpRequest, device: str) -> HttpResponse:
    """One device: what it may do, with which parcel it travels, where it was within a day. Who looks is written down.

    Raises:
        DeviceUnknown: this vendor has none of this code.
    """
    at = now()
    row = selectors.device(device)
    form = DeviceForm(request.POST or None, initial=_facts(row))
    if form.is_valid() and _kept(form, device):
        messages.success(request, _("Saved."))
        return redirect("dash_device", device=device)
    since = at - timedelta(hours=TRACK_HOURS)
    with transaction.atomic():
        track = devices.read_track(row, since=since, until=at, at=at, by=actor(request))
    context = {"section": "devices", "device": row, "form": form, "track": track[::-1][:MOST_ROWS]}
    return render(request, "dashboard/devices/page.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@ships
def fences(request: HttpRequest) -> HttpResponse:
    """The circles whose crossings are told, and a new one."""
    form = FenceForm(request.POST or None)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        with transaction.atomic():
            devices.keep_geofence(facts.pop("code"), **facts)
        messages.success(request, _("The circle is drawn."))
        return redirect("dash_fences")
    context = {"section": "devices", "rows": selectors.geofences(), "form": form}
    return render(request, "dashboard/devices/fences.html", context, status=422 if form.errors else 200)


@require_POST
@ships
def drop_fence(request: HttpRequest, fence: str) -> HttpResponse:
    """Take a circle off the map.

    Raises:
        GeofenceUnknown: this vendor has none of this code.
    """
    with transaction.atomic():
        devices.drop_geofence(fence)
    messages.success(request, _("The circle is gone."))
    return redirect("dash_fences")


def _kept(form: DeviceForm, code: str) -> bool:
    """Write a valid form down; where it cannot be, say at its field why."""
    facts: dict[str, Any] = {**form.cleaned_data}
    facts.pop("code", None)
    number = facts.pop("tracking_number")
    try:
        with transaction.atomic():
            at = now()
            devices.keep_device(code, at=at, **facts)
            devices.attach(code, shipment_id=_shipment(number), at=at)
    except MarketError as error:
        tell(form, error)
        return False
    return True


def _shipment(number: str) -> Any:
    """The shipment of a parcel; None for no number.

    Raises:
        InvalidInput: this vendor has no such parcel.
    """
    if not number:
        return None
    found = selectors.fulfilments().filter(parcels__tracking_number=number).values_list("public_id", flat=True).first()
    if found is None:
        raise InvalidInput(field="tracking_number", problem=_("None of your parcels has this number."))
    return found


def _facts(row: Any) -> dict[str, Any]:
    first = row.fulfilment.parcels.first() if row.fulfilment else None
    return {
        "name": row.name,
        "tracking_number": first.tracking_number if first else "",
        "max_kmh": row.max_kmh,
        "min_celsius": row.min_celsius,
        "max_celsius": row.max_celsius,
        "is_active": row.is_active,
    }
