"""Dashboard · what leaves the house: what is packed, what went with which manifest, when carriers come."""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.common.ids import new_id
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.dispatch import PickupForm, ShipmentsForm
from apps.shipping import selectors
from apps.shipping.operations import pickups, sending
from apps.shipping.types import FulfilmentStatus
from apps.vendors.types import TeamRole
from apps.warehouse import selectors as warehouses

ships = requires(TeamRole.FULFILMENT)
MOST_ROWS = 200
MANIFEST_DAYS = 7


@never_cache
@require_http_methods(["GET", "POST"])
@ships
def dispatch(request: HttpRequest) -> HttpResponse:
    """All that waits to be labelled and handed over, what went lately, and visits of carriers; a new visit."""
    at = now()
    known = {house.public_id: house for house in warehouses.warehouses()}
    houses = {public_id: house.name for public_id, house in known.items()}
    rows = list(selectors.to_dispatch()[:MOST_ROWS])
    for row in rows:
        row.house_name = houses.get(row.warehouse_id, "")
        row.kilograms = Decimal(row.weight_g) / 1000
    waiting: Counter[tuple[UUID, str]] = Counter()
    for row in rows:
        if row.status == FulfilmentStatus.LABELLED:
            waiting[row.warehouse_id, row.carrier_id] += row.parcel_count
    carriers = {row.carrier_id: row.carrier.name for row in rows}
    places = [(*key, carriers[key[1]], houses.get(key[0], ""), count) for key, count in waiting.items()]
    form = _pickup_form(request, places)
    if form is not None and form.is_bound and form.is_valid():
        try:
            booked = pickups.book_pickup(form.cleaned_data["key"], form.wish(), at=at)
        except MarketError as error:
            tell(form, error)
        else:
            messages.success(
                request, _("The carrier comes. Its number is %(number)s.") % {"number": booked.confirmation}
            )
            return redirect("dash_dispatch")
    context = {
        "section": "dispatch",
        "rows": rows,
        "is_cut": len(rows) == MOST_ROWS,
        "has_labelled": bool(waiting),
        "form": form,
        "manifests": selectors.manifests(since=at - timedelta(days=MANIFEST_DAYS), until=at + timedelta(minutes=1)),
        "pickups": [
            (row, house.name, row.day >= pickups.today_at(house, at=at))
            for row in selectors.pickups()[:10]
            if (house := known.get(row.warehouse_id)) is not None
        ],
        "batches": selectors.batches()[:5],
    }
    return render(request, "dashboard/dispatch/page.html", context, status=422 if form and form.errors else 200)


@require_POST
@ships
def hand_over(request: HttpRequest) -> HttpResponse:
    """Hand what was ticked over under one manifest."""
    ids = ShipmentsForm(request.POST).ids()
    try:
        sending.hand_over_together(ids, at=now(), by=actor(request))
    except MarketError as error:
        messages.error(request, error.text())
    else:
        said = ngettext("%(count)s shipment is handed over.", "%(count)s shipments are handed over.", len(ids))
        messages.success(request, said % {"count": len(ids)})
    return redirect("dash_dispatch")


@require_GET
@ships
def manifest_file(request: HttpRequest, number: str) -> HttpResponse:
    """What went under a carrier's number, as PDF for the driver to sign.

    Raises:
        ManifestUnknown: nothing did.
    """
    found = selectors.manifest(number)
    # Drawing loads a large library, which is needed for nothing else.
    from apps.shipping import manifest_paper

    response = HttpResponse(
        manifest_paper.draw(found, sender=request.vendor.legal_name), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="manifest-{number}.pdf"'
    return response


@require_POST
@ships
def cancel_pickup(request: HttpRequest, pickup_id: UUID) -> HttpResponse:
    """Call a visit off.

    Raises:
        PickupUnknown: this vendor has none of this id.
    """
    pickups.cancel_pickup(pickup_id, at=now())
    messages.success(request, _("The visit is called off."))
    return redirect("dash_dispatch")


def _pickup_form(request: HttpRequest, waiting: list[tuple[UUID, str, str, str, int]]) -> PickupForm | None:
    """The form of a visit; None where no parcel waits for one."""
    if not waiting and request.method != "POST":
        return None
    places = [
        (
            f"{warehouse_id}:{carrier}",
            ngettext("%(count)s parcel in %(house)s", "%(count)s parcels in %(house)s", count)
            % {"count": count, "house": house}
            + f" · {name}",
        )
        for warehouse_id, carrier, name, house, count in waiting
    ]
    initial: dict[str, Any] = {
        "key": new_id(), "day": (now() + timedelta(days=1)).date(), "ready_from": time(13), "ready_until": time(17),
    }  # fmt: skip
    return PickupForm(request.POST or None, places=places, initial=initial)
