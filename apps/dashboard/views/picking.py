"""Dashboard · waves: which orders are collected together, the walk with its ticks, what was short."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.picking import ChosenForm, PickForm
from apps.fulfilment import selectors
from apps.fulfilment.models import Wave
from apps.fulfilment.operations import waves
from apps.fulfilment.rules import floor
from apps.vendors.types import TeamRole
from apps.warehouse import selectors as warehouses

ships = requires(TeamRole.FULFILMENT)


@never_cache
@require_http_methods(["GET", "POST"])
@ships
def wave_list(request: HttpRequest) -> HttpResponse:
    """Shipments that wait to be collected, by house, and the walks of late; what is ticked becomes a walk."""
    rows = selectors.waiting()
    problem = ""
    if request.method == "POST":
        form = ChosenForm(request.POST, choices=[row.public_id for row in rows])
        chosen = form.cleaned_data["shipments"] if form.is_valid() else []
        try:
            with transaction.atomic():
                wave_id = waves.open_wave(chosen, at=now(), by=actor(request))
        except MarketError as refused:
            problem = refused.text()
        else:
            return redirect("dash_wave", wave_id=wave_id)
    houses = warehouses.warehouses()
    context = {
        "section": "picking",
        "houses": [(house, [row for row in rows if row.warehouse_id == house.public_id]) for house in houses],
        "has_waiting": bool(rows),
        "waves": selectors.waves()[:20],
        "problem": problem,
    }
    return render(request, "dashboard/picking/waves.html", context, status=422 if problem else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@ships
def wave_page(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """One walk: the next place large, all places with ticks, the floor, and what was short."""
    row = selectors.wave(wave_id)
    problem = ""
    if request.method == "POST":
        form = PickForm(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    waves.pick(wave_id, form.cleaned_data["place"], pieces=form.cleaned_data["pieces"], at=now())
            except MarketError as refused:
                if refused.status == 404:
                    raise
                problem = refused.text()
            else:
                return redirect("dash_wave", wave_id=wave_id)
        else:
            problem = _("Say how many pieces you took, in whole numbers.")
    return render(
        request, "dashboard/picking/wave.html", _walk(row) | {"problem": problem}, status=422 if problem else 200
    )


@never_cache
@require_GET
@ships
def sheet(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """The walk on paper."""
    return render(request, "dashboard/picking/sheet.html", _walk(selectors.wave(wave_id)))


@require_POST
@ships
def finish(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """End a walk; what was not found is told.

    Raises:
        WaveUnknown: there is none of this id.
    """
    with transaction.atomic():
        waves.finish(wave_id, at=now())
    messages.success(request, _("The walk is over. Its shipments can be packed."))
    return redirect("dash_wave", wave_id=wave_id)


def _walk(row: Wave) -> dict[str, Any]:
    lines = list(row.lines.all())
    bins, walk = selectors.floor(row)
    stops: dict[str, str] = {}
    for line in lines:
        if line.bin:
            stops[line.bin] = f"{stops[line.bin]}, {line.place}" if line.bin in stops else str(line.place)
    return {
        "section": "picking",
        "wave": row,
        "orders": list(row.orders.all()),
        "lines": lines,
        "next": next((line for line in lines if line.done_at is None), None) if row.finished_at is None else None,
        "plan": floor.drawn(bins, walk=walk.way, stops=stops),
        "short": selectors.shortages(row),
        "left": selectors.left(row),
    }
