"""Storefront · paying: to the provider's page, back from it, and what came of it · no tables."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.checkout import operations, selectors
from apps.checkout.errors import AgeNotConfirmed
from apps.checkout.operations import Outcome
from apps.checkout.selectors.sessions import SessionView
from apps.checkout.types import CartRef, SessionStatus, Step
from apps.common.clock import now
from apps.credits.errors import CreditGone
from apps.outbox.idempotency import answer_once
from apps.payments.errors import IntentClosed, MethodNotOffered, PaymentRefused, PaymentUnavailable
from apps.payments.types import PaymentMethod
from apps.risk.errors import PaymentNotTaken
from apps.storefront.checkout_urls import checkout_url
from apps.storefront.forms.checkout_delivery import chosen_services

from .checkout import choose_services, is_led_to, own_session, page, sent_age, sent_version, step_url, way_back
from .payment_method import device, sent_method
from .payment_waiting import waiting
from .shopper import buyer, cart_id, remember, user_id
from .wechat_browser import answered, asks_first


@require_http_methods(["GET", "POST"])
def checkout_pay(request: HttpRequest, session: UUID) -> HttpResponse:
    """Hold the goods, open the provider's page and send the buyer there. The same key does it once.

    Whoever only looks, as by changing the language of what it answered, is led to the review.
    """
    if request.method == "GET":
        return HttpResponseRedirect(checkout_url("checkout", session, step=Step.REVIEW.value))
    view = own_session(request, session)
    request.body  # noqa: B018  read before the form is, so that the key's record can hash it
    back = checkout_url("checkout_wechat", session)
    first = asks_first(request, session, method=lambda: _method(request, view), back=back)
    if first is not None:
        return first
    key = request.headers.get("Idempotency-Key") or request.POST.get("idempotency_key") or ""
    if not key:
        return _pay(request, view)
    who = str(user_id(request) or cart_id(request) or session)
    return answer_once(
        request, actor=who, route=f"checkout_pay:{session}", key=key[:120], answer=lambda: _pay(request, view)
    )


@require_GET
@never_cache
def checkout_wechat(request: HttpRequest, session: UUID) -> HttpResponse:
    """Back from WeChat, which was asked who pays: go on with the form that was sent before."""
    view = own_session(request, session)
    try:
        found = answered(request, session)
    except (PaymentUnavailable, PaymentRefused):
        notice = _("WeChat did not tell us who pays. Nothing was charged: try again, or pay in another way.")
        return _failed(request, view, notice=notice, status=503)
    if found is None:
        return HttpResponseRedirect(checkout_url("checkout_return", session))
    form, payer = found
    request.POST = QueryDict(form)
    return _pay(request, view, payer=payer)


@require_GET
@never_cache
def checkout_return(request: HttpRequest, session: UUID) -> HttpResponse:
    """Back from the provider: ask it, complete the purchase, and show what came of it. Refreshing asks again."""
    return _come_back(request, own_session(request, session))


def _come_back(request: HttpRequest, view: SessionView) -> HttpResponse:
    if view.status is SessionStatus.COMPLETED:
        return _to_done(request, view)
    if view.status is SessionStatus.EXPIRED:
        messages.info(
            request,
            _("The goods were set aside for a while and are back on sale. If you still pay, you get the money back."),
        )
        return HttpResponseRedirect(way_back(request, view.public_id) or reverse("cart"))
    if view.status is not SessionStatus.PLACED or view.intent_id is None:
        return HttpResponseRedirect(step_url(view, Step.REVIEW))
    try:
        settled = operations.settle(view, by=buyer(request), at=now())
    except (PaymentUnavailable, PaymentRefused):
        return waiting(request, view, is_slow=True)
    if settled.outcome is Outcome.COMPLETED:
        return _to_done(request, view, settled.purchase_id, settled.pieces_left)
    if settled.outcome is Outcome.LET_GO:
        return HttpResponseRedirect(step_url(view, Step.REVIEW))
    if settled.outcome is Outcome.MEANWHILE:
        return HttpResponseRedirect(checkout_url("checkout_return", view.public_id))
    if settled.outcome is Outcome.FAILED or "cancelled" in request.GET:
        return _failed(request, view, settled.problem)
    return waiting(request, view)


@require_POST
def checkout_back(request: HttpRequest, session: UUID) -> HttpResponse:
    """Give up this payment and go back to change something; the goods go back on sale."""
    view = own_session(request, session)
    with transaction.atomic():
        operations.reopen(session, at=now())
    if request.POST.get("to") == "out":
        return HttpResponseRedirect(way_back(request, session) or reverse("cart"))
    return HttpResponseRedirect(step_url(view, Step.REVIEW))


@require_GET
@never_cache
def checkout_done(request: HttpRequest, session: UUID) -> HttpResponse:
    """Thank you."""
    purchase = selectors.purchase_of_session(
        session, cart_id=cart_id(request), user_id=user_id(request), is_led_to=is_led_to(request, session)
    )
    if purchase is None:
        view = own_session(request, session)
        return HttpResponseRedirect(checkout_url("checkout_return", view.public_id))
    context = {"purchase": purchase, "token": selectors.purchase_token(purchase.public_id)}
    return render(request, "site/checkout/done.html", context)


def _pay(request: HttpRequest, view: SessionView, *, payer: str = "") -> HttpResponse:
    """What is placed costs exactly what `view` shows: the quote of before is the quote of now."""
    back_path = checkout_url("checkout_return", view.public_id)
    if view.status in (SessionStatus.COMPLETED, SessionStatus.EXPIRED) or view.quote is None:
        return HttpResponseRedirect(back_path)
    chosen = chosen_services(request.POST, view.quote)
    if not view.quote.travels_by(chosen):
        choose_services(view, chosen, version=sent_version(request), method=request.POST.get("method", ""))
        messages.info(request, _("The total changed with the delivery that you chose. Look at it, then pay."))
        return HttpResponseRedirect(step_url(view, Step.REVIEW))
    back = request.build_absolute_uri(back_path)
    try:
        placed, address = operations.pay(
            view,
            expected_version=sent_version(request),
            back=back,
            method=sent_method(request),
            device=replace(device(request), payer=payer),
            confirmed_age=sent_age(request),
            by=buyer(request),
            at=now(),
        )
    except AgeNotConfirmed as refusal:
        messages.warning(request, refusal.told())
        return HttpResponseRedirect(f"{step_url(view, Step.REVIEW)}#age")
    except MethodNotOffered as refusal:
        messages.warning(request, refusal.text())
        return HttpResponseRedirect(step_url(view, Step.REVIEW) if view.status is SessionStatus.OPEN else back_path)
    except CreditGone as gone:
        messages.warning(request, gone.text())
        return HttpResponseRedirect(step_url(view, Step.REVIEW))
    except IntentClosed:
        return HttpResponseRedirect(back_path)
    except (PaymentUnavailable, PaymentRefused) as failure:
        return _failed(request, view, notice=failure.text(), status=503)
    except PaymentNotTaken as blocked:
        return _failed(request, view, notice=blocked.told(), status=403)
    if placed.is_empty:
        return _nothing_left(request, replace(view, version=placed.version, changes=placed.changes, is_empty=True))
    if placed.intent_id is None:
        return HttpResponseRedirect(step_url(view, Step.REVIEW))
    if address:
        return HttpResponseRedirect(address)
    method = sent_method(request) or view.method
    now_placed = replace(
        view, status=SessionStatus.PLACED, version=placed.version, intent_id=placed.intent_id, method=method
    )
    return _come_back(request, now_placed)


def _method(request: HttpRequest, view: SessionView) -> PaymentMethod | None:
    """The way in which it would be paid now; None where it cannot be."""
    if view.quote is not None:
        with suppress(MethodNotOffered):
            return selectors.method_of(view, sent_method(request))
    return None


def _nothing_left(request: HttpRequest, view: SessionView) -> HttpResponse:
    """What is gone, said at once: there is no new total to look at."""
    context = page(view, Step.REVIEW, back_url=way_back(request, view.public_id))
    return render(request, "site/checkout/changed.html", context, status=409)


def _to_done(
    request: HttpRequest, view: SessionView, known: UUID | None = None, pieces_left: int | None = None
) -> HttpResponse:
    if view.cart_id:
        count = selectors.cart_count(view.cart_id) if pieces_left is None else pieces_left
        remember(request, CartRef(view.cart_id, count))
    mine = request.memory.purchases
    found = known or selectors.purchase_id_of_session(view.public_id)
    if found is not None and found not in mine:
        request.memory = replace(request.memory, purchases=(*mine, found))
    return HttpResponseRedirect(checkout_url("checkout_done", view.public_id))


def _failed(
    request: HttpRequest, view: SessionView, problem: str = "", *, notice: str = "", status: int = 200
) -> HttpResponse:
    context = page(view, Step.REVIEW, problem=notice or _reason(problem), back_url=way_back(request, view.public_id))
    return render(request, "site/checkout/failed.html", context, status=status)


def _reason(code: str) -> str:
    """A refusal's code in words that help; no more than a shop should know."""
    known = {
        "insufficient_funds": _("The card has not enough money for this amount. Try another card."),
        "expired_card": _("The card has expired. Try another card."),
        "incorrect_cvc": _("The security code was wrong. Check it and try again."),
        "processing_error": _("The bank could not process the card just now. Try again in a minute."),
        "payment_intent_authentication_failure": _("Your bank did not confirm that it is you. Try again."),
        "closed": _("The payment page was closed before you paid."),
        "payerror": _("The payment did not go through at the provider. Try again, or choose another way to pay."),
    }
    if not code:
        return _("You left the payment page before paying. Nothing was charged.")
    return known.get(code, _("The payment was declined. Try another card or another way to pay, or ask your bank."))
