"""Storefront · what a buyer changes of an order before it is sent: fewer pieces, another address, wishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.aftersales.forms import SwapForm, ToCancel
from apps.checkout import operations
from apps.common.address_form import AddressForm
from apps.common.clock import now
from apps.common.types import ActorKind
from apps.orders import selectors as orders
from apps.orders.types import CancelCause, OrderView
from apps.storefront.forms.order_change import CallOffForm, WishesForm

from .part_of_purchase import Place, buyer, entered, tried


@never_cache
@require_http_methods(["GET", "POST"])
def change_page(request: HttpRequest, public_id: UUID, order_id: UUID) -> HttpResponse:
    """What can still be changed of an order, each in a form of its own; `step` says which one was sent."""
    with entered(request, public_id, order_id) as place:
        order = orders.order(order_id)
        sent = {request.POST.get("step", ""): request.POST} if request.method == "POST" else {}
        forms = _forms(order, sent)
        for step, form in forms.items():
            answer = tried(request, form, _act(request, place, order_id, step, form)) if step in sent else None
            if answer is not None:
                return answer
        context = {
            "purchase": place.purchase,
            "part": place.part,
            "order": order,
            "back_url": place.purchase_url,
            **{f"{step}_form": form for step, form in forms.items()},
        }
        wrong = any(form.errors for form in forms.values())
        return render(request, "site/purchases/change.html", context, status=422 if wrong else 200)


def _forms(order: OrderView, sent: dict[str, Any]) -> dict[str, Form]:
    """The forms that the order is open for, filled with what was sent to one of them."""
    found: dict[str, Form] = {}
    lines = order.to_cancel(ActorKind.BUYER)
    if lines:
        first = {"version": order.row.version}
        found["pieces"] = CallOffForm(sent.get("pieces"), options=ToCancel(lines), initial=first)
    swappable = orders.to_swap(order, ActorKind.BUYER, language=get_language() or "en")
    if swappable:
        first = {"version": order.row.version}
        found["swap"] = SwapForm(sent.get("swap"), lines=swappable, initial=first)
    if order.may_go_elsewhere:
        shown = AddressForm.initial_of(order.address, "")
        found["address"] = AddressForm(
            sent.get("address"), country=order.address.country, wants_email=False, initial=shown, label_suffix=""
        )
    if order.is_open:
        said = {"note": order.note, "gift_message": order.gift_message}
        found["wishes"] = WishesForm(sent.get("wishes"), initial=said, label_suffix="")
    return found


def _act(request: HttpRequest, place: Place, order_id: UUID, step: str, form: Any) -> Callable[[], HttpResponse]:
    """What a valid form asks for, and where it leads."""

    def pieces() -> str:
        operations.cancel_pieces(
            order_id,
            pieces={one.place: one.quantity for one in form.pieces()},
            cause=CancelCause.NOT_WANTED,
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
            at=now(),
            by=buyer(request),
        )
        return _("It is called off. What you paid for it goes back the way you paid.")

    def swap() -> str:
        at_place, variant = form.chosen()
        operations.swap_line(
            order_id,
            place=at_place,
            variant_id=variant,
            expected_version=form.cleaned_data["version"],
            at=now(),
            by=buyer(request),
        )
        return _("The other version is sent. Where it costs less, the difference goes back the way you paid.")

    def address() -> str:
        operations.change_address(order_id, address=form.address(), at=now(), by=buyer(request))
        return _("The order goes to the new address.")

    def wishes() -> str:
        operations.change_wishes(order_id, **form.cleaned_data, at=now(), by=buyer(request))
        return _("The seller can read it now.")

    def act() -> HttpResponse:
        messages.success(request, {"pieces": pieces, "swap": swap, "address": address, "wishes": wishes}[step]())
        return HttpResponseRedirect(place.url("order_change") if step != "pieces" else place.purchase_url)

    return act
