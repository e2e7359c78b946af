"""Storefront · paying inside WeChat's own browser: WeChat is asked first who pays · no tables."""

from __future__ import annotations

import secrets
from contextlib import suppress
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from apps.checkout import selectors
from apps.checkout.selectors.sessions import SessionView
from apps.payments import operations as payments
from apps.payments.errors import MethodNotOffered
from apps.payments.types import PaymentMethod

from .payment_method import is_inside_wechat, sent_method

# What WeChat was asked for this browser: the state that must come back, the checkout, and the form that was sent.
_ASKED = "wechat_asked"


def asks_first(request: HttpRequest, view: SessionView) -> HttpResponse | None:
    """The way to WeChat, which sends the browser back with who pays; None where nobody need ask.

    That is: in another browser, for another way to pay, and without an official account.
    """
    if not is_inside_wechat(request) or view.quote is None:
        return None
    chosen = None
    with suppress(MethodNotOffered):
        chosen = selectors.method_of(view, sent_method(request))
    if chosen is not PaymentMethod.WECHAT_PAY:
        return None
    back = request.build_absolute_uri(reverse("checkout_wechat", kwargs={"session": view.public_id}))
    state = secrets.token_hex(16)
    page = payments.payer_page(chosen, back=back, state=state)
    if not page:
        return None
    request.session[_ASKED] = {"state": state, "checkout": str(view.public_id), "form": request.POST.urlencode()}
    return redirect(page)


def answered(request: HttpRequest, checkout: UUID) -> tuple[str, str] | None:
    """The form, urlencoded, with which this browser began to pay, and the number by which WeChat knows who pays.

    Once; None where WeChat's answer is not to what was asked for this checkout.

    Raises:
        PaymentUnavailable, PaymentRefused: WeChat does not tell who pays.
    """
    asked = request.session.pop(_ASKED, None)
    state = request.GET.get("state", "")
    if not asked or asked["checkout"] != str(checkout) or not constant_time_compare(asked["state"], state):
        return None
    return asked["form"], payments.payer(PaymentMethod.WECHAT_PAY, request.GET.get("code", ""))
