"""Storefront · lists of goods: all, and by category."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.discovery.rules import filters as filter_rules
from apps.discovery.selectors.facets import facet_counts
from apps.discovery.selectors.lists import Place, cards
from apps.discovery.selectors.scopes import Scope
from apps.discovery.types import Sort
from apps.storefront import formatting
from apps.storefront.shop import Shop
from apps.taxonomy import selectors as taxonomy
from apps.taxonomy.types import CategoryNode

from .browse_facets import facets
from .browse_pages import browse_page, rate_line, reader_locale, shown_to

TEMPLATE = "site/browse/list.html"


@browse_page
def goods(request: HttpRequest) -> HttpResponse:
    """Everything that is sold to the reader's country, or by the vendor whose host this is."""
    shop: Shop = request.shop
    title = shop.vendor.name if shop.vendor else _("All goods")
    context = list_context(request, scope_of(shop), node=None)
    return render_list(request, {**context, "title": title, "crumbs": [_home(), {"label": _("All goods")}]})


@browse_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """The goods of a category and of all below it; a slug of another language leads to the reader's own."""
    shop: Shop = request.shop
    node = taxonomy.category(slug, shop.language)
    if slug != node.slug:
        query = request.META.get("QUERY_STRING", "")
        address = reverse("category", kwargs={"slug": node.slug}) + (f"?{query}" if query else "")
        return HttpResponsePermanentRedirect(address)
    path = [taxonomy.category(code, shop.language) for code in node.path]
    crumbs = [_home(), *({"label": step.name, "url": _category_url(step)} for step in path)]
    context = list_context(request, scope_of(shop, category=node.code), node=node)
    context["alternates"] = _alternates(request, node.code)
    children = [{"label": child.name, "url": _category_url(child), "code": child.code} for child in node.children]
    return render_list(request, {**context, "title": node.name, "crumbs": crumbs, "children": children})


def scope_of(shop: Shop, **narrower: Any) -> Scope:
    """The reader's market, within the vendor's own goods on a vendor's host."""
    return Scope(
        market=shop.market.code, country=shop.country, vendor_id=shop.vendor.id if shop.vendor else None, **narrower
    )


def list_context(request: HttpRequest, scope: Scope, *, node: CategoryNode | None) -> dict[str, Any]:
    """Cards, facets and chips of a list, from the request's filters: two queries, or one."""
    shown = shown_to(request)
    query = {key: request.GET.getlist(key) for key in request.GET}
    filters, sort = filter_rules.parse(query), filter_rules.sort(request.GET.get("sort", ""))
    place = Place(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    page = cards(scope, shown=shown, filters=filters, sort=sort, place=place)
    counts = facet_counts(scope, filters=filters, shown=shown)
    return {
        "cards": page.cards,
        "next_cursor": page.next_cursor,
        "previous_cursor": page.previous_cursor,
        "total": counts.total,
        "is_filtered": not filters.is_empty,
        "filters": filters,
        "facets": facets(
            counts,
            filters,
            node=node,
            shown=shown,
            locale=reader_locale(request),
            by_maker=scope.vendor_id is None,
        ),
        "sort": sort.value,
        "sorts": _sorts(scope),
        "is_first_page": not (place.after or place.before),
        "rates": rate_line(shown),
    }


def render_list(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The page, or only its results where a script asks for them."""
    if not request.htmx or request.htmx.history_restore_request:
        return render(request, TEMPLATE, context)
    response = render(request, f"{TEMPLATE}#results", {**context, "is_fragment": True})
    response.headers["HX-Push-Url"] = _tidy_address(request)
    return response


def _tidy_address(request: HttpRequest) -> str:
    """The address without what the form sends but nobody chose."""
    usual = {("sort", Sort.RECOMMENDED.value)}
    chosen = [
        (key, value) for key, values in request.GET.lists() for value in values if value and (key, value) not in usual
    ]
    return request.path + (f"?{urlencode(chosen)}" if chosen else "")


def _sorts(scope: Scope) -> list[tuple[str, str]]:
    return [
        (Sort.RECOMMENDED.value, _("Best match") if scope.hits else _("Recommended")),
        (Sort.NEWEST.value, _("Newest")),
        (Sort.PRICE.value, _("Price at your door, low first")),
        (Sort.PRICE_DESC.value, _("Price at your door, high first")),
        (Sort.RATING.value, _("Best rated")),
    ]


def _alternates(request: HttpRequest, code: str) -> list[tuple[str, str]]:
    """The category's own address in every language, for the same country: (hreflang, absolute address)."""
    country = request.shop.country
    found = []
    for language, _name in settings.LANGUAGES:
        slug = quote(taxonomy.category(code, language).slug)
        address = f"/{language}-{country.lower()}/category/{slug}/"
        found.append((f"{formatting.bcp47(language)}-{country}", request.build_absolute_uri(address)))
    return found


def _home() -> dict[str, str]:
    return {"label": _("Home"), "url": reverse("home")}


def _category_url(node: CategoryNode) -> str:
    return reverse("category", kwargs={"slug": node.slug})
