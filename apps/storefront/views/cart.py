"""Storefront · the cart · no tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apps.checkout import operations as checkout
from apps.common.clock import now
from apps.common.errors import InvalidInput
from apps.storefront.forms.checkout_cart import CartForm

from .checkout_summary import charged, explanations, summary
from .shopper import cart_id, remember, user_id, visitor


@require_GET
@never_cache
def cart(request: HttpRequest) -> HttpResponse:
    """What is in it, by vendor and parcel, at the price at the door."""
    with transaction.atomic():
        view = checkout.view_cart(cart_id(request), user_id=user_id(request), visitor=visitor(request), at=now())
    if view.public_id:
        request.memory = replace(request.memory, cart_count=view.count)
    whys = explanations(view.quote) if view.quote else []
    context = {"cart": view, "landed": summary(view.quote, charged(whys)) if view.quote else None, "whys": whys}
    return render(request, "site/checkout/cart.html", context)


@require_POST
def cart_add(request: HttpRequest) -> HttpResponse:
    """Put something in and go to the cart, which shows it."""
    form = _read(request)
    with transaction.atomic():
        ref = checkout.add_to_cart(
            cart_id(request),
            user_id=user_id(request),
            variant_id=form["variant"],
            quantity=form["quantity"] or 1,
            visitor=visitor(request),
            at=now(),
        )
    remember(request, ref)
    return HttpResponseRedirect(reverse("cart"))


@require_POST
def cart_update(request: HttpRequest) -> HttpResponse:
    """Set a quantity; zero, or the button «remove», takes the line out."""
    form = _read(request)
    quantity = 0 if "remove" in request.POST else form["quantity"]
    with transaction.atomic():
        ref = checkout.set_quantity(
            cart_id(request),
            user_id=user_id(request),
            variant_id=form["variant"],
            quantity=1 if quantity is None else quantity,
            visitor=visitor(request),
            at=now(),
        )
    remember(request, ref)
    return HttpResponseRedirect(_next(request))


def _read(request: HttpRequest) -> dict[str, Any]:
    form = CartForm(request.POST)
    if not form.is_valid():
        field = next(iter(form.errors))
        raise InvalidInput(field=field, problem=str(form.errors[field][0]))
    return form.cleaned_data


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("cart")
