"""Storefront · returns and problems of one order of a purchase: asked for, followed, objected to.

Whoever may see the purchase may do this, a guest by the signed link of the mail. Each page reads and writes the one
vendor whose order it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.aftersales import operations, selectors
from apps.aftersales.forms import EvidenceForm, ProblemForm, ReturnForm
from apps.aftersales.models import Claim, ReturnRequest
from apps.aftersales.rules.machines import return_owner
from apps.aftersales.types import ReturnReason, ReturnStatus
from apps.catalog.selectors.versions import versions
from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.types import Actor
from apps.shipping import selectors as shipping
from apps.vendors import selectors as vendors

from .checkout import lead_to
from .part_of_purchase import Place, buyer, entered, tried


@never_cache
@require_GET
def help_page(request: HttpRequest, public_id: UUID, order_id: UUID) -> HttpResponse:
    """What can be done about an order, and what is under way."""
    with entered(request, public_id, order_id) as place:
        returns, claims = selectors.of_order(order_id)
        context = {
            "options": selectors.options(order_id, at=now()),
            "cases": [(one, place.url("aftersales_return", case_id=one.public_id)) for one in returns]
            + [(one, place.url("aftersales_claim", case_id=one.public_id)) for one in claims],
            "ask_url": place.url("aftersales_ask"),
            "problem_url": place.url("aftersales_problem"),
        }
        return _page(request, "help", place, context)


@never_cache
@require_http_methods(["GET", "POST"])
def ask_for_return(request: HttpRequest, public_id: UUID, order_id: UUID) -> HttpResponse:
    """Choose what goes back, why, and what for."""
    with entered(request, public_id, order_id) as place:
        options = selectors.options(order_id, at=now())
        speaks, known = get_language() or "en", {}
        own = vendors.by_slug(place.part.vendor_slug).currency
        for line in options.lines:
            known[line.place] = versions(line.variant_id, currency=own, language=speaks)
        form = ReturnForm(request.POST or None, options=options, versions=known)

        def act() -> HttpResponse:
            row = operations.ask_for_return(order_id, wish=form.wish(), at=now(), by=buyer(request))
            return HttpResponseRedirect(place.url("aftersales_return", case_id=row.public_id))

        answer = tried(request, form, act)
        fault = selectors.options(order_id, at=now(), reason=ReturnReason.DEFECTIVE)
        context = {"form": form, "options": options, "fault": fault}
        return answer or _page(request, "ask", place, context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def tell_of_problem(request: HttpRequest, public_id: UUID, order_id: UUID) -> HttpResponse:
    """Say that something was lost, damaged, missing or wrong."""
    with entered(request, public_id, order_id) as place:
        options = selectors.options(order_id, at=now())
        form = ProblemForm(request.POST or None, request.FILES or None, options=options)

        def act() -> HttpResponse:
            row = operations.claim(order_id, wish=form.wish(), at=now(), by=buyer(request))
            _keep_file(form, row, by=buyer(request))
            return HttpResponseRedirect(place.url("aftersales_claim", case_id=row.public_id))

        answer = tried(request, form, act)
        context = {"form": form, "options": options}
        return answer or _page(request, "problem", place, context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def return_page(request: HttpRequest, public_id: UUID, order_id: UUID, case_id: UUID) -> HttpResponse:
    """How a return stands and what is next: address and code for the parcel, files, objections."""
    with entered(request, public_id, order_id) as place:
        row = selectors.return_request(case_id, order_id=order_id)
        here = place.url("aftersales_return", case_id=case_id)
        steps: dict[str, Callable[[], object]] = {
            "send": lambda: operations.send_back(
                case_id, tracking_number=request.POST.get("tracking_number", ""), at=now(), by=buyer(request)
            ),
            "call_off": lambda: operations.call_off(case_id, at=now(), by=buyer(request)),
            "forgo": lambda: operations.forgo_exchange(case_id, at=now(), by=buyer(request)),
            "dispute": lambda: operations.dispute_return(
                case_id, objection=request.POST.get("objection", ""), at=now(), by=buyer(request)
            ),
        }
        answer, files = _acted(request, row, steps, here)
        if answer is not None:
            return answer
        exchange = getattr(row, "exchange", None)
        context = {
            "case": row,
            "to": PostalAddress.from_json(row.destination),
            "has_label": hasattr(row, "label"),
            "exchange": exchange,
            "pay_url": place.url("aftersales_pay", case_id=case_id),
            "pay_until": return_owner(ReturnStatus(row.status), since=row.since)[1],
            "parcels": _parcels(exchange.order_id if exchange else None),
            "label_url": place.url("aftersales_label", case_id=case_id),
            "label_file_url": place.url("aftersales_label_file", case_id=case_id),
            **_files(place, row, files),
        }
        return _page(request, "return", place, context, status=422 if files.errors else 200)


@never_cache
@require_POST
def pay_difference(request: HttpRequest, public_id: UUID, order_id: UUID, case_id: UUID) -> HttpResponse:
    """Go to the checkout at which the difference to dearer goods is paid."""
    with entered(request, public_id, order_id) as place:
        selectors.return_request(case_id, order_id=order_id)
        back = place.url("aftersales_return", case_id=case_id)
        try:
            with transaction.atomic():
                session = operations.charge_checkout(case_id, at=now())
        except MarketError as refused:
            messages.error(request, refused.told())
            return HttpResponseRedirect(back)
    return lead_to(request, session, back=back)


@never_cache
@require_http_methods(["GET", "POST"])
def claim_page(request: HttpRequest, public_id: UUID, order_id: UUID, case_id: UUID) -> HttpResponse:
    """How a claim stands: what the buyer gets, files, objections."""
    with entered(request, public_id, order_id) as place:
        row = selectors.claim(case_id, order_id=order_id)
        here = place.url("aftersales_claim", case_id=case_id)
        steps: dict[str, Callable[[], object]] = {
            "dispute": lambda: operations.dispute_claim(
                case_id, objection=request.POST.get("objection", ""), at=now(), by=buyer(request)
            ),
        }
        answer, files = _acted(request, row, steps, here)
        if answer is not None:
            return answer
        context = {"case": row, "parcels": _parcels(row.replacement_id), **_files(place, row, files)}
        return _page(request, "claim", place, context, status=422 if files.errors else 200)


@never_cache
@require_POST
def make_label(request: HttpRequest, public_id: UUID, order_id: UUID, case_id: UUID) -> HttpResponse:
    """Book the way back; the carrier is asked between two transactions."""
    with entered(request, public_id, order_id) as place:
        selectors.return_request(case_id, order_id=order_id)
        try:
            operations.print_return_label(case_id, at=now())
            messages.success(request, _("Your label is ready: print it, or show its code where parcels are taken in."))
        except MarketError as refused:
            messages.error(request, refused.text())
        return HttpResponseRedirect(place.url("aftersales_return", case_id=case_id))


@never_cache
@require_GET
def label_file(request: HttpRequest, public_id: UUID, order_id: UUID, case_id: UUID) -> HttpResponse:
    """The label as PDF.

    Raises:
        CaseUnknown: there is none, or it is another order's.
    """
    with entered(request, public_id, order_id):
        row = selectors.return_request(case_id, order_id=order_id)
        response = HttpResponse(selectors.label_pdf(row), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="return-{row.number}.pdf"'
        return response


@never_cache
@require_GET
def evidence_file(request: HttpRequest, public_id: UUID, order_id: UUID, file_id: UUID) -> HttpResponse:
    """A picture or paper of one of the order's cases."""
    with entered(request, public_id, order_id):
        row = selectors.evidence_file(file_id, order_id=order_id)
        return HttpResponse(bytes(row.content), content_type=row.media_type, headers=row.headers)


def _page(request: HttpRequest, name: str, place: Place, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    shared = {"purchase": place.purchase, "part": place.part, "help_url": place.url("aftersales")}
    return render(request, f"site/aftersales/{name}.html", {**shared, **context}, status=status)


def _acted(
    request: HttpRequest, row: ReturnRequest | Claim, steps: dict[str, Callable[[], object]], here: str
) -> tuple[HttpResponse | None, EvidenceForm]:
    """What a button of a case's page asks for: a step, or a file; with the form of files as it stands."""
    if request.method != "POST":
        return None, EvidenceForm()
    step = request.POST.get("step", "")
    if step == "file":
        form = EvidenceForm(request.POST, request.FILES)

        def keep() -> HttpResponse:
            _keep_file(form, row, by=buyer(request))
            return HttpResponseRedirect(here)

        return tried(request, form, keep), form
    try:
        if step in steps:
            with transaction.atomic():
                steps[step]()
    except MarketError as refused:
        messages.error(request, refused.told())
    return HttpResponseRedirect(here), EvidenceForm()


def _keep_file(form: Form, row: ReturnRequest | Claim, *, by: Actor) -> None:
    given = form.cleaned_data.get("file")
    if given is not None:
        operations.add_evidence(row, content=given.read(), name=given.name, at=now(), by=by)


def _files(place: Place, row: Any, form: EvidenceForm) -> dict[str, Any]:
    found = row.evidence.defer("content")
    return {"files": [(one, place.url("aftersales_file", file_id=one.public_id)) for one in found], "file_form": form}


def _parcels(order_id: UUID | None) -> list[Any]:
    """Where the goods are that were sent instead."""
    if order_id is None:
        return []
    return [parcel for one in shipping.for_orders([order_id]).get(order_id, ()) for parcel in one.parcels]
