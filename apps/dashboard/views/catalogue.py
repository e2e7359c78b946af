"""Dashboard · the list of products, new ones, and several at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from apps.catalog import operations, selectors
from apps.catalog.errors import NotPublishable
from apps.catalog.types import ProductStatus
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.catalogue import NewProductForm, ProductFilter
from apps.vendors.types import TeamRole

keeps_catalogue = requires(TeamRole.OWNER, TeamRole.CATALOGUE)
_BULK = frozenset({"publish", "unpublish", "archive"})


@require_GET
@keeps_catalogue
@vary_on_headers("HX-Request")
def product_list(request: HttpRequest) -> HttpResponse:
    """Products, newest first, by status and by what is searched for."""
    wanted = ProductFilter(request.GET).wanted()
    rows, more = selectors.product_rows(**wanted)
    chosen = wanted.get("status", "")
    counts = selectors.status_counts()
    context = {
        "section": "products",
        "rows": rows,
        "more": more,
        "search": wanted.get("search", ""),
        "status": chosen,
        "is_empty": not sum(counts.values()),
        "tabs": _status_tabs(chosen, counts),
    }
    template = "dashboard/catalogue/_rows.html" if request.htmx else "dashboard/catalogue/list.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
@keeps_catalogue
def new_product(request: HttpRequest) -> HttpResponse:
    """Begin a product with a title, a category, a SKU and a price."""
    form = NewProductForm(request.POST or None)
    if form.is_valid():
        language = main_language(request.vendor)
        code = operations.new_code(form.cleaned_data["title"])
        draft = form.draft(code=code, language=language, currency=request.vendor.currency)
        try:
            with transaction.atomic():
                ref = operations.create_product(draft, at=now(), by=actor(request))
        except MarketError as error:
            form.add_error(_field_of(error.field), error.text())
        else:
            messages.success(request, _("The product is saved as a draft. Add what is still missing."))
            return redirect("dash_product", product_id=ref.product_id)
    return render(request, "dashboard/catalogue/new.html", {"section": "products", "form": form})


@require_POST
@keeps_catalogue
def bulk(request: HttpRequest) -> HttpResponse:
    """Publish, withdraw or archive the products that are ticked; each that cannot be says why."""
    action = request.POST.get("action", "")
    chosen = uuids(request.POST.getlist("product"))
    if action not in _BULK or not chosen:
        messages.warning(request, _("Tick the products first, then choose what to do with them."))
        return redirect("dash_products")
    with transaction.atomic():
        found = operations.change_statuses(chosen[:200], action=action, at=now(), by=actor(request))
    done = sum(error is None for error in found.values())
    for product_id, error in found.items():
        if isinstance(error, NotPublishable):
            product = selectors.product_snapshot(product_id)
            text = product.texts.get(product.default_language) if product else None
            messages.error(request, _("%(title)s: %(problems)s") % {
                "title": text.title if text else "", "problems": " ".join(map(str, error.problems))})  # fmt: skip
    if done:
        messages.success(
            request, ngettext("%(count)s product changed.", "%(count)s products changed.", done) % {"count": done}
        )
    return redirect("dash_products")


def main_language(vendor: Any) -> str:
    """The language in which the vendor writes first."""
    return str((vendor.languages or ["en"])[0])


def uuids(texts: Sequence[str]) -> list[UUID]:
    """The ids among what a form sent."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _field_of(field: str | None) -> str | None:
    if field is None:
        return None
    return next((name for name in ("sku", "price", "title", "category") if field.endswith(name)), None)


def _status_tabs(chosen: str, counts: dict[str, int]) -> list[dict[str, object]]:
    everything = {"label": _("All"), "url": "?", "is_current": not chosen, "count": sum(counts.values())}
    return [everything] + [
        {
            "label": status.label,
            "url": f"?status={status}",
            "is_current": chosen == status,
            "count": counts.get(status, 0),
        }
        for status in ProductStatus
    ]
