"""Storefront · paying inside WeChat's own browser: WeChat is asked first who pays · no tables."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from apps.payments import operations as payments
from apps.payments.types import PaymentMethod

from .payment_method import is_inside_wechat

# What WeChat was asked for this browser: the state that must come back, what is paid, and the form that was sent.
_ASKED = "wechat_asked"


def asks_first(
    request: HttpRequest, paid: UUID, *, method: Callable[[], PaymentMethod | None], back: str
) -> HttpResponse | None:
    """The way to WeChat, which sends the browser to the path `back` with who pays; None where nobody need ask.

    That is: in another browser, for another way to pay, and without an official account. `paid` is the id of the
    checkout or the gift card.
    """
    if not is_inside_wechat(request) or method() is not PaymentMethod.WECHAT_PAY:
        return None
    state = secrets.token_hex(16)
    page = payments.payer_page(PaymentMethod.WECHAT_PAY, back=request.build_absolute_uri(back), state=state)
    if not page:
        return None
    request.session[_ASKED] = {"state": state, "paid": str(paid), "form": request.POST.urlencode()}
    return redirect(page)


def answered(request: HttpRequest, paid: UUID) -> tuple[str, str] | None:
    """The form, urlencoded, with which this browser began to pay, and the number by which WeChat knows who pays.

    Once; None where WeChat's answer is not to what was asked for this checkout or gift card.

    Raises:
        PaymentUnavailable, PaymentRefused: WeChat does not tell who pays.
    """
    asked = request.session.pop(_ASKED, None)
    state = request.GET.get("state", "")
    if not asked or asked.get("paid") != str(paid) or not constant_time_compare(asked["state"], state):
        return None
    return asked["form"], payments.payer(PaymentMethod.WECHAT_PAY, request.GET.get("code", ""))
