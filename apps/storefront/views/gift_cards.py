"""Storefront · buying a gift card, and the gift cards that a shopper bought and was sent · no tables."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from djmoney.money import Money

from apps.accounts import selectors as accounts
from apps.common.clock import now
from apps.credits import operations, selectors
from apps.credits.errors import DayNotOffered, ValueNotOffered
from apps.credits.types import CardOffer, Shopper
from apps.storefront import formatting
from apps.storefront.forms.gift_cards import BuyForm


@never_cache
@require_http_methods(["GET", "POST"])
def buy(request: HttpRequest) -> HttpResponse:
    """The amounts of the shopper's currency, to whom it goes and when; sending it leads to the payment.

    Buying asks for an account: a card's buyer can send it again and give it back.

    Raises:
        CardsNotSold: none are sold in this currency.
    """
    offer = selectors.card_offer(request.shop.currency)
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(request.path, resolve_url("account_login"))
    form = _form(request, offer)
    if form.is_valid():
        try:
            with transaction.atomic():
                return redirect("gift_card", public_id=_ordered(request, form))
        except ValueNotOffered:
            form.add_error("own_amount", _bounds(request, offer))
        except DayNotOffered as refusal:
            form.add_error("send_on", refusal.told())
    return render(
        request, "site/gift_cards/buy.html", {"offer": offer, "form": form}, status=422 if form.errors else 200
    )


@require_GET
@never_cache
@login_required(login_url="account_login")
def mine(request: HttpRequest) -> HttpResponse:
    """The gift cards that the person bought, and those that were mailed to the person's verified addresses."""
    person = request.user.pk
    assert person is not None
    context = {
        "bought": selectors.sales_of(person, at=now()),
        "received": selectors.received_by(accounts.verified_emails(person)),
        "section": "gift_cards",
    }
    return render(request, "site/gift_cards/mine.html", context)


def _ordered(request: HttpRequest, form: BuyForm) -> UUID:
    shop = request.shop
    assert request.user.pk is not None
    shopper = Shopper(request.user.pk, request.user.email, shop.language, shop.country)
    return operations.order_card(form.wish(), by=shopper, at=now())


def _form(request: HttpRequest, offer: CardOffer) -> BuyForm:
    labels = {one: _text(request, one) for one in offer.amounts}
    data = request.POST if request.method == "POST" else None
    return BuyForm(data, offer=offer, labels=labels, bounds=_bounds(request, offer), today=now().date())


def _bounds(request: HttpRequest, offer: CardOffer) -> str:
    return _("From %(least)s to %(most)s.") % {
        "least": _text(request, offer.least),
        "most": _text(request, offer.most),
    }


def _text(request: HttpRequest, value: Money) -> str:
    locale = formatting.locale_for(request.shop.language, request.shop.country)
    return formatting.money(value.amount, value.currency.code, locale)
