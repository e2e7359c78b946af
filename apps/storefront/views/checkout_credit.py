"""Storefront · gift cards and store credit at the checkout · no tables."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.checkout import operations
from apps.checkout.selectors.sessions import SessionView
from apps.checkout.types import SessionStatus, Step
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.credits import selectors as credits
from apps.credits.errors import CardRefused, CreditOfSomebodyElse, NoCredit, TooManyGuesses
from apps.credits.types import Usable
from apps.storefront.forms.gift_card import GiftCardForm

from .checkout import own_session, page, sent_version, step_url
from .shopper import user_id


@require_http_methods(["GET", "POST"])
@never_cache
def checkout_credit(request: HttpRequest, session: UUID) -> HttpResponse:
    """What pays first, a card's code to enter, and the buyer's store credit; each change leads back to the review."""
    view = own_session(request, session)
    if view.status is not SessionStatus.OPEN or view.quote is None:
        return redirect(reverse("checkout_return", kwargs={"session": session}))
    is_card = request.method == "POST" and "code" in request.POST
    form = GiftCardForm(request.POST if is_card else None)
    if request.method == "POST":
        try:
            if not is_card or form.is_valid():
                _change(request, view, form)
                return redirect(f"{step_url(view, Step.REVIEW)}#tenders")
        except (CardRefused, TooManyGuesses) as refusal:
            refused(form, refusal)
        except (NoCredit, CreditOfSomebodyElse) as refusal:
            messages.warning(request, refusal.told())
            return redirect(request.path)
    context = page(
        view,
        Step.REVIEW,
        form=form,
        store_credit=_store_credit(request, view),
        is_own=view.user_id == user_id(request),
    )
    return render(request, "site/checkout/credit.html", context, status=422 if form.errors else 200)


def tried_by(request: HttpRequest) -> list[str]:
    """Who enters codes: the address that calls, and the person."""
    person = user_id(request)
    return [f"network:{request.META.get('REMOTE_ADDR', '')}", f"person:{person}" if person is not None else ""]


def refused(form: GiftCardForm, refusal: MarketError) -> None:
    """Say at the code why it is refused."""
    form.add_error("code", refusal.told())


def _change(request: HttpRequest, view: SessionView, form: GiftCardForm) -> None:
    version, at = sent_version(request), now()
    with transaction.atomic():
        if "code" in request.POST:
            operations.use_gift_card(
                view.public_id,
                expected_version=version,
                code=form.cleaned_data["code"],
                tried_by=tried_by(request),
                at=at,
            )
        elif "use" in request.POST and request.user.pk is not None:
            operations.use_store_credit(view.public_id, expected_version=version, user_id=request.user.pk, at=at)
        else:
            operations.leave_credit(view.public_id, expected_version=version, account_id=_named(request), at=at)


def _named(request: HttpRequest) -> UUID | None:
    """The card or account that a form leaves out; none means all."""
    try:
        return UUID(request.POST.get("leave", ""))
    except ValueError:
        return None


def _store_credit(request: HttpRequest, view: SessionView) -> Usable | None:
    """The buyer's store credit, where there is some that does not pay yet."""
    person = user_id(request)
    if person is None:
        return None
    try:
        found = credits.usable_credit(person, currency=view.currency)
    except NoCredit:
        return None
    return None if any(one.account_id == found.account_id for one in view.credits) else found
