"""Storefront · a shopper's store credit: what there is, how it came and went, and a gift card to add · no tables."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.common.clock import now
from apps.credits import operations, selectors
from apps.credits.errors import CardRefused, TooManyGuesses
from apps.storefront.forms.gift_card import GiftCardForm

from .checkout_credit import refused, tried_by


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def credit(request: HttpRequest) -> HttpResponse:
    """Balances and their history; the code of a gift card adds what is left on it."""
    person = request.user.pk
    assert person is not None
    form = GiftCardForm(request.POST or None)
    if form.is_valid():
        at = now()
        try:
            with transaction.atomic():
                card = operations.found_card(form.cleaned_data["code"], tried_by=tried_by(request), at=at)
                operations.move_card(person, card, at=at)
        except (CardRefused, TooManyGuesses) as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("What was left on the gift card is yours to spend now, with no end date."))
            return redirect(request.path)
    context = {
        "form": form,
        "balances": selectors.balances_of(person),
        "movements": selectors.movements_of(person),
    }
    return render(request, "site/credit/page.html", context, status=422 if form.errors else 200)
