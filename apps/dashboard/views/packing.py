"""Dashboard · packing a shipment piece by piece, with a scanner, a phone's camera or the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.ids import new_id
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.packing import CloseForm, ScanForm, UndoForm
from apps.fulfilment import selectors
from apps.fulfilment.errors import PackingUnknown
from apps.fulfilment.operations import planning, scanning
from apps.fulfilment.types import BoxView, TaskView
from apps.planning.packing import picture
from apps.planning.packing.types import Packing, Placement, Room
from apps.shipping import selectors as shipping
from apps.vendors.types import TeamRole

ships = requires(TeamRole.FULFILMENT)
_COLOURS = 6


@never_cache
@require_GET
@ships
def page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How the packing stands: the box that is open, what has to go into it, and how."""
    return _page(request, public_id)


@require_POST
@ships
def begin(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Plan the boxes, or plan them anew; a worker goes on where that may be cheaper."""
    try:
        with transaction.atomic():
            step = planning.plan_anew if request.POST.get("anew") else planning.begin
            may_improve = step(public_id, at=now())
    except MarketError as refused:
        _refuse_unknown(refused)
        messages.error(request, refused.told())
        return redirect("dash_packing", public_id=public_id)
    if may_improve:
        planning.start(public_id, vendor_id=request.vendor.pk)
    return redirect("dash_packing", public_id=public_id)


@require_POST
@ships
def scan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a piece into the open box; a wrong one is refused in words, colour and sound."""
    form = ScanForm(request.POST)
    if not form.is_valid():
        return _page(request, public_id, wrong=_("Scan the piece, or type its SKU."), status=422)
    given, by = form.cleaned_data, actor(request)
    return _tried(
        request,
        public_id,
        lambda: scanning.scan(public_id, given["scan"], box=given["box"], key=given["key"], at=now(), by=by),
    )


@require_POST
@ships
def undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the piece that was scanned last out again."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _page(request, public_id, wrong=_("There is nothing to take back."), status=422)
    piece = form.cleaned_data["piece"]
    return _tried(request, public_id, lambda: scanning.undo(public_id, piece, at=now()))


@require_POST
@ships
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close a box, or open it again; with the last one the shipment is packed."""
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, public_id, wrong=_("Give the weight in grams, up to 100,000."), status=422)
    given = form.cleaned_data
    try:
        with transaction.atomic():
            if given["step"] == "reopen":
                scanning.reopen(public_id, given["box"])
                is_packed = False
            else:
                is_packed = scanning.close(
                    public_id, given["box"], weight_g=given["weight_g"], at=now(), by=actor(request)
                )
    except MarketError as refused:
        _refuse_unknown(refused)
        return _page(request, public_id, wrong=refused.told(), status=422)
    if is_packed:
        messages.success(request, _("Packed. Print the label next."))
        return redirect("dash_order", public_id=shipping.fulfilment(public_id).order_id)
    return redirect("dash_packing", public_id=public_id)


def _page(request: HttpRequest, public_id: UUID, *, wrong: str = "", status: int = 200) -> HttpResponse:
    shipment = shipping.view(public_id)
    try:
        task: TaskView | None = selectors.task(public_id)
    except PackingUnknown:
        task = None
    current = task.current if task else None
    context: dict[str, Any] = {
        "section": "orders",
        "shipment": shipment,
        "task": task,
        "current": current,
        "steps": _steps(current) if current else [],
        "key": new_id(),
        "wrong": wrong,
        "may_plan": "pack" in shipment.events,
    }
    return render(request, "dashboard/packing/page.html", context, status=status)


def _steps(box: BoxView) -> list[dict[str, Any]]:
    """The pictures of a box: what is laid next, in words, and the faces to draw, a colour for each kind of goods."""
    names = {line.variant_id: line.sku for line in box.lines}
    numbers = {variant_id: number for number, variant_id in enumerate(names)}
    packing = Packing(
        tuple(Placement(numbers[variant_id], corner, size) for variant_id, corner, size in box.layout),
        Room(box.size_mm),
    )
    skus = list(names.values())
    return [
        {
            "pieces": [(skus[item], count) for item, count in step.pieces],
            "faces": [(face, face.item % _COLOURS) for face in step.faces],
            "back": step.back,
            "view_box": step.view_box,
        }
        for step in picture.steps(packing)
    ]


def _tried(request: HttpRequest, public_id: UUID, act: Callable[[], object]) -> HttpResponse:
    """Carry a step out and go on packing; a refusal is shown on the page."""
    try:
        with transaction.atomic():
            act()
    except MarketError as refused:
        _refuse_unknown(refused)
        return _page(request, public_id, wrong=refused.told(), status=422)
    return redirect("dash_packing", public_id=public_id)


def _refuse_unknown(refused: MarketError) -> None:
    """A shipment that is not there is no matter of packing."""
    if refused.status == 404:
        raise refused
