"""API · storefront · goods: lists with facets and search, suggestions, products, prices at the door, makers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from djmoney.money import Money
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import pagination
from apps.api.serializers import page_of
from apps.api.storefront.base import StorefrontEndpoint
from apps.api.storefront.serializers import goods as shapes
from apps.common import clock
from apps.common.errors import Conflict, NotFound
from apps.common.money import rounded
from apps.currencies.errors import RateMissing
from apps.discovery import selectors as discovery
from apps.discovery.selectors import home, products, searching
from apps.discovery.selectors.facets import facet_counts
from apps.discovery.selectors.landed import price_at_door
from apps.discovery.selectors.lists import Place, cards, picture_in
from apps.discovery.selectors.scopes import Scope
from apps.discovery.selectors.suggestions import suggestions
from apps.discovery.types import Filters, Offer, ProductView, Reason, Sort, VariantView, in_language
from apps.reviews import selectors as reviews
from apps.stock import selectors as stock
from apps.stock.rules import ships_from
from apps.tariffs.errors import DatumMissing
from apps.taxonomy import selectors as taxonomy
from apps.vendors import selectors as vendors

# A round sum that most can spend on a present, in the book currency.
AFFORDABLE_EUR = Decimal(50)


class NotDeliverable(Conflict):
    code = "api.not_deliverable"
    message = "These pieces cannot be brought to this country: no carrier takes them, or duty and tax are not known."


class _Goods(StorefrontEndpoint):
    """What lists and facets share: the scope and the filters of the query."""

    scopes = {"GET": None}
    kinds = {"GET": "search"}
    refusals = {"GET": {404: "There is no category of that name"}}

    def scope(self) -> Scope:
        asked = self.parameters
        category = taxonomy.category(asked["within"], self.visitor.language).code if "within" in asked else ""
        words = asked["q"].strip()
        hits = (
            searching.found(words, language=self.visitor.language, market=self.visitor.market).hits if words else None
        )
        return Scope(market=self.visitor.market, country=self.visitor.ship_to, category=category, hits=hits)

    def filters(self) -> Filters:
        asked = self.parameters
        chosen: dict[str, list[str]] = {}
        for text in asked["attribute"]:
            code, _colon, choice = text.partition(":")
            chosen.setdefault(code, []).append(choice)
        measured = dict(text.split(":", 1) for text in asked["measure"])
        return Filters(
            categories=tuple(asked["category"]),
            vendors=tuple(asked["vendor"]),
            origins=tuple(asked["origin"]),
            attributes={code: tuple(choices) for code, choices in chosen.items()},
            ranges={code: ends for code, text in measured.items() if (ends := _ends(text)) != (None, None)},
            low=asked.get("price_min"),
            high=asked.get("price_max"),
            rating=asked.get("rating_min"),
            in_stock=asked["in_stock"],
        )


class Listings(_Goods):
    """Goods that are sold to the reader's country, by filters, words and order; prices as at the reader's door."""

    query = {"GET": shapes.ListingQuery}
    answers = {"GET": {200: page_of(shapes.Card)}}

    def get(self, request: Request) -> Response:
        sort = Sort(self.parameters["sort"])
        found = cards(
            self.scope(),
            shown=self.reader,
            filters=self.filters(),
            sort=sort,
            place=_place(pagination.opened(self.parameters.get("cursor", ""), kind=f"listings:{sort}")),
            limit=self.parameters["limit"],
        )
        after = found.next_cursor and pagination.sealed(f"a{found.next_cursor}", kind=f"listings:{sort}")
        before = found.previous_cursor and pagination.sealed(f"b{found.previous_cursor}", kind=f"listings:{sort}")
        return self.enveloped(pagination.Page(found.cards, after or None, before or None))


class ListingFacets(_Goods):
    """What a list could be narrowed to further, and how many goods each choice would leave."""

    query = {"GET": shapes.FilterQuery}
    answers = {"GET": {200: shapes.Facets}}

    def get(self, request: Request) -> Response:
        counts = facet_counts(self.scope(), filters=self.filters(), shown=self.reader)
        language = self.visitor.language
        known = taxonomy.attributes_among(counts.categories)
        names = {code: _category_name(code, language) for code in counts.categories}
        bounds = [None if eur is None else self._money(eur) for eur in (counts.lowest_eur, counts.highest_eur)]
        return self.shown(
            {
                "total": counts.total,
                "in_stock": counts.in_stock,
                "lowest": bounds[0],
                "highest": bounds[1],
                "categories": _choices(counts.categories, names),
                "vendors": _choices(counts.vendors, counts.vendor_names),
                "origins": _choices(counts.origins, {}),
                "ratings": _choices({str(stars): count for stars, count in counts.ratings.items()}, {}),
                "attributes": [
                    {
                        "code": code,
                        "label": in_language(known[code].names, language),
                        "choices": _choices(
                            choices,
                            {one: in_language(labels, language) for one, labels in known[code].choices.items()},
                        ),
                    }
                    for code, choices in sorted(counts.attributes.items())
                    if code in known
                ],
                "measures": [
                    {
                        "code": code,
                        "label": in_language(known[code].names, language),
                        "unit": known[code].unit,
                        "least": least,
                        "most": most,
                        "count": count,
                    }
                    for code, (least, most, count) in sorted(counts.ranges.items())
                    if code in known
                ],
            }
        )

    def _money(self, eur: Decimal) -> Money:
        return rounded(self.reader.money(eur, settings.BOOK_CURRENCY))


class Suggestions(StorefrontEndpoint):
    """Categories, goods and makers for what is typed so far."""

    scopes = {"GET": None}
    kinds = {"GET": "search"}
    query = {"GET": shapes.SuggestionQuery}
    answers = {"GET": {200: page_of(shapes.Suggestion)}}

    def get(self, request: Request) -> Response:
        found = suggestions(
            self.parameters["q"],
            language=self.visitor.language,
            market=self.visitor.market,
            country=self.visitor.ship_to,
        )
        return self.enveloped(pagination.Page(found, None, None))


class Shelves(StorefrontEndpoint):
    """What the front page shows: what is new, loved, near, fast, affordable and cheaper by the dozen."""

    scopes = {"GET": None}
    answers = {"GET": {200: page_of(shapes.Shelf)}}

    def get(self, request: Request) -> Response:
        visitor = self.visitor
        found = home.modules(
            market=visitor.market, country=visitor.ship_to, shown=self.reader, affordable_eur=AFFORDABLE_EUR
        )
        rows = [{"key": key, "cards": shelf} for key, shelf in found.items()]
        return self.enveloped(pagination.Page(rows, None, None))


class Product(StorefrontEndpoint):
    """A product with the offers of all its variants, in the reader's language and currency."""

    scopes = {"GET": None}
    answers = {"GET": {200: shapes.Product}}

    def get(self, request: Request, product: str) -> Response:
        view = self.product_view(product)
        language = self.visitor.language
        shelves = stock.availability([variant.offer.variant_id for variant in view.variants])
        sellable = {variant_id: shelf.sellable for variant_id, shelf in shelves.items()}
        found = {
            **{name: getattr(view, name) for name in ("product_id", "slug", "category", "vendor_slug", "vendor_name")},
            "title": in_language(view.titles, language),
            "description": in_language(view.descriptions, language),
            "pictures": [picture_in(picture, language) for picture in view.pictures],
            "attributes": dict(view.attributes),
            "options": [_option(option, language) for option in view.options],
            "offers": [self._offer(one, sellable.get(one.offer.variant_id, 0)) for one in view.variants],
            "rating": view.rating if view.review_count else None,
            "review_count": view.review_count,
        }
        return self.shown(found)

    def product_view(self, slug: str) -> ProductView:
        """The product that is sold in the reader's market.

        Raises:
            NotFound: there is none, or its maker may not sell.
        """
        view = products.product(slug, market=self.visitor.market).in_currency(self.visitor.currency)
        if all(variant.offer.reason == Reason.VENDOR_CLOSED for variant in view.variants):
            raise NotFound()
        return view

    def _offer(self, variant: VariantView, available: int) -> dict[str, Any]:
        offer, language = variant.offer, self.visitor.language
        plain = ("variant_id", "sku", "moq", "weight_g", "hs_code", "origin", "is_sellable", "reason")
        return {
            **{name: getattr(offer, name) for name in plain},
            "gtin": variant.gtin,
            "options": dict(variant.options),
            "label": offer.option_label(language),
            "picture": picture_in(offer.picture, language),
            "prices": [
                {"from_quantity": start, "price": offer.price(self.reader.pricing, start)}
                for start, _ in offer.unit_prices
            ],
            "own_prices": [{"from_quantity": start, "price": price} for start, price in offer.unit_prices],
            "available": available,
        }


class RelatedProducts(Product):
    """Other goods of the same category."""

    answers = {"GET": {200: page_of(shapes.Card)}}

    def get(self, request: Request, product: str) -> Response:
        view = self.product_view(product)
        visitor = self.visitor
        found = products.related(view, market=visitor.market, country=visitor.ship_to, shown=self.reader)
        return self.enveloped(pagination.Page(found, None, None))


class ProductReviews(Product):
    """What buyers say about a product, the newest first."""

    query = {"GET": pagination.PageQuery}
    answers = {"GET": {200: page_of(shapes.Review)}}

    def get(self, request: Request, product: str) -> Response:
        rows = reviews.shown_of_product(self.product_view(product).product_id)
        return self.listed(rows, order=("-created_at", "-public_id"))


class LandedPrices(StorefrontEndpoint):
    """What pieces of a variant cost at the door: goods, shipping, duty, tax and fees, each with its rule's source."""

    scopes = {"GET": None}
    query = {"GET": shapes.DoorQuery}
    answers = {"GET": {200: shapes.DoorPrice}}
    refusals = {"GET": {404: "No such variant is sold here", 409: "It cannot be brought there"}}

    def get(self, request: Request) -> Response:
        visitor, quantity = self.visitor, self.parameters["quantity"]
        variant_id = self.parameters["variant_id"]
        offer = discovery.offers([variant_id], market=visitor.market, currency=visitor.currency).get(variant_id)
        if offer is None or not offer.unit_prices or offer.reason in (Reason.VENDOR_CLOSED, Reason.NOT_IN_CURRENCY):
            raise NotFound()
        shelf = stock.availability([variant_id]).get(variant_id)
        landed = self._landed(offer, quantity, shelf.by_country if shelf else ())
        lines = [{name: getattr(line, name) for name in shapes.DoorLine().fields} for line in landed.lines]
        return self.shown(
            {
                **vars(landed),
                "lines": lines,
                "service": in_language(landed.service, visitor.language),
                "processing_days": offer.processing_days,
                "on_arrival": landed.on_arrival,
                "is_final": not landed.is_assumed,
            }
        )

    def _landed(self, offer: Offer, quantity: int, by_country: Sequence[tuple[str, int]]) -> Any:
        try:
            landed = price_at_door(
                offer,
                quantity=quantity,
                ships_from=ships_from(by_country, to=self.visitor.ship_to, home=offer.vendor_country),
                to=self.visitor.ship_to,
                currency=self.reader.currency,
                rates=self.reader.rates,
                on=clock.now().date(),
            )
        except (DatumMissing, RateMissing) as error:
            raise NotDeliverable() from error
        if landed is None:
            raise NotDeliverable()
        return landed


class Vendors(StorefrontEndpoint):
    """The makers of the reader's market, those with most goods first."""

    scopes = {"GET": None}
    answers = {"GET": {200: page_of(shapes.Maker)}}

    def get(self, request: Request) -> Response:
        found = home.groups(market=self.visitor.market, language=self.visitor.language, names={})
        return self.enveloped(pagination.Page(found.makers, None, None))


class Vendor(StorefrontEndpoint):
    """A maker: who it is and where. Its goods: /listings?vendor=…"""

    scopes = {"GET": None}
    answers = {"GET": {200: shapes.Vendor}}

    def get(self, request: Request, vendor: str) -> Response:
        found = vendors.as_card(vendors.by_slug(vendor))
        if not found.sells:
            raise NotFound()
        language = self.visitor.language
        texts = {"story": in_language(found.story, language), "place": in_language(found.place, language)}
        return self.shown({**vars(found), **texts})


def _place(cursor: str) -> Place:
    return Place(after=cursor[1:]) if cursor.startswith("a") else Place(before=cursor[1:])


def _ends(text: str) -> tuple[Decimal | None, Decimal | None]:
    low, _dots, high = text.partition("..")
    return Decimal(low) if low else None, Decimal(high) if high else None


def _category_name(code: str, language: str) -> str:
    return taxonomy.category(code, language).name


def _choices(counts: Mapping[str, int], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """The choices that would leave something, the fullest first."""
    yes_no = {"yes": _("Yes"), "no": _("No")}
    found = [
        {"value": value, "label": labels.get(value) or yes_no.get(value, value), "count": count}
        for value, count in counts.items()
        if count
    ]
    return sorted(found, key=lambda choice: (-int(str(choice["count"])), str(choice["label"])))


def _option(option: Mapping[str, Any], language: str) -> dict[str, Any]:
    choices = [
        {"code": one["code"], "label": in_language(one["names"], language) or one["code"], "hex": one.get("hex", "")}
        for one in option["values"]
    ]
    return {"code": option["code"], "label": in_language(option["names"], language), "choices": choices}
