"""Storefront · the front page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.discovery.selectors import home as front
from apps.discovery.types import Card
from apps.storefront import formatting
from apps.taxonomy import selectors as taxonomy

from .browse_pages import browse_page, rate_line, reader_locale, shown_to
from .vendor import vendor_front

# A round sum in each currency that most can spend on a present.
_AFFORDABLE = {"EUR": 50, "USD": 50, "GBP": 40, "JPY": 8000, "CNY": 400, "AED": 200, "KWD": 15}


@dataclass(frozen=True)
class Shelf:
    """A row of cards under a heading, and where there are more."""

    key: str
    title: str
    text: str
    cards: tuple[Card, ...]
    more_url: str


@browse_page
def home(request: HttpRequest) -> HttpResponse:
    """What is new, loved, near and affordable in the reader's market; on a vendor's host the vendor's own page."""
    shop = request.shop
    if shop.vendor:
        return vendor_front(request, shop.vendor)
    shown, locale = shown_to(request), reader_locale(request)
    limit = Decimal(_AFFORDABLE.get(shop.currency, 50))
    found = front.modules(
        market=shop.market.code, country=shop.country, shown=shown, affordable_eur=shown.in_book(limit)
    )
    roots = taxonomy.tree(shop.language)
    groups = front.groups(
        market=shop.market.code, language=shop.language, names={root.code: root.name for root in roots}
    )
    slugs = {root.code: root.slug for root in roots}
    context = {
        "shelves": _shelves(found, country=formatting.country_name(shop.country, locale),
                            limit=formatting.money(limit, shop.currency, locale), amount=limit),
        "categories": [(tile, reverse("category", kwargs={"slug": slugs[tile.code]})) for tile in groups.categories
                       if tile.code in slugs],
        "makers": groups.makers[:8],
        "rates": rate_line(shown),
    }  # fmt: skip
    return render(request, "site/browse/home.html", context)


def _shelves(found: dict[str, tuple[Card, ...]], *, country: str, limit: str, amount: Decimal) -> list[Shelf]:
    everything = reverse("goods")
    words = {
        "loved": (
            _("Loved by those who have it"),
            _("Rated by buyers whose parcel arrived."),
            f"{everything}?sort=rating",
        ),
        "new": (_("New on the shelf"), _("Published by their makers most recently."), f"{everything}?sort=newest"),
        "near": (
            _("Already in %(country)s") % {"country": country},
            _("No border left to cross."),
            f"{everything}?stock=1",
        ),
        "fast": (
            _("Quickly at your door"),
            _("Within %(days)d days, customs included.") % {"days": front.FAST_DAYS},
            f"{everything}?stock=1",
        ),
        "affordable": (
            _("Up to %(price)s at your door") % {"price": limit},
            _("Shipping, duty and tax included."),
            f"{everything}?high={amount}",
        ),
        "wholesale": (
            _("Better by the dozen"),
            _("Makers' prices for larger quantities, open to everybody."),
            everything,
        ),
    }
    return [Shelf(key, title, text, found[key], url) for key, (title, text, url) in words.items() if key in found]
