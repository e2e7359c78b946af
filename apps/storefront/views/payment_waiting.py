"""Storefront · while a payment is not known yet: the code, the transfer's facts, and how it stands · no tables."""

from __future__ import annotations

from math import ceil
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from apps.checkout import operations
from apps.checkout.operations import Outcome
from apps.checkout.selectors.sessions import SessionView
from apps.checkout.types import SessionStatus, Step
from apps.common.clock import now
from apps.payments import selectors as payments
from apps.payments.errors import PaymentRefused, PaymentUnavailable
from apps.payments.types import ActionKind, PaymentAction
from apps.storefront.checkout_urls import checkout_url

from .checkout import own_session, page
from .shopper import buyer

# A page that is open asks us every three seconds; we ask the provider this often at most.
ASK_AGAIN_S = 6
_PAGES = {
    ActionKind.QR: "site/checkout/scan.html",
    ActionKind.INSTRUCTIONS: "site/checkout/transfer.html",
    ActionKind.BRIDGE: "site/checkout/bridge.html",
}


def waiting(request: HttpRequest, view: SessionView, *, is_slow: bool = False) -> HttpResponse:
    """The page of a payment that waits for the buyer or the provider. It asks again by itself."""
    assert view.intent_id is not None
    action = payments.action(view.intent_id)
    back = request.build_absolute_uri(checkout_url("checkout_return", view.public_id))
    context = page(view, Step.REVIEW, is_slow=is_slow, back_url=back, **standing(action, status_url=_status(view)))
    if action is not None and action.kind in _PAGES:
        return render(request, _PAGES[action.kind], context)
    response = render(request, "site/checkout/waiting.html", context)
    response["Refresh"] = "4"
    return response


@require_GET
@never_cache
def checkout_status(request: HttpRequest, session: UUID) -> HttpResponse:
    """How an open page's payment stands, asked by the page itself: the part that changes, or where to go now."""
    view = own_session(request, session)
    if view.status is not SessionStatus.PLACED or view.intent_id is None:
        return _go_on(session)
    is_slow = False
    if may_ask(view.intent_id):
        try:
            settled = operations.settle(view, by=buyer(request), at=now())
        except (PaymentUnavailable, PaymentRefused):
            is_slow = True
        else:
            if settled.outcome is not Outcome.WAITING:
                return _go_on(session)
    action = payments.action(view.intent_id)
    if action is None:
        return _go_on(session)
    context = {"checkout": view, "is_slow": is_slow, **standing(action, status_url=_status(view))}
    return render(request, "site/checkout/_live.html", context)


def _go_on(session: UUID) -> HttpResponse:
    response = HttpResponse(status=200)
    response["HX-Redirect"] = checkout_url("checkout_return", session)
    return response


def _status(view: SessionView) -> str:
    return checkout_url("checkout_status", view.public_id)


def may_ask(intent_id: UUID) -> bool:
    """Whether the provider may be asked for an open page that asks us, which is then noted."""
    return bool(cache.add(f"payment-asked:{intent_id}", 1, ASK_AGAIN_S))


def standing(action: PaymentAction | None, *, status_url: str) -> dict[str, Any]:
    """What `site/checkout/_live.html` shows: the action, and the whole minutes that are left for it, rounded up; none
    where its time is over. The page asks at `status_url` how it stands."""
    left = ceil((action.closes_at - now()).total_seconds() / 60) if action else 0
    is_over = action is not None and left <= 0
    return {"action": action, "minutes_left": max(left, 0), "is_over": is_over, "status_url": status_url}
