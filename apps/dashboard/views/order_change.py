"""Dashboard · an order that changes before it is sent: fewer pieces, another address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.aftersales.forms import LeaveOutForm, SwapForm, ToCancel
from apps.checkout import operations
from apps.common.address_form import AddressForm
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.common.types import ActorKind
from apps.dashboard.access import actor
from apps.orders import selectors
from apps.orders.types import CancelCause, OrderView

from .orders import ships


@require_http_methods(["GET", "POST"])
@ships
def leave_out(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send fewer pieces than were ordered; the buyer gets the money for the others back."""
    order = selectors.order(public_id)
    lines = ToCancel(order.to_cancel(ActorKind.VENDOR))
    form = LeaveOutForm(request.POST or None, options=lines, initial={"version": order.row.version})

    def act() -> str:
        given = form.cleaned_data
        operations.cancel_pieces(
            public_id,
            pieces={one.place: one.quantity for one in form.pieces()},
            cause=CancelCause(given["cause"]),
            reason=given["reason"],
            expected_version=given["version"],
            vendor_id=request.vendor.pk,
            at=now(),
            by=actor(request),
        )
        return _("These pieces are not sent, and the buyer gets the money for them back.")

    return _carried_out(request, order, form, act) or _page(request, "leave_out", order, form)


@require_http_methods(["GET", "POST"])
@ships
def swap(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send another version of the goods, as the buyer has asked for or agreed to."""
    order = selectors.order(public_id)
    lines = selectors.to_swap(order, ActorKind.VENDOR, language=get_language() or "en")
    form = SwapForm(request.POST or None, lines=lines, initial={"version": order.row.version})

    def act() -> str:
        place, variant = form.chosen()
        operations.swap_line(
            public_id,
            place=place,
            variant_id=variant,
            expected_version=form.cleaned_data["version"],
            vendor_id=request.vendor.pk,
            at=now(),
            by=actor(request),
        )
        return _("The other version is sent. What it costs less goes back to the buyer.")

    return _carried_out(request, order, form, act) or _page(request, "swap", order, form)


@require_http_methods(["GET", "POST"])
@ships
def address(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send the order to another address, as the buyer has asked for."""
    order = selectors.order(public_id)
    shown: Any = AddressForm.initial_of(order.address, "")
    form = AddressForm(
        request.POST or None, country=order.address.country, wants_email=False, initial=shown, label_suffix=""
    )

    def act() -> str:
        operations.change_address(
            public_id, address=form.address(), vendor_id=request.vendor.pk, at=now(), by=actor(request)
        )
        return _("The order goes to the new address.")

    return _carried_out(request, order, form, act) or _page(request, "address", order, form)


def _carried_out(request: HttpRequest, order: OrderView, form: Form, act: Callable[[], str]) -> HttpResponse | None:
    """Do what a valid form asks for; a refusal stands at its field, with what to do."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        with transaction.atomic():
            done = act()
    except MarketError as refused:
        if refused.status in (401, 403, 404):
            raise
        tell(form, refused)
        return None
    messages.success(request, done)
    return redirect("dash_order", public_id=order.row.public_id)


def _page(request: HttpRequest, name: str, order: OrderView, form: Form) -> HttpResponse:
    context = {"section": "orders", "order": order, "form": form}
    return render(request, f"dashboard/orders/{name}.html", context, status=422 if form.errors else 200)
