"""Dashboard · the code of one product: what is suggested, why, a country's own digits, and what was before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.catalog import operations
from apps.classification import operations as classification
from apps.classification import selectors
from apps.classification.errors import GoodsUnknown
from apps.classification.types import Basis, Rule
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import actor
from apps.dashboard.forms.classification import CodeForm, NationalForm

from .catalogue import keeps_catalogue
from .classification import shown


@require_GET
@keeps_catalogue
def page(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """One product's code; `?q=` looks through the nomenclature."""
    return _page(request, product_id)


@require_POST
@keeps_catalogue
def confirm(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Confirm six digits with the reasons for them."""
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.classify(
                    product_id, hs_code=form.cleaned_data["hs_code"], why=form.why(), vendor_id=request.vendor.pk,
                    at=now(), by=actor(request),
                )  # fmt: skip
        except MarketError as error:
            form.add_error("hs_code", error.text())
        else:
            messages.success(request, _("The code is confirmed. Orders keep the one that they were placed with."))
            return redirect("dash_code", product_id=product_id)
    return _page(request, product_id, form=form, status=422)


@require_POST
@keeps_catalogue
def withdraw(request: HttpRequest, product_id: UUID, confirmation_id: UUID) -> HttpResponse:
    """Take a confirmation back; the product gets the code that it had before."""
    _own_goods(request, product_id)
    try:
        with transaction.atomic():
            operations.declassify(confirmation_id, vendor_id=request.vendor.pk, at=now(), by=actor(request))
    except MarketError as error:
        messages.error(request, error.text())
    else:
        messages.success(request, _("The confirmation is taken back."))
    return redirect("dash_code", product_id=product_id)


@require_POST
@keeps_catalogue
def national(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Choose the line of a destination's tree."""
    _own_goods(request, product_id)
    try:
        with transaction.atomic():
            classification.choose_national_code(
                product_id, vendor_id=request.vendor.pk, destination=request.POST.get("destination", "")[:2],
                code=request.POST.get("code", ""), at=now(), by=actor(request),
            )  # fmt: skip
    except MarketError as error:
        messages.error(request, error.text())
    else:
        messages.success(request, _("Saved."))
    return redirect("dash_code", product_id=product_id)


def _own_goods(request: HttpRequest, product_id: UUID) -> Any:
    goods = selectors.goods_of(product_id, vendor_id=request.vendor.pk)
    if goods is None:
        raise GoodsUnknown()
    return goods


def _page(request: HttpRequest, product_id: UUID, *, form: CodeForm | None = None, status: int = 200) -> HttpResponse:
    goods = _own_goods(request, product_id)
    search = request.GET.get("q", "").strip()[:80]
    chosen = request.GET.get("code", "")[:6] or goods.hs_code[:6]
    past = selectors.history(product_id, vendor_id=request.vendor.pk)
    context = {
        "section": "codes",
        "row": shown([goods], count=5)[0],
        "node": selectors.node(goods.hs_code[:6]),
        "form": form or CodeForm(initial={"hs_code": chosen, "rule": Rule.ONE}),
        "search": search,
        "found": selectors.search_nodes(search) if search else [],
        "history": [{"step": one, "basis": Basis(one.basis).label, "rule": Rule(one.rule).label} for one in past],
        "trees": _trees(goods, request.vendor.pk),
        "edition": selectors.current_edition(),
    }
    return render(request, "dashboard/classification/goods.html", context, status=status)


def _trees(goods: Any, vendor_id: int) -> list[dict[str, Any]]:
    held = selectors.chosen_codes(goods.product_id, vendor_id=vendor_id)
    found = []
    for edition in selectors.trees():
        lines = selectors.children(goods.hs_code, edition.country)
        if lines:
            initial = {"destination": edition.country, "code": held.get(edition.country, "")}
            form = NationalForm(lines=lines, initial=initial, auto_id=f"national-{edition.country}-%s")
            found.append({"edition": edition, "form": form, "code": held.get(edition.country, "")})
    return found
