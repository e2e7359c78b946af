"""Dashboard · rounds of a day: chosen, placed, planned, moved by hand, printed for the driver."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.routes import MoveForm, PlanForm, StopForm
from apps.fulfilment import selectors
from apps.fulfilment.errors import RoutePlanUnknown
from apps.fulfilment.models import RouteBreak, RoutePlan, RouteStop
from apps.fulfilment.operations import rounds, stops
from apps.fulfilment.rules import route_map
from apps.fulfilment.types import RoutingState
from apps.vendors.types import TeamRole
from apps.warehouse import selectors as warehouses

ships = requires(TeamRole.FULFILMENT)
MOST_ROWS = 200


@never_cache
@require_http_methods(["GET", "POST"])
@ships
def plan_list(request: HttpRequest) -> HttpResponse:
    """Packed shipments that may be driven out, and plans of late; what is ticked becomes the stops of a day."""
    rows = list(selectors.driveable()[:MOST_ROWS])
    form = PlanForm(
        request.POST or None,
        choices=[row.public_id for row in rows],
        initial={"day": now().date() + timedelta(days=1)},
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                plan_id = stops.open_plan(
                    data["shipments"], day=data["day"], seconds=data["seconds"], at=now(), by=actor(request)
                )
        except MarketError as refused:
            form.add_error(None, refused.told())
        else:
            return redirect("dash_route", plan_id=plan_id)
    names = {house.public_id: house.name for house in warehouses.warehouses()}
    context = {
        "section": "routes",
        "rows": [(row, PostalAddress.from_json(row.recipient), names.get(row.warehouse_id, "")) for row in rows],
        "form": form,
        "plans": [(plan, names.get(plan.warehouse_id, "")) for plan in selectors.route_plans()[:20]],
    }
    return render(request, "dashboard/routes/plans.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
@ships
def plan_page(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """One day's rounds as picture and list, how far the search is, and stops that are not placed yet."""
    return _page(request, selectors.route_plan(plan_id))


@require_POST
@ships
def search(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Let a worker plan the rounds, or end its search."""
    plan = selectors.route_plan(plan_id)
    try:
        with transaction.atomic():
            if request.POST.get("step") == "stop":
                rounds.ask_to_stop(plan_id)
                attempt = None
            else:
                attempt = rounds.ask_for_rounds(plan_id)
    except MarketError as refused:
        return _page(request, plan, problem=refused.told())
    if attempt is not None:
        rounds.start(plan_id, attempt, vendor_id=request.vendor.pk, language=get_language() or "en")
    return redirect("dash_route", plan_id=plan_id)


@require_http_methods(["GET", "POST"])
@ships
def stop_page(request: HttpRequest, plan_id: UUID, stop_id: int) -> HttpResponse:
    """Where a stop is and when somebody is there; or it is taken off the plan.

    Raises:
        RoutePlanUnknown: there is no such plan or stop.
    """
    plan = selectors.route_plan(plan_id)
    stop = plan.stops.filter(pk=stop_id).first()
    if stop is None:
        raise RoutePlanUnknown()
    names = ("latitude", "longitude", "opens", "closes", "minutes")
    is_off = request.POST.get("step") == "drop"
    form = StopForm(None if is_off else request.POST or None, initial={name: getattr(stop, name) for name in names})
    if is_off or form.is_valid():
        try:
            with transaction.atomic():
                if is_off:
                    stops.drop_stop(plan_id, stop_id)
                else:
                    stops.place_stop(plan_id, stop_id, **form.cleaned_data, at=now())
        except MarketError as refused:
            if is_off:
                return _page(request, plan, problem=refused.told())
            form.add_error(refused.field, refused.told())
        else:
            return redirect("dash_route", plan_id=plan_id)
    context = {
        "section": "routes",
        "plan": plan,
        "stop": stop,
        "address": PostalAddress.from_json(stop.address),
        "form": form,
    }
    return render(request, "dashboard/routes/stop.html", context, status=422 if form.errors else 200)


@require_POST
@ships
def move(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Put a stop elsewhere; the rest stays as it is."""
    plan = selectors.route_plan(plan_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, problem=_("Say which stop goes where, in whole numbers."))
    data = form.cleaned_data
    try:
        with transaction.atomic():
            stops.move_stop(plan_id, data["stop"], to_round=data["to_round"], to_place=data["to_place"])
    except MarketError as refused:
        if refused.status == 404:
            raise
        return _page(request, plan, problem=refused.told())
    return redirect("dash_route", plan_id=plan_id)


@require_GET
@ships
def sheet(request: HttpRequest, plan_id: UUID, round_number: int) -> HttpResponse:
    """A round for its driver, as PDF.

    Raises:
        RoutePlanUnknown: there is no such plan or round.
    """
    plan = selectors.route_plan(plan_id)
    rows = list(plan.stops.select_related("vehicle"))
    courses = selectors.course(plan, rows)
    if not 1 <= round_number <= len(courses):
        raise RoutePlanUnknown()
    # Drawing loads a large library, which is needed for nothing else.
    from apps.fulfilment import driver_sheet

    vehicle, steps = courses[round_number - 1]
    gone = [row.order_number for row in rows if row.left_at is not None]
    words = driver_sheet.SheetWords(
        title=_("Round %(number)s: %(vehicle)s") % {"number": round_number, "vehicle": vehicle.name},
        stop=_("Order"),
        signature=_("Signature"),
        gone=_("Cancelled, not to be driven out: %(orders)s") % {"orders": ", ".join(gone)} if gone else "",
    )
    pdf = driver_sheet.draw([_on_sheet(step) for step in steps], words, day=plan.day)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="round-{plan.day}-{round_number}.pdf"'
    return response


def _on_sheet(step: RouteStop | RouteBreak) -> Any:
    from apps.fulfilment import driver_sheet

    if isinstance(step, RouteBreak):
        return driver_sheet.SheetRest(begins=step.begins, text=_rest(step))
    return driver_sheet.SheetStop(
        place=step.place or 0,
        order_number=step.order_number,
        address=PostalAddress.from_json(step.address),
        latitude=float(step.latitude or 0),
        longitude=float(step.longitude or 0),
        arrives=step.arrives,
        weight_g=step.weight_g,
    )


def _rest(row: RouteBreak) -> str:
    said = _("Rest of %(minutes)s minutes, on the way") if row.is_on_the_way else _("Rest of %(minutes)s minutes")
    return said % {"minutes": row.minutes}


def _page(request: HttpRequest, plan: RoutePlan, *, problem: str = "") -> HttpResponse:
    house = warehouses.warehouse(plan.warehouse_id)
    rows = list(plan.stops.select_related("vehicle"))
    held, courses = selectors.rounds(rows), selectors.course(plan, rows)
    off = [row for row in rows if row.round is None and row.left_at is None]
    placed = [_place(row) for row in off if row.latitude is not None]
    picture = None
    if house.lat is not None and house.lon is not None and (held or placed):
        rests = [[_resting(one) for one in steps if isinstance(one, RouteBreak)] for _vehicle, steps in courses]
        ways = [[_place(one) for one in some] for _vehicle, some in held]
        picture = route_map.drawn((house.lat, house.lon), ways, placed, rests=rests)
    context = {
        "section": "routes",
        "plan": plan,
        "house": house,
        "rounds": [(vehicle, [_step(one) for one in steps]) for vehicle, steps in courses],
        "off": [(one, PostalAddress.from_json(one.address)) for one in off],
        "left": [row for row in rows if row.left_at is not None],
        "unplaced": sum(one.latitude is None for one in off),
        "map": picture,
        "has_rests": picture is not None and any(one.rests for one in picture.rounds),
        "kilometres": round((plan.distance_m or 0) / 1000, 1),
        "is_searching": plan.state == RoutingState.SEARCHING,
        "problem": problem,
    }
    return render(request, "dashboard/routes/plan.html", context, status=422 if problem else 200)


def _step(step: RouteStop | RouteBreak) -> dict[str, Any]:
    if isinstance(step, RouteBreak):
        return {"rest": step, "said": _rest(step)}
    return {"stop": step, "address": PostalAddress.from_json(step.address)}


def _resting(row: RouteBreak) -> tuple[int, bool]:
    return row.place, row.is_on_the_way


def _place(stop: RouteStop) -> tuple[float, float]:
    return float(stop.latitude or 0), float(stop.longitude or 0)
