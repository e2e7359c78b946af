"""Storefront · ordering by a list of codes · no tables."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.checkout import operations as checkout
from apps.checkout import selectors
from apps.checkout.types import ListResult
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.storefront.forms.order_list import OrderListForm

from .checkout_summary import Landed, charged, explanations, summary
from .shopper import cart_id, remember, user_id, visitor

_CHOICE = "vendor-"


@require_http_methods(["GET", "POST"])
@never_cache
def order_list(request: HttpRequest) -> HttpResponse:
    """A list is put into the cart at once where every line can be had; else it is shown what each comes to."""
    if request.method != "POST":
        return _page(request, OrderListForm())
    form = OrderListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    text, vendors = form.cleaned_data["lines"], _vendors(request)
    if "change" in request.POST:
        return _page(request, OrderListForm(initial={"lines": text}))
    try:
        with transaction.atomic():
            result = checkout.add_list_to_cart(
                cart_id(request),
                user_id=user_id(request),
                asked=selectors.asked_in(text, vendors),
                takes_what_there_is="add" in request.POST,
                visitor=visitor(request),
                at=now(),
            )
    except MarketError as error:
        form.add_error("lines", error.text())
        return _page(request, form, status=422)
    if result.ref is None:
        context = {"result": result, "text": text, "vendors": vendors, "landed": _landed(request, result)}
        return render(request, "site/checkout/order_list_found.html", context, status=422)
    remember(request, result.ref)
    _tell_what_was_left_out(request, result)
    return redirect(reverse("cart"))


def _landed(request: HttpRequest, result: ListResult) -> Landed | None:
    """What costs at the door what can be had of the list."""
    if not result.addable:
        return None
    with transaction.atomic():
        quote = checkout.quote_list(result.lines, visitor=visitor(request), at=now())
    return summary(quote, charged(explanations(quote))) if quote else None


def _page(request: HttpRequest, form: OrderListForm, *, status: int = 200) -> HttpResponse:
    return render(request, "site/checkout/order_list.html", {"form": form}, status=status)


def _vendors(request: HttpRequest) -> dict[int, str]:
    """The makers chosen for codes that several use, by number of line."""
    chosen = {name.removeprefix(_CHOICE): str(slug) for name, slug in request.POST.items() if name.startswith(_CHOICE)}
    return {int(number): slug for number, slug in chosen.items() if number.isdecimal() and len(number) <= 9}


def _tell_what_was_left_out(request: HttpRequest, result: ListResult) -> None:
    missing = [line.code for line in result.lines if not line.addable]
    if missing:
        text = ngettext("%(n)s line was left out: %(codes)s", "%(n)s lines were left out: %(codes)s", len(missing)) % {
            "n": len(missing),
            "codes": ", ".join(missing[:20]) + (" …" if len(missing) > 20 else ""),
        }
        messages.warning(request, text)
