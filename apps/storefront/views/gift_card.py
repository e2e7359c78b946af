"""Storefront · one gift card that a shopper buys: its payment, and what its buyer can do afterwards · no tables."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from djmoney.money import Money

from apps.common.clock import now
from apps.credits import operations, selectors
from apps.credits.errors import (
    LetterRefused,
    NotReturnable,
    NotSendable,
    RecipientStays,
    SaleOver,
    SalePaid,
    SentTooOften,
)
from apps.credits.types import Delivery, SaleView
from apps.payments import selectors as payments
from apps.payments.errors import (
    AmountNotChargeable,
    IntentClosed,
    MethodNotOffered,
    PaymentRefused,
    PaymentUnavailable,
    TooMuch,
)
from apps.payments.types import IntentStatus, PaymentMethod
from apps.risk.errors import PaymentNotTaken
from apps.storefront.forms.gift_cards import RecipientForm

from .payment_method import MethodChoice, choices_among, device, sent_method
from .payment_waiting import may_ask, standing
from .wechat_browser import answered, asks_first

LOGIN = "account_login"
_NOT_OPENED = (MethodNotOffered, AmountNotChargeable, PaymentNotTaken, PaymentUnavailable, PaymentRefused)


@require_GET
@never_cache
@login_required(login_url=LOGIN)
def gift_card(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How a gift card stands; while its payment is open, what there is to do for it. Looking asks the provider."""
    view, is_slow = _own(request, public_id), False
    if view.can_be_paid and view.intent_id:
        is_slow = not _asked(view)
        view = _own(request, public_id)
    return _page(request, view, is_slow=is_slow)


@require_GET
@never_cache
@login_required(login_url=LOGIN)
def status(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How an open page's payment stands, asked by the page itself: the part that changes, or where to go now."""
    view = _own(request, public_id)
    is_slow = False
    if view.can_be_paid and view.intent_id and may_ask(view.intent_id):
        is_slow = not _asked(view)
        view = _own(request, public_id)
    context = _standing(request, view, is_slow=is_slow)
    if not view.can_be_paid or context["action"] is None:
        response = HttpResponse(status=200)
        response["HX-Redirect"] = reverse("gift_card", kwargs={"public_id": public_id})
        return response
    return render(request, "site/checkout/_live.html", context)


@require_POST
@never_cache
@login_required(login_url=LOGIN)
def pay(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a way to pay for a gift card and lead there, or back to the card's page, which says what to do."""
    view = _own(request, public_id)
    back = reverse("gift_card_wechat", kwargs={"public_id": public_id})
    first = asks_first(request, public_id, method=lambda: _method(request, view), back=back)
    return first or _pay(request, public_id)


@require_GET
@never_cache
@login_required(login_url=LOGIN)
def wechat(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Back from WeChat, which was asked who pays: go on with the form that was sent before."""
    _own(request, public_id)
    try:
        found = answered(request, public_id)
    except (PaymentUnavailable, PaymentRefused):
        messages.warning(
            request, _("WeChat did not tell us who pays. Nothing was charged: try again, or pay in another way.")
        )
        found = None
    if found is None:
        return redirect("gift_card", public_id=public_id)
    form, payer = found
    request.POST = QueryDict(form)
    return _pay(request, public_id, payer=payer)


@require_POST
@login_required(login_url=LOGIN)
def send(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mail the code to the recipient once more."""

    def act() -> Delivery:
        return operations.send_card_again(public_id, buyer_id=_person(request), at=now())

    return _acted(request, public_id, act, _("We have sent a new code. The one before cannot be used any more."))


@require_POST
@login_required(login_url=LOGIN)
def recipient(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct to whom an unused card goes."""
    form = RecipientForm(request.POST)
    if not form.is_valid():
        return _page(request, _own(request, public_id), form=form, code=422)

    def act() -> Delivery | None:
        said = form.cleaned_data
        return operations.change_recipient(
            public_id, name=said["recipient_name"], email=said["recipient_email"], buyer_id=_person(request), at=now()
        )

    return _acted(request, public_id, act, _("The recipient is changed."))


@require_POST
@login_required(login_url=LOGIN)
def give_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Withdraw from an unused card: it is blocked, and the money goes back the way it came."""

    def act() -> None:
        operations.give_card_back(public_id, buyer_id=_person(request), at=now())

    text = _("The gift card is blocked, and its money goes back the way you paid. That takes a few working days.")
    return _acted(request, public_id, act, text)


def _pay(request: HttpRequest, public_id: UUID, *, payer: str = "") -> HttpResponse:
    held, here = device(request), reverse("gift_card", kwargs={"public_id": public_id})
    address = ""
    try:
        address = operations.pay_card(
            public_id,
            back=request.build_absolute_uri(here),
            method=sent_method(request),
            visit=held.visit,
            is_handheld=held.is_handheld and not held.is_inside_wechat,
            payer=payer,
            at=now(),
        )
    except (SalePaid, SaleOver, IntentClosed):
        pass
    except _NOT_OPENED as refusal:
        messages.warning(request, refusal.told())
    return redirect(address or here)


def _method(request: HttpRequest, view: SaleView) -> PaymentMethod | None:
    """The way in which it would be paid now; None where the form names none that there is, or it is paid."""
    if view.can_be_paid:
        with suppress(MethodNotOffered):
            return selectors.way_to_pay(view.value, country=view.country, wanted=sent_method(request))
    return None


def _way_choices(value: Money, *, country: str, wanted: PaymentMethod | None = None) -> tuple[MethodChoice, ...]:
    """The ways in which a gift card can be paid, one marked."""
    usable = [offer.method for offer in selectors.ways_to_pay(value, country=country)]
    return choices_among(usable, wanted, transfer_note=_transfer_note)


def _transfer_note() -> Promise | str:
    return _("We show you our account and a reference. The card is issued when the money is there.")


def _acted(request: HttpRequest, public_id: UUID, act: Callable[[], Delivery | None], done: str) -> HttpResponse:
    """The card's page, with what came of an act; how a letter that did not leave stands is on the page itself."""
    try:
        with transaction.atomic():
            delivery = act()
    except (NotSendable, SentTooOften, LetterRefused, RecipientStays, NotReturnable, TooMuch) as refusal:
        messages.warning(request, refusal.told())
    else:
        if delivery in (None, Delivery.SENT):
            messages.success(request, done)
    return redirect("gift_card", public_id=public_id)


def _asked(view: SaleView) -> bool:
    """Ask the provider whether it is paid; False where it does not say."""
    try:
        operations.settle_card(view.public_id, at=now())
    except (PaymentUnavailable, PaymentRefused):
        return False
    return True


def _page(
    request: HttpRequest, view: SaleView, *, is_slow: bool = False, form: RecipientForm | None = None, code: int = 200
) -> HttpResponse:
    context = _standing(request, view, is_slow=is_slow)
    if view.can_be_paid:
        wanted = PaymentMethod(view.method) if view.method else None
        context["methods"] = _way_choices(view.value, country=view.country, wanted=wanted)
        context["is_cancelled"] = "cancelled" in request.GET
    known = {"recipient_name": view.recipient_name, "recipient_email": view.recipient_email}
    context["form"] = form or RecipientForm(initial=known)
    response = render(request, "site/gift_cards/card.html", context, status=code)
    if view.status == "promised":
        response["Refresh"] = "4"
    return response


def _standing(request: HttpRequest, view: SaleView, *, is_slow: bool) -> dict[str, Any]:
    """The card, what the buyer has to do for its payment, the minutes left for that, and whether it was refused."""
    action = payments.action(view.intent_id) if view.can_be_paid and view.intent_id else None
    intent = payments.intent(view.intent_id) if view.can_be_paid and view.intent_id else None
    here = {"public_id": view.public_id}
    return {
        **standing(action, status_url=reverse("gift_card_status", kwargs=here)),
        "card": view,
        "back_url": request.build_absolute_uri(reverse("gift_card", kwargs=here)),
        "is_slow": is_slow,
        "is_refused": intent is not None and intent.status is IntentStatus.REQUIRES_METHOD,
    }


def _own(request: HttpRequest, public_id: UUID) -> SaleView:
    """
    Raises:
        SaleNotFound: it is not the person's.
    """
    return selectors.sale(public_id, user_id=_person(request), at=now())


def _person(request: HttpRequest) -> int:
    assert request.user.pk is not None
    return int(request.user.pk)
