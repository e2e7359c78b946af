"""Storefront · a buyer's purchases: the list, the page with both parcels, the link from the mail."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django_tenants.utils import tenant_context

from apps.accounts import selectors as accounts
from apps.checkout import operations, selectors
from apps.checkout.types import PartStatus, PurchaseView
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.invoicing import selectors as invoicing
from apps.logistics import selectors as logistics
from apps.reference import selectors as reference
from apps.reviews import selectors as reviews
from apps.shipping import selectors as shipping
from apps.shipping.types import LivePosition
from apps.storefront.following.journeys import Frame, journeys
from apps.storefront.following.steps import shown_to_anybody
from apps.storefront.formatting import money
from apps.vendors import selectors as vendors

from .browse_pages import reader_locale
from .shopper import user_id

PAGE = 20


@never_cache
@login_required(login_url="account_login")
@require_GET
def purchase_list(request: HttpRequest) -> HttpResponse:
    """A person's purchases, newest first."""
    rows = selectors.purchases_of(_person(request), after=request.GET.get("after", ""), limit=PAGE + 1)
    more = rows[PAGE - 1].cursor if len(rows) > PAGE else None
    claimable = selectors.claimable_by(accounts.verified_emails(_person(request)))
    context = {"rows": rows[:PAGE], "next_cursor": more, "claimable": claimable}
    return render(request, "site/purchases/list.html", context)


@never_cache
@require_GET
def purchase_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One purchase with every vendor's part.

    Raises:
        NotFound: there is none, or the reader is neither its buyer nor holds its link.
    """
    found = selectors.purchase(public_id)
    if not may_see(request, found):
        raise NotFound()
    return _page(request, found, token=request.GET.get("token", ""))


@never_cache
@require_GET
def track(request: HttpRequest, public_id: UUID, token: str) -> HttpResponse:
    """The same page, opened by the signed link of the mail, without an account.

    Raises:
        NotFound: the link is not this purchase's. LinkExpired: it was.
    """
    if not selectors.token_opens(public_id, token):
        raise NotFound()
    return _page(request, selectors.purchase(public_id), token=token)


@never_cache
@require_GET
def follow(request: HttpRequest, public_id: UUID, token: str) -> HttpResponse:
    """Where a purchase's parcels are, for whoever got the link: not what is in them, nor for whom, nor the price.

    Raises:
        NotFound: the link is not this purchase's. LinkExpired: it was.
    """
    if not selectors.follow_token_opens(public_id, token):
        raise NotFound()
    found = selectors.purchase(public_id)
    context = _followed(replace(found, timeline=shown_to_anybody(found.timeline))) | {"is_shared": True}
    return _shown(request, "site/purchases/follow.html", context)


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """Take purchases that were made as a guest into the account: only with a verified address of mail."""
    person = _person(request)
    addresses = accounts.verified_emails(person)
    claimable = selectors.claimable_by(addresses)
    for public_id, _number in claimable:
        with transaction.atomic():
            operations.claim(public_id, user_id=person, verified_emails=addresses, at=now())
    if claimable:
        messages.success(request, _("The purchases are in your account now."))
    else:
        messages.info(request, _("No purchase was made as a guest with a verified address of yours."))
    return redirect("purchases")


def _page(request: HttpRequest, found: PurchaseView, *, token: str = "") -> HttpResponse:
    due = found.on_arrival
    owes = money(due.amount, due.currency.code, reader_locale(request)) if due.amount else ""
    context = _followed(found, owes_on_arrival=owes) | {
        "review_token": reviews.review_token(found.public_id),
        "own_query": f"?{urlencode({'token': token})}" if token else "",
    }
    if not request.htmx:
        link = reverse("follow", args=[found.public_id, selectors.follow_token(found.public_id)])
        sent = [one for part in found.parts for one in part.consignments]
        context["whys"] = [why for one in sent if (why := selectors.explained(one)) is not None]
        context["at_door"] = found.totals.total + found.on_arrival
        context["invoices"] = invoicing.of_purchase(found.public_id)
        context["invoice_query"] = context["own_query"]
        context["follow_link"] = request.build_absolute_uri(link)
    return _shown(request, "site/purchases/page.html", context)


def _shown(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page; to one that is open and asks again its changing part, or nothing where it shows all that there is."""
    if not request.htmx:
        return render(request, template, context)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, f"{template}#live", context)


def _followed(found: PurchaseView, *, owes_on_arrival: str = "") -> dict[str, Any]:
    today = now().date()
    aboard = _aboard(found)
    frame = Frame(
        ship_to=found.ship_to,
        centres=reference.places(),
        expect=lambda service, start, left_on: logistics.expectation(
            service, ship_from=start, ship_to=found.ship_to, handed_over_on=left_on, today=today
        ),
        today=today,
        owes_on_arrival=owes_on_arrival,
        live=aboard,
    )
    return {
        "purchase": found,
        "journeys": journeys(found.parts, found.timeline, frame),
        "is_moving": any(part.status not in (PartStatus.DELIVERED, PartStatus.CANCELLED) for part in found.parts),
        "seen": _edition(found, aboard),
    }


def _aboard(found: PurchaseView) -> dict[str, LivePosition]:
    """Devices that travel with what is under way, by shipment: two statements for each vendor whose part is."""
    moving = [part for part in found.parts if part.status is PartStatus.SHIPPED and part.parcels]
    known = vendors.tenants([part.vendor_id for part in moving]) if moving else {}
    told: dict[str, LivePosition] = {}
    for part in moving:
        with tenant_context(known[part.vendor_id]):
            positions = shipping.live_positions([UUID(parcel.shipment_id) for parcel in part.parcels])
        told |= {str(shipment): position for shipment, position in positions.items()}
    return told


def _edition(found: PurchaseView, aboard: Mapping[str, LivePosition]) -> str:
    """A short digest of what the page tells; another day is another edition, since dates move on."""
    told = [(one.code, one.occurred_at, one.data) for one in found.timeline]
    text = repr(
        (
            now().date(),
            [part.status for part in found.parts],
            str(found.refunded),
            told,
            [one.at for one in aboard.values()],
        )
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _person(request: HttpRequest) -> int:
    found = user_id(request)
    if found is None:
        raise NotFound()
    return found


def may_see(request: HttpRequest, found: PurchaseView) -> bool:
    """Whether the reader is a purchase's buyer, has just bought it here, or holds its link."""
    token = request.GET.get("token", "")
    if token and selectors.token_opens(found.public_id, token):
        return True
    if found.public_id in request.memory.purchases:
        return True
    return request.user.is_authenticated and found.user_id == request.user.pk
