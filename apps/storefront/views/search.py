"""Storefront · search and its suggestions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.discovery.rules.searches import LONGEST_QUERY
from apps.discovery.selectors import searching
from apps.discovery.selectors.suggestions import Suggestion, suggestions
from apps.taxonomy import selectors as taxonomy

from .browse import list_context, render_list, scope_of
from .browse_pages import browse_page


@browse_page
def search(request: HttpRequest) -> HttpResponse:
    """Goods by words or codes; a search for nothing shows everything."""
    shop, typed = request.shop, request.GET.get("q", "")[:LONGEST_QUERY].replace("\x00", " ")
    found = searching.found(typed, language=shop.language, market=shop.market.code)
    if found.hits is None:
        return HttpResponseRedirect(reverse("goods"))
    context = list_context(request, scope_of(shop, hits=found.hits), node=None)
    context |= {
        "query": found.search.text if not found.corrected else " ".join(typed.split()),
        "found": found,
        "roots": taxonomy.tree(shop.language) if not context["total"] else (),
        "title": _("“%(query)s”") % {"query": " ".join(typed.split())},
        "crumbs": [{"label": _("Home"), "url": reverse("home")}, {"label": _("Search")}],
    }
    return render_list(request, context)


@browse_page
def suggest(request: HttpRequest) -> HttpResponse:
    """What the search box offers for what is typed so far: categories, goods and makers."""
    shop, typed = request.shop, request.GET.get("q", "")[:LONGEST_QUERY].replace("\x00", " ")
    here = {"market": shop.market.code, "country": shop.country}
    found = suggestions(typed, language=shop.language, **here) if typed.strip() else []
    labels = {"category": _("Categories"), "product": _("Goods"), "maker": _("Makers")}
    groups = [
        {"label": label, "options": [_option(entry) for entry in found if entry.kind == kind]}
        for kind, label in labels.items()
        if any(entry.kind == kind for entry in found)
    ]
    return render(request, "components/suggestions.html", {"groups": groups})


def _option(entry: Suggestion) -> dict[str, object]:
    name = {"category": "category", "product": "product", "maker": "vendor_page"}[entry.kind]
    return {
        "url": reverse(name, kwargs={"slug": entry.slug}),
        "title": entry.label,
        "note": entry.note,
        "picture": entry.picture,
    }
