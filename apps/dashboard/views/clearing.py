"""Dashboard · will it clear? Products by destination, worst first, what to mend, and who answers for them."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.catalog import selectors as catalog
from apps.catalog.types import ProductRow
from apps.common.clock import now
from apps.customs import selectors
from apps.customs.models import Preflight
from apps.customs.operations import looking_over, preflight
from apps.customs.tasks import look_over
from apps.customs.types.preflight import Outcome
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.catalogue_compliance import SellerForm
from apps.vendors import operations as vendors
from apps.vendors import selectors as known

from .catalogue import keeps_catalogue
from .catalogue_product import product_of

PAGE = 30
# Where on the product's page what is wrong can be mended; anything else is a field of the same name there.
_ANCHORS = {"price": "prices", "weight_g": "variants", "length_mm": "variants", "composition": "material",
            "content": "attributes", "battery": "battery_wh", "restriction": "compliance", "cites": "permit-cites",
            "health": "permit-health", "dual_use": "permit-dual_use",
            "notification": "permit-notification"}  # fmt: skip
_SELLERS = frozenset({"trader", "responsible_person"})


@require_GET
@keeps_catalogue
def clearing_list(request: HttpRequest) -> HttpResponse:
    """Products as they were last looked over, worst first; `country` and `blocked` narrow them."""
    country, blocked = request.GET.get("country", "")[:2].upper(), request.GET.get("blocked") == "1"
    start = int(text) if (text := request.GET.get("from", "")).isdecimal() and len(text) < 7 else 0
    found = list(selectors.preflights(country=country, blocked=blocked)[start : start + PAGE + 1])
    rows = _products(found[:PAGE])
    titles = {row.product_id: row for row in rows}
    context = {
        "section": "clearing",
        "rows": [
            {"product": titles[row.product_id], "score": row.score, "blocked": row.blocked, "worst": _worst(row)}
            for row in found[:PAGE]
            if row.product_id in titles
        ],
        "more": start + PAGE if len(found) > PAGE else None,
        "country": country,
        "is_blocked": blocked,
        "countries": preflight.destinations(),
        "progress": looking_over.state(request.vendor.pk),
    }
    return render(request, "dashboard/clearing/list.html", context)


@require_GET
@keeps_catalogue
def clearing_sheet(request: HttpRequest) -> HttpResponse:
    """All findings as CSV, a line each, worst product first."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="will-it-clear.csv"'
    writer = csv.writer(response)
    writer.writerow(("product", "destination", "score", "level", "defect", "rule", "checked_on", "text", "remedy"))
    rows = list(selectors.preflights())
    codes = {row.product_id: row.code for row in _products(rows)}
    for row in rows:
        for outcome in _outcomes(row.findings):
            for defect in outcome.defects:
                rule = defect.rule
                writer.writerow(
                    (codes.get(row.product_id, row.product_id), outcome.country, outcome.score, outcome.level,
                     defect.kind, rule.rule_id if rule else "", rule.checked_on if rule else "", defect.text,
                     defect.remedy)
                )  # fmt: skip
    return response


@require_GET
@keeps_catalogue
def clearing_page(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """One product as it stands now, destination by destination, each finding with where to mend it."""
    product = product_of(product_id)
    found = preflight.assess([product], at=now())[product_id]
    text = product.texts.get(product.default_language)
    context = {
        "section": "clearing",
        "product": product,
        "title": text.title if text else product.code,
        "score": found.score,
        "outcomes": [
            {"outcome": one, "defects": [{"defect": defect, **_mended(defect.field)} for defect in one.defects]}
            for one in found.outcomes
        ],
    }
    return render(request, "dashboard/clearing/product.html", context)


@require_POST
@keeps_catalogue
def clearing_again(request: HttpRequest) -> HttpResponse:
    """Have the worker look over all products anew."""
    if looking_over.ask(request.vendor.pk):
        look_over.delay(vendor_id=request.vendor.pk)
        messages.success(request, _("Your products are being looked over."))
    else:
        messages.info(request, _("Your products are being looked over already."))
    return redirect("dash_clearing")


@require_http_methods(["GET", "POST"])
@requires()
def seller(request: HttpRequest) -> HttpResponse:
    """Who sells and who answers for the goods, as buyers are told it."""
    form = SellerForm(known.profile(request.vendor.pk), request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            vendors.update_profile(request.vendor.pk, at=now(), by=actor(request), **form.changes())
        messages.success(request, _("Saved."))
        return redirect("dash_seller")
    status = 422 if form.is_bound else 200
    return render(request, "dashboard/clearing/seller.html", {"section": "clearing", "form": form}, status=status)


def _products(rows: list[Preflight]) -> list[ProductRow]:
    return catalog.rows_of_products(list(catalog.products().filter(public_id__in=[row.product_id for row in rows])))


def _outcomes(findings: dict[str, Any]) -> list[Outcome]:
    found = [Outcome.from_json(country, value) for country, value in findings.items()]
    return sorted(found, key=lambda one: (one.score, one.country))


def _worst(row: Preflight) -> Outcome | None:
    return next(iter(_outcomes(row.findings)), None)


def _mended(field: str) -> dict[str, Any]:
    return {"is_sellers": field in _SELLERS, "anchor": _ANCHORS.get(field, field)}
