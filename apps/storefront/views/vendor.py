"""Storefront · a maker's page, on the marketplace and on the maker's own host."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.common.errors import NotFound
from apps.discovery.selectors.scopes import Scope
from apps.discovery.types import in_language
from apps.vendors import selectors as vendors
from apps.vendors.types import VendorCard

from .browse import list_context, render_list
from .browse_pages import browse_page


@browse_page
def vendor_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who a maker is, and all that it sells to the reader's country."""
    return vendor_front(request, vendors.as_card(vendors.by_slug(slug)))


def vendor_front(request: HttpRequest, vendor: VendorCard) -> HttpResponse:
    """The page of a vendor; only its results where a script asks for them.

    Raises:
        NotFound: the vendor may not sell.
    """
    if not vendor.sells:
        raise NotFound()
    shop = request.shop
    scope = Scope(market=shop.market.code, country=shop.country, vendor_id=vendor.id)
    context = list_context(request, scope, node=None)
    context |= {"vendor": vendor, "title": vendor.name}
    if request.htmx and not request.htmx.history_restore_request:
        return render_list(request, context)
    context |= {
        "story": in_language(vendor.story, shop.language),
        "place": in_language(vendor.place, shop.language),
        "crumbs": [] if shop.vendor else [{"label": _("Home"), "url": reverse("home")}, {"label": vendor.name}],
    }
    return render(request, "site/browse/vendor.html", context)
