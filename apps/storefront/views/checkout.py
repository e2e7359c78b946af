"""Storefront · checkout: address, then delivery and review · no tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts import selectors as accounts
from apps.checkout import operations, selectors
from apps.checkout.errors import CartEmpty
from apps.checkout.selectors.sessions import SessionView
from apps.checkout.types import SessionStatus, Step
from apps.common.address_form import AddressForm
from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.payments.types import PaymentMethod
from apps.registrations import operations as registrations
from apps.storefront.business_texts import standing
from apps.storefront.checkout_urls import checkout_url
from apps.storefront.forms.checkout_delivery import chosen_services

from .checkout_summary import charged, explanations, summary
from .payment_method import method_choices
from .shopper import cart_id, company_id, user_id, visitor

# Checkouts without a cart that this browser may pay, and the address that led to each: keys of its session.
_LED_TO, _LED_FROM = "led_to_checkouts", "led_from"


@require_http_methods(["GET", "POST"])
@never_cache
def checkout_start(request: HttpRequest) -> HttpResponse:
    """Open a checkout for the cart: its first step at once, or the way to the one that is open."""
    email = request.user.email if request.user.is_authenticated else ""
    company = company_id(request)
    if company is not None:
        registrations.keep_fresh(company, at=now())
    try:
        with transaction.atomic():
            view = operations.start(
                cart_id(request), user_id=user_id(request), email=email, visitor=visitor(request), at=now()
            )
    except CartEmpty:
        return HttpResponseRedirect(reverse("cart"))
    if request.method == "GET" and view.step is Step.ADDRESS:
        return _address(request, view)
    return HttpResponseRedirect(step_url(view, view.step))


@require_http_methods(["GET", "POST"])
@never_cache
def checkout(request: HttpRequest, session: UUID, step: str) -> HttpResponse:
    """One step. A step that is ahead of what is filled in leads back to the first that is missing."""
    if step not in Step.values:
        raise Http404
    view = own_session(request, session)
    if view.status is SessionStatus.COMPLETED:
        return HttpResponseRedirect(checkout_url("checkout_done", session))
    if view.status is SessionStatus.PLACED:
        return HttpResponseRedirect(checkout_url("checkout_return", session))
    if view.status is SessionStatus.EXPIRED or view.quote is None:
        return HttpResponseRedirect(way_back(request, session) or reverse("cart"))
    order = list(Step)
    if order.index(Step(step)) > order.index(view.step):
        return HttpResponseRedirect(step_url(view, view.step))
    return {Step.ADDRESS: _address, Step.REVIEW: _review}[Step(step)](request, view)


@require_GET
@never_cache
def checkout_why(request: HttpRequest, session: UUID) -> HttpResponse:
    """Each charge of a checkout with its rule and source; a script may ask for the list alone."""
    view = own_session(request, session)
    if view.quote is None:
        return HttpResponseRedirect(reverse("cart"))
    whys = explanations(view.quote)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "site/checkout/why.html#list", {"whys": whys})
    return render(request, "site/checkout/why.html", page(view, Step.ADDRESS, whys=whys))


def own_session(request: HttpRequest, session: UUID) -> SessionView:
    """The shopper's own checkout, or one that a link of a mail has led to; nobody else's is there."""
    try:
        return selectors.session(session, cart_id=cart_id(request), user_id=user_id(request))
    except NotFound:
        if not is_led_to(request, session):
            raise
        return selectors.session_for_payment(session)


def is_led_to(request: HttpRequest, session: UUID) -> bool:
    """Whether a link has led this browser to a checkout."""
    return str(session) in request.session.get(_LED_TO, ())


def lead_to(request: HttpRequest, session: UUID, *, back: str) -> HttpResponse:
    """The last step of a checkout, open to this browser from now on, since its reader may see whose it is; `back` is
    the address that led there."""
    known = request.session.get(_LED_TO, [])
    led_to = [*(one for one in known if one != str(session)), str(session)][-5:]
    led_from = {**request.session.get(_LED_FROM, {}), str(session): back}
    request.session[_LED_TO] = led_to
    request.session[_LED_FROM] = {one: led_from[one] for one in led_to if one in led_from}
    return HttpResponseRedirect(checkout_url("checkout", session, step=Step.REVIEW.value))


def way_back(request: HttpRequest, session: UUID) -> str:
    """The address that led to a checkout, "" where the shopper came by the cart."""
    return str(request.session.get(_LED_FROM, {}).get(str(session), ""))


def step_url(view: SessionView, step: Step) -> str:
    """The address of a step."""
    return checkout_url("checkout", view.public_id, step=step.value)


def page(view: SessionView, step: Step, **more: Any) -> dict[str, Any]:
    """What every step's template needs; sums only where there is something to buy."""
    quote = None if view.is_empty else view.quote
    whys = more.get("whys") or (explanations(quote) if quote else [])
    return {
        "checkout": view,
        "here": step,
        "reached": view.step,
        "trail": _trail(step, view.step),
        "landed": summary(quote, charged(whys)) if quote else None,
        "methods": method_choices(view) if step is not Step.ADDRESS and quote else (),
        "standing": standing(view.business, at=now()) if view.business else None,
        **more,
    }


@cache
def _trail(here: Step, reached: Step) -> tuple[dict[str, Any], ...]:
    """The steps as every checkout has them: their addresses are told from those of its own pages."""
    order = list(Step)
    now_at, done_to = order.index(here), order.index(reached)
    return tuple(
        {
            "label": one.label,
            "url": f"../{one.value}/",
            "state": "now" if at == now_at else "done" if at < now_at and at <= done_to else "next",
        }
        for at, one in enumerate(order)
    )


def _address(request: HttpRequest, view: SessionView) -> HttpResponse:
    known = view.address or _from_book(request, view.ship_to)
    if request.method == "GET":
        return _address_page(request, view, known)
    form = AddressForm(request.POST, country=view.ship_to, initial=AddressForm.initial_of(known, view.email))
    if not form.is_valid():
        context = page(view, Step.ADDRESS, form=form, own_url=step_url(view, Step.ADDRESS))
        return render(request, "site/checkout/address.html", context, status=422)
    with transaction.atomic():
        operations.save_address(
            view.public_id,
            expected_version=sent_version(request),
            address=form.address(),
            email=form.cleaned_data["email"],
            seen=view,
            at=now(),
        )
    return HttpResponseRedirect(step_url(view, Step.REVIEW))


def _address_page(request: HttpRequest, view: SessionView, known: PostalAddress | None) -> HttpResponse:
    """The form with what is known; one that says nothing of anybody is the same for all, and is drawn once."""
    initial = AddressForm.initial_of(known, view.email)
    form = SimpleLazyObject(lambda: AddressForm(country=view.ship_to, initial=initial))
    own_url = step_url(view, Step.ADDRESS)
    context = page(view, Step.ADDRESS, form=form, own_url=own_url, is_blank=not known and not view.email)
    return render(request, "site/checkout/address.html", context)


def _review(request: HttpRequest, view: SessionView) -> HttpResponse:
    assert view.quote is not None
    if request.method == "POST":
        services = chosen_services(request.POST, view.quote)
        choose_services(view, services, version=sent_version(request), method=request.POST.get("method", ""))
        return HttpResponseRedirect(f"{step_url(view, Step.REVIEW)}#delivery")
    template = "site/checkout/changed.html" if view.changes else "site/checkout/review.html"
    key = f"{view.public_id}-{view.version}-{uuid4().hex[:12]}"
    context = page(view, Step.REVIEW, idempotency_key=key, back_url=way_back(request, view.public_id))
    return render(request, template, context)


def choose_services(view: SessionView, chosen: Mapping[str, str], *, version: int, method: str = "") -> None:
    """Have each consignment travel by the service chosen for it, and keep the way to pay that is marked meanwhile."""
    marked = PaymentMethod(method) if method in PaymentMethod.values else None
    with transaction.atomic():
        operations.choose_delivery(
            view.public_id, expected_version=version, choices=chosen, method=marked, seen=view, at=now()
        )


def _from_book(request: HttpRequest, country: str) -> PostalAddress | None:
    """The person's own address in that country, the default first."""
    if not request.user.is_authenticated:
        return None
    known = [one for one in accounts.addresses_of(request.user.pk) if one.country == country]
    return PostalAddress.from_json(known[0].data) if known else None


def sent_age(request: HttpRequest) -> int:
    """The age that the buyer has confirmed, in years; 0 where none."""
    text = request.POST.get("confirmed_age", "")
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def sent_version(request: HttpRequest) -> int:
    """The version of the checkout that the form was drawn for; -1 where it names none."""
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        return -1
