"""Dashboard · what a product costs in other currencies: tried out, and decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.catalog import operations
from apps.catalog.selectors import currency_terms
from apps.catalog.types import ProductSnapshot, TermsDraft
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.dashboard.access import actor
from apps.dashboard.forms.currency_terms import CurrencyTermsForm
from apps.discovery.selectors.currency_prices import currency_prices, foreign_currencies
from apps.vendors.selectors import as_card

from .catalogue import keeps_catalogue
from .catalogue_product import product_of


@require_http_methods(["GET", "POST"])
@keeps_catalogue
def currencies(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """A table for each variant; «Try it out» shows what would come of it and changes nothing."""
    product, own = product_of(product_id), request.vendor.currency
    offered = foreign_currencies(own)
    known = currency_terms.decided([product], own_currency=own)
    form = CurrencyTermsForm(product, offered, known, request.POST or None)
    if not form.is_bound:
        return _page(request, product, form, known)
    if not form.is_valid():
        return _page(request, product, form, known, status=422)
    drafts = form.drafts()
    try:
        checked = currency_terms.checked(drafts, own_currency=own)
        if request.POST.get("act") != "save":
            return _page(request, product, form, checked, is_trial=True)
        version = request.POST.get("version", "")
        with transaction.atomic():
            operations.set_currency_terms(
                product_id,
                drafts,
                own_currency=own,
                expected_version=int(version) if version.isdecimal() and len(version) < 10 else None,
                at=now(),
                by=actor(request),
            )
    except MarketError as error:
        tell(form, error)
        return _page(request, product, form, known, status=422)
    messages.success(request, _("Saved."))
    return redirect("dash_product_currencies", product_id=product_id)


def _page(
    request: HttpRequest,
    product: ProductSnapshot,
    form: CurrencyTermsForm,
    drafts: Sequence[TermsDraft],
    *,
    is_trial: bool = False,
    status: int = 200,
) -> HttpResponse:
    terms = currency_terms.by_variant(drafts)
    prices = currency_prices(product, as_card(request.vendor), terms=terms, on=now().date())
    text = product.texts.get(product.default_language)
    context = {
        "section": "products",
        "product": product,
        "title": text.title if text else product.code,
        "currency": request.vendor.currency,
        "form": form,
        "variants": [_variant(variant, form, prices) for variant in product.variants],
        "is_trial": is_trial,
    }
    return render(request, "dashboard/catalogue/currencies.html", context, status=status)


def _variant(variant: Any, form: CurrencyTermsForm, prices: dict[UUID, list[Any]]) -> dict[str, Any]:
    made = prices.get(variant.variant_id, [])
    return {
        "sku": variant.sku,
        "has_price": bool(made),
        "rows": [
            {"cell": cell, "prices": [price for price in made if price.currency == cell.currency]}
            for cell in form.cells()
            if cell.variant_id == variant.variant_id
        ],
    }
