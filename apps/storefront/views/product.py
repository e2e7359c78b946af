"""Storefront · the page of a product."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from djmoney.money import Money

from apps.common import clock
from apps.common.errors import NotFound
from apps.currencies.errors import RateMissing
from apps.currencies.rules import sale_rate
from apps.discovery.selectors import products
from apps.discovery.selectors.landed import price_at_door, tiers_at_door
from apps.discovery.selectors.lists import picture_in
from apps.discovery.selectors.scopes import Shown
from apps.discovery.types import LandedPrice, Offer, ProductView, Reason, VariantView, in_language
from apps.reference import selectors as reference
from apps.reviews import selectors as reviews
from apps.stock import selectors as stock
from apps.stock.rules import ships_from
from apps.stock.types import Availability
from apps.storefront import formatting
from apps.storefront.told import told
from apps.tariffs.errors import DatumMissing
from apps.taxonomy import selectors as taxonomy
from apps.vendors import selectors as vendors
from apps.vendors.types import VendorCard

from . import product_view as drawn
from .browse_pages import browse_page, rate_line, reader_locale, shown_to

TEMPLATE = "site/browse/product.html"
_FEW = 5


@browse_page
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """A product, its price at the reader's door and what buyers say; a script may ask for the price alone."""
    shop, shown = request.shop, shown_to(request)
    view = products.product(slug, market=shop.market.code).in_currency(shop.currency)
    if all(variant.offer.reason == Reason.VENDOR_CLOSED for variant in view.variants):
        raise NotFound()
    shelves = stock.availability([variant.offer.variant_id for variant in view.variants])
    sellable = {variant_id: shelf.sellable for variant_id, shelf in shelves.items()}
    chosen = drawn.chosen_variant(view, request.GET, sellable)
    context = _quote(request, view, chosen, shelves.get(chosen.offer.variant_id), shown)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, f"{TEMPLATE}#quote", {**context, "is_fragment": True})
    landed = context["landed_price"]
    piece = landed.without_delivery / context["quantity"] if landed else None
    context |= _story(request, view, chosen, sellable, shown, context["ships_from"], piece)
    return render(request, TEMPLATE, context)


def _quote(
    request: HttpRequest, view: ProductView, chosen: VariantView, shelf: Availability | None, shown: Shown
) -> dict[str, Any]:
    """What a number of pieces of the chosen variant costs, and when it arrives."""
    shop, offer, quantity = request.shop, chosen.offer, drawn.quantity_in(request.GET)
    start = ships_from(shelf.by_country if shelf else (), to=shop.country, home=offer.vendor_country)
    landed, problem = _landed(offer, quantity, start, shop.country, shown)
    locale, today = reader_locale(request), clock.now().date()
    tiers = _tiers(offer, start, shop.country, shown, without_tax=bool(shop.without_tax))
    words = {"hs_code": offer.hs_code, "quantity": quantity, "language": shop.language, "locale": locale}
    return {
        "quantity": quantity,
        "price": offer.price(shown.pricing),
        "unit_price": offer.price(shown.pricing, quantity),
        "own_price": _own_price(offer, shop.currency),
        "tiers": drawn.tier_rows(offer, quantity, shown, tiers),
        "landed": {
            "country": landed.country,
            "lines": drawn.landed_rows(landed, **words),
            "total": landed.total,
            "now": landed.total - landed.on_arrival,
            "is_estimate": not landed.is_verified,
        } if landed else None,
        "landed_price": landed,
        "landed_problem": problem,
        "ships_from": start,
        "arrives_from": today + timedelta(days=landed.min_days + offer.processing_days) if landed else None,
        "arrives_to": today + timedelta(days=landed.max_days + offer.processing_days) if landed else None,
        "offer": offer,
    }  # fmt: skip


def _own_price(offer: Offer, currency: str) -> Money | None:
    """The price that the reader's follows by the rate; None where it follows none."""
    own = offer.unit_prices[0][1]
    return None if own.currency.code == currency or currency in offer.terms else own


def _tiers(offer: Offer, start: str, country: str, shown: Shown, *, without_tax: bool) -> Mapping[int, Money]:
    if len(offer.unit_prices) < 2 or offer.reason:
        return {}
    return tiers_at_door(
        offer,
        ships_from=start,
        to=country,
        currency=shown.currency,
        rates=shown.rates,
        on=clock.now().date(),
        without_tax=without_tax,
    )


def _landed(offer: Offer, quantity: int, start: str, country: str, shown: Shown) -> tuple[LandedPrice | None, str]:
    if offer.reason == Reason.NOT_IN_CURRENCY:
        return None, _("The seller does not sell this in %(currency)s. Choose another currency.") % {
            "currency": shown.currency
        }
    try:
        landed = price_at_door(
            offer,
            quantity=quantity,
            ships_from=start,
            to=country,
            currency=shown.currency,
            rates=shown.rates,
            on=clock.now().date(),
        )
    except (DatumMissing, RateMissing):
        return None, _("Duty and tax for this destination cannot be worked out yet, so it cannot be ordered from here.")
    if landed is None:
        return None, _("No carrier takes this many pieces to your country. Try fewer, or another destination.")
    return landed, ""


def _story(
    request: HttpRequest,
    view: ProductView,
    chosen: VariantView,
    sellable: dict[Any, int],
    shown: Shown,
    ships_from_country: str,
    piece: Money | None,
) -> dict[str, Any]:
    """All that stands on the page besides the price; a `piece` costs so much with duty and tax, without delivery."""
    shop, language, locale = request.shop, request.shop.language, reader_locale(request)
    offer, pieces, today = chosen.offer, sellable.get(chosen.offer.variant_id, 0), clock.now().date()
    can_buy = offer.is_sellable and pieces > 0 and not offer.blocked(shop.country, on=today)
    vendor = vendors.card_shown(view.vendor_id)
    pictures = [picture_in(picture, language) for picture in view.pictures]
    own = picture_in(offer.picture, language)
    if own:
        pictures = [own, *(picture for picture in pictures if picture and picture["key"] != own["key"])]
    path = [taxonomy.category(code, language) for code in taxonomy.category(view.category, language).path]
    category = {"label": path[-1].name, "url": reverse("category", kwargs={"slug": path[-1].slug})}
    return {
        "product": view,
        "title": offer.title(language),
        "description": in_language(view.descriptions, language),
        "is_translated": bool(view.titles.get(language)),
        "pictures": pictures,
        "options": drawn.option_rows(view, chosen, sellable, language),
        "variants": [
            (variant, sellable.get(variant.offer.variant_id, 0), variant is chosen) for variant in view.variants
        ] if not view.options and len(view.variants) > 1 else [],
        "pieces": pieces,
        "is_few": 0 < pieces <= _FEW,
        "most": min(pieces, drawn.MOST_PIECES) or 1,
        "can_buy": can_buy,
        "attributes": drawn.attribute_rows(view, language, locale, shop.country),
        "told": told(view, offer, country=shop.country, price=piece, on=today),
        "hs_code": drawn.dotted(offer.hs_code),
        "gtin": chosen.gtin,
        "vendor": vendor,
        "vendor_story": in_language(vendor.story, language),
        "place": in_language(view.place, language),
        "reviews": reviews.of_product(view.product_id) if view.review_count else (),
        "related": products.related(view, market=shop.market.code, country=shop.country, shown=shown),
        "category": category,
        "crumbs": [
            {"label": _("Home"), "url": reverse("home")},
            *({"label": step.name, "url": reverse("category", kwargs={"slug": step.slug})} for step in path),
            {"label": offer.title(language)},
        ],
        "way": _way(vendor, ships_from_country, shop.country),
        "rates": rate_line(shown),
        "rate": _rate_words(offer, shown, locale),
        "json_ld": _json_ld(request, view, chosen, pictures, shown, can_buy=can_buy),
    }  # fmt: skip


def _way(vendor: VendorCard, start: str, end: str) -> list[tuple[float, float]]:
    """From the shelf to the reader's country, for the map; empty where no border is crossed."""
    places = reference.places()
    first, last = places.get(start), places.get(end)
    if start == vendor.country and vendor.latitude is not None and vendor.longitude is not None:
        first = (vendor.latitude, vendor.longitude)
    return [first, last] if first and last and start != end else []


def _rate_words(offer: Offer, shown: Shown, locale: Any) -> str:
    own = offer.unit_prices[0][1].currency.code
    if own == shown.currency or shown.currency in offer.terms:
        return ""
    rate = shown.rates.rate(own, shown.currency)
    charged = shown.pricing.rate(own)
    if charged != sale_rate(rate.value, Decimal(0)):
        return _("1 %(own)s = %(rate)s %(shown)s") % {
            "own": own,
            "rate": formatting.number(float(f"{charged:.6g}"), locale),
            "shown": shown.currency,
        }
    return _("1 %(own)s = %(rate)s %(shown)s, %(source)s, %(day)s") % {
        "own": own,
        "rate": formatting.number(float(f"{rate.value:.6g}"), locale),
        "shown": shown.currency,
        "source": rate.source,
        "day": formatting.day(rate.published_on, locale),
    }


def _json_ld(
    request: HttpRequest,
    view: ProductView,
    chosen: VariantView,
    pictures: list[Any],
    shown: Shown,
    *,
    can_buy: bool,
) -> SafeString:
    """The product for search engines, with the price that is shown. Source: schema.org/Product."""
    offer, language = chosen.offer, request.shop.language
    price = offer.price(shown.pricing)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": offer.title(language),
        "description": strip_tags(in_language(view.descriptions, language))[:500],
        "sku": offer.sku,
        "brand": {"@type": "Brand", "name": view.vendor_name},
        "image": [request.build_absolute_uri(_file(picture)) for picture in pictures[:3] if picture],
        "offers": {
            "@type": "Offer",
            "url": request.build_absolute_uri(request.path),
            "price": format(price.amount, "f"),
            "priceCurrency": price.currency.code,
            "availability": f"https://schema.org/{'InStock' if can_buy else 'OutOfStock'}",
            "seller": {"@type": "Organization", "name": view.vendor_name},
        },
    }
    if chosen.gtin:
        data["gtin"] = chosen.gtin
    if view.review_count and view.rating is not None:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": f"{view.rating:.1f}",
            "reviewCount": view.review_count,
        }
    text = json.dumps(data, ensure_ascii=False)
    # Nothing that could end the element or begin another: all text comes from outside.
    return mark_safe(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _file(picture: dict[str, Any]) -> str:
    from apps.storefront.templatetags.portolan import media_url

    return media_url(picture, 1200)
