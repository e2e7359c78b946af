"""Dashboard · goods over hubs: asked for, ways side by side, chosen or offered to the buyer, looked at again, ended."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.itineraries import AskForm
from apps.itineraries import operations, selectors
from apps.itineraries.errors import PlanUnknown, WayGone
from apps.itineraries.selectors import PlanView, Wish
from apps.itineraries.types import About, Ending, PlanState, Subject
from apps.logistics import selectors as logistics
from apps.vendors.types import TeamRole

ships = requires(TeamRole.FULFILMENT)
_FIELDS = {"weight_kg": "weight_kg", "ready_at": "ready_on", "due_by": "due_on"}


@never_cache
@require_GET
@ships
def itinerary_list(request: HttpRequest) -> HttpResponse:
    """Every plan, newest first, with the way that holds."""
    page = Paginator(selectors.plans(), 30).get_page(request.GET.get("page"))
    return render(request, "dashboard/itineraries/list.html", {"section": "itineraries", "page": page})


@never_cache
@require_http_methods(["GET", "POST"])
@ships
def itinerary_new(request: HttpRequest) -> HttpResponse:
    """Ask for the ways of goods: of an order, a transfer, or any."""
    at = now()
    wish = _wish(request)
    known = selectors.plan_of(wish.about.subject_id) if wish and wish.about.subject_id else None
    if known is not None:
        return redirect("dash_itinerary", itinerary_id=known.public_id)
    form = AskForm(logistics.hubs(), request.POST or None, initial=_initial(wish) if wish else {"ready_on": at.date()})
    if form.is_valid():
        about = wish.about if wish else About(Subject.GOODS, form.cleaned_data["reference"])
        asked = form.consignment(currency=request.vendor.currency, at=at)
        try:
            with transaction.atomic():
                plan_id = operations.ask(about, asked, at=at, by=actor(request))
        except MarketError as refused:
            field = _FIELDS.get(refused.field or "", refused.field)
            form.add_error(field if field in form.fields else None, refused.told())
        else:
            return redirect("dash_itinerary", itinerary_id=plan_id)
    context = {"section": "itineraries", "form": form, "wish": wish}
    return render(request, "dashboard/itineraries/new.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
@ships
def itinerary_page(request: HttpRequest, itinerary_id: UUID) -> HttpResponse:
    """One plan: the way that holds, others side by side on a map, and what was rejected and why."""
    return _page(request, selectors.plan(itinerary_id))


@require_POST
@ships
def itinerary_choose(request: HttpRequest, itinerary_id: UUID) -> HttpResponse:
    """Decide how the goods travel."""
    try:
        way_id = UUID(request.POST.get("way", ""))
    except ValueError:
        return _page(request, selectors.plan(itinerary_id), problem=WayGone().told())
    try:
        with transaction.atomic():
            operations.choose(itinerary_id, way_id, at=now(), by=actor(request))
    except PlanUnknown:
        raise
    except MarketError as refused:
        return _page(request, selectors.plan(itinerary_id), problem=refused.told())
    messages.success(request, _("The way is chosen. If a leg of it is closed, it is planned anew."))
    return redirect("dash_itinerary", itinerary_id=itinerary_id)


@require_POST
@ships
def itinerary_step(request: HttpRequest, itinerary_id: UUID) -> HttpResponse:
    """Let the buyer choose, look for ways again, say that the goods have arrived, or give the plan up."""
    found = selectors.plan(itinerary_id)
    steps: dict[str, tuple[Any, str]] = {
        "offer": (operations.offer, _("The buyer can choose now, on the page of the purchase.")),
        "again": (operations.look_again, _("These are the ways from where the goods are now.")),
        "arrived": (partial(operations.end, why=Ending.ARRIVED), _("The plan has ended: the goods have arrived.")),
        "end": (partial(operations.end, why=Ending.GIVEN_UP), _("The plan has ended.")),
    }
    step = steps.get(request.POST.get("step", ""))
    if step is None:
        return _page(request, found, problem=_("Choose one of the buttons."))
    try:
        with transaction.atomic():
            step[0](itinerary_id, at=now())
    except MarketError as refused:
        return _page(request, selectors.plan(itinerary_id), problem=refused.told())
    messages.success(request, step[1])
    return redirect("dash_itinerary", itinerary_id=itinerary_id)


def _wish(request: HttpRequest) -> Wish | None:
    for name, read in (("order", selectors.for_order), ("transfer", selectors.for_transfer)):
        given = request.GET.get(name, "")
        if given:
            try:
                return read(UUID(given), at=now())
            except ValueError:
                raise PlanUnknown() from None
    return None


def _initial(wish: Wish) -> dict[str, Any]:
    return {
        "reference": wish.about.reference,
        "origin": wish.origin,
        "destination": wish.destination,
        "weight_kg": wish.weight_kg,
        "volume_cbm": wish.volume_cbm,
        "ready_on": wish.ready_at.date(),
        "due_on": wish.due_by.date() if wish.due_by else None,
    }


def _page(request: HttpRequest, found: PlanView, *, problem: str = "") -> HttpResponse:
    at = now()
    context = {
        "section": "itineraries",
        "plan": found,
        "takable": {one.row.public_id for one in (*found.proposed, *found.rejected) if one.is_open(at)},
        "may_offer": found.row.purchase_id is not None and found.chosen is None and not found.row.is_offered,
        "may_arrive": found.chosen is not None and found.row.state != PlanState.STUCK,
        "problem": problem,
    }
    return render(request, "dashboard/itineraries/plan.html", context, status=422 if problem else 200)
