"""Discovery · a product's snapshot as rows of the read model · no writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.text import slugify
from djmoney.money import Money

from apps.catalog.types import OptionChoice, ProductSnapshot, TextStatus, VariantSnapshot, VariantStatus
from apps.currencies.errors import RateMissing
from apps.currencies.types import RateTable
from apps.discovery.rules import offers, ranking, words
from apps.discovery.selectors.landed import Goods, LandedPrices
from apps.discovery.types import LandedPrice, Picture, Reason, in_language
from apps.markets.types import MarketInfo, SellersTerms
from apps.reviews.types import Rating
from apps.stock.rules import ships_from
from apps.stock.types import Availability
from apps.tariffs.errors import DatumMissing
from apps.tariffs.rules import restrictions
from apps.tariffs.types import Restricted
from apps.taxonomy import selectors as taxonomy
from apps.taxonomy.types import AttributeInfo, AttributeKind
from apps.vendors.types import VendorCard

from . import restricted

LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)
LONGEST_DESCRIPTION = 4000


@dataclass(frozen=True)
class World:
    """What all products of a projection have in common at one instant."""

    vendor: VendorCard
    markets: tuple[MarketInfo, ...]
    prices: LandedPrices
    at: datetime

    @property
    def rates(self) -> RateTable:
        return self.prices.rates


@dataclass(frozen=True)
class Facts:
    """What is known of one product outside its catalogue."""

    stock: Mapping[UUID, Availability]
    rating: Rating | None
    slug: str
    terms: Mapping[UUID, Mapping[str, SellersTerms]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """One product in the read model."""

    text: dict[str, Any]
    cards: list[dict[str, Any]]
    listings: list[dict[str, Any]]
    title_words: set[tuple[str, str]]


def rows_of(product: ProductSnapshot, *, facts: Facts, world: World) -> Rows | None:
    """The rows of a published product; None where nothing of it has a price for one piece."""
    variants = [
        (variant, steps)
        for variant in product.variants
        if variant.status == VariantStatus.ACTIVE
        and (steps := offers.unit_prices(variant.prices, currency=world.vendor.currency, moq=variant.moq))
    ]
    if not variants:
        return None
    texts = {language: text for language, text in product.texts.items() if text.status == TextStatus.READY}
    titles = {language: text.title for language, text in texts.items() if text.title}
    attributes = {info.code: info for info in taxonomy.attributes_of(product.category_code)}
    pictures = [media_picture(media.picture("en", product.default_language), media.alt) for media in product.media]
    text = _text_row(product, titles, attributes, pictures, facts, world)
    cards, listings = [], []
    for market in world.markets:
        offered = [_offer(product, variant, steps, market, facts, world) for variant, steps in variants]
        listings += [row for row, _ in offered]
        card = _card_row(product, offered, attributes, market, facts, world, has_picture=bool(pictures))
        if card is not None:
            cards.append(card)
    title_words = {
        (language, word)
        for language in words.DICTIONARIES
        for word in words.dictionary_words(in_language(titles, language))
    }
    return Rows(text, cards, listings, title_words)


def media_picture(picture: Picture, alt: Mapping[str, str]) -> Picture:
    """A picture that keeps its text in every language; pages choose one."""
    return {**picture, "alts": dict(alt)}


def first_slug(product: ProductSnapshot) -> str:
    """The address that a product would like: its English one, or its own language's, or one made of its key."""
    for language in ("en", product.default_language, *product.texts):
        text = product.texts.get(language)
        if text and (text.slug or slugify(text.title)):
            return (text.slug or slugify(text.title))[:120]
    return slugify(product.code)[:120] or product.product_id.hex


def _text_row(
    product: ProductSnapshot,
    titles: Mapping[str, str],
    attributes: Mapping[str, AttributeInfo],
    pictures: list[Picture],
    facts: Facts,
    world: World,
) -> dict[str, Any]:
    vendor = world.vendor
    descriptions = {
        language: text.description[:LONGEST_DESCRIPTION]
        for language, text in product.texts.items()
        if text.description and text.status == TextStatus.READY
    }
    stated = [value for variant in product.variants for value in (variant.sku, variant.gtin) if value]
    row = {
        "product_id": product.product_id,
        "vendor_id": vendor.id,
        "version": product.version,
        "slug": facts.slug,
        "vendor_slug": vendor.slug,
        "vendor_name": vendor.name,
        "vendor_country": vendor.country,
        "place": vendor.place,
        "processing_days": vendor.processing_days,
        "category": product.category_code,
        "titles": dict(titles),
        "descriptions": descriptions,
        "picture": pictures[0] if pictures else None,
        "pictures": pictures,
        "attributes": {attribute.code: _json_value(attribute.value) for attribute in product.attributes},
        "options": [
            {
                "code": option.code,
                "names": dict(option.names),
                "values": [_choice(value) for value in option.values],
            }
            for option in product.options
        ],
        "codes": sorted({words.code(value) for value in stated}),
        "rating": facts.rating.mean if facts.rating else None,
        "review_count": facts.rating.count if facts.rating else 0,
        "compliance": restricted.told(product, vendor),
        "published_at": product.published_at or product.updated_at,
        "refreshed_at": world.at,
    }
    for language in LANGUAGES:
        parts = _weighted(product, language, titles, descriptions, attributes, vendor)
        if language in words.BIGRAM_LANGUAGES:
            row[words.VECTORS[language]] = words.vector_literal(parts)
        else:
            row[words.VECTORS[language]] = tuple(
                " ".join(words.folded(text) for text, weight in parts if weight == wanted) for wanted in "ABCD"
            )
    return row


def _weighted(
    product: ProductSnapshot,
    language: str,
    titles: Mapping[str, str],
    descriptions: Mapping[str, str],
    attributes: Mapping[str, AttributeInfo],
    vendor: VendorCard,
) -> list[tuple[str, str]]:
    """(text, weight): A the title and codes, B maker, brand and categories, C properties, D the description."""
    path = taxonomy.category(product.category_code, language).path
    parts = [(in_language(titles, language), "A")]
    parts += [(variant.sku, "A") for variant in product.variants]
    parts += [(vendor.name, "B"), (product.brand, "B"), (in_language(vendor.place, language), "B")]
    parts += [(taxonomy.category(code, language).name, "B") for code in path]
    for attribute in product.attributes:
        info = attributes.get(attribute.code)
        labels = info.choices if info else {}
        parts += [(in_language(labels.get(choice, {}), language), "C") for choice in attribute.choices]
    parts += [(in_language(value.names, language), "C") for option in product.options for value in option.values]
    parts += [(variant.hs_code, "C") for variant in product.variants[:1]]
    parts.append((in_language(descriptions, language), "D"))
    return [(text, weight) for text, weight in parts if text]


def _choice(value: OptionChoice) -> dict[str, Any]:
    return {"code": value.code, "names": dict(value.names), "hex": value.hex}


def _json_value(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class _Offered:
    variant: VariantSnapshot
    steps: tuple[tuple[int, Decimal], ...]
    terms: dict[str, Any]
    landed: LandedPrice | None
    in_stock: bool
    ships_from: str
    hidden: set[str]


def _offer(
    product: ProductSnapshot,
    variant: VariantSnapshot,
    steps: tuple[tuple[int, Decimal], ...],
    market: MarketInfo,
    facts: Facts,
    world: World,
) -> tuple[dict[str, Any], _Offered]:
    vendor = world.vendor
    shelf = facts.stock.get(variant.variant_id)
    country = market.countries[0]
    start = ships_from(shelf.by_country if shelf else (), to=country, home=vendor.country)
    bound = restricted.by_country(product, variant, market, facts, world)
    terms = facts.terms.get(variant.variant_id, {})
    own = {currency: one.as_json() for currency, one in terms.items()}
    landed, reason = _landed(terms, variant, steps[0][1], start, market, world, bound.get(country, ()))
    hidden = restricted.hidden(bound, on=world.at.date())
    if hidden == set(market.countries):
        reason = Reason.RESTRICTED
    if not vendor.sells:
        reason = Reason.VENDOR_CLOSED
    ways = restricted.by_way(product, variant, facts, world, bound, countries=market.countries)
    picture = next((media for media in product.media if media.variant_id == variant.variant_id), None)
    labels = _option_labels(product, variant)
    row = {
        "product_id": product.product_id,
        "variant_id": variant.variant_id,
        "vendor_id": vendor.id,
        "market": market.code,
        "version": product.version,
        "position": product.variants.index(variant),
        "sku": variant.sku,
        "gtin": variant.gtin,
        "options": dict(variant.options),
        "option_labels": labels,
        "picture": media_picture(picture.picture("en", product.default_language), picture.alt) if picture else None,
        "currency": vendor.currency,
        "prices": [[quantity, format(price, "f")] for quantity, price in steps],
        "terms": own,
        "moq": variant.moq,
        "hs_code": variant.hs_code,
        "origin": variant.origin,
        "weight_g": variant.weight_g,
        "length_mm": variant.length_mm,
        "width_mm": variant.width_mm,
        "height_mm": variant.height_mm,
        "is_sellable": not reason,
        "reason": reason,
        "restrictions": {place: [one.as_json() for one in found] for place, found in {**bound, **ways}.items()},
        "content": restricted.content(product, variant),
        "refreshed_at": world.at,
    }
    return row, _Offered(variant, steps, own, landed, bool(shelf and shelf.sellable), start, hidden)


def _landed(
    terms: Mapping[str, SellersTerms],
    variant: VariantSnapshot,
    price: Decimal,
    ships_from: str,
    market: MarketInfo,
    world: World,
    bound: Sequence[Restricted],
) -> tuple[LandedPrice | None, str]:
    if market.currency in terms and not terms[market.currency].is_sold:
        return None, Reason.NOT_IN_CURRENCY
    goods = Goods(
        unit_price=Money(price, world.vendor.currency),
        quantity=1,
        hs_code=variant.hs_code,
        origin=variant.origin,
        weight_g=variant.weight_g,
        length_mm=variant.length_mm,
        width_mm=variant.width_mm,
        height_mm=variant.height_mm,
        processing_days=world.vendor.processing_days,
        terms=terms,
        modes=restrictions.modes(bound, on=world.at.date()),
        minimum_age=restrictions.age(bound, on=world.at.date()),
    )
    try:
        landed = world.prices.price(goods, ships_from=ships_from, to=market.countries[0], currency=market.currency)
    except (DatumMissing, RateMissing):
        return None, Reason.NOT_PRICED
    return landed, "" if landed else Reason.NOT_SHIPPED


def _option_labels(product: ProductSnapshot, variant: VariantSnapshot) -> dict[str, str]:
    chosen = [
        value for option in product.options for value in option.values if variant.options.get(option.code) == value.code
    ]
    if not chosen:
        return {}
    return {language: ", ".join(in_language(value.names, language) for value in chosen) for language in LANGUAGES}


def _card_row(
    product: ProductSnapshot,
    offered: list[tuple[dict[str, Any], _Offered]],
    attributes: Mapping[str, AttributeInfo],
    market: MarketInfo,
    facts: Facts,
    world: World,
    *,
    has_picture: bool,
) -> dict[str, Any] | None:
    shippable = [
        offer
        for row, offer in offered
        if row["reason"] in ("", Reason.VENDOR_CLOSED) and offer.hidden != set(market.countries)
    ]
    if not shippable:
        return None
    best = min(shippable, key=lambda offer: (not offer.in_stock, offer.steps[0][1]))
    rating, vendor, landed = facts.rating, world.vendor, best.landed
    tier = best.steps[-1] if len(best.steps) > 1 else None
    door = landed.total if landed else Money(best.steps[0][1], vendor.currency)
    in_stock = any(offer.in_stock for offer in shippable)
    facets, numbers = _facets(product, attributes)
    return {
        "product_id": product.product_id,
        "vendor_id": vendor.id,
        "vendor_slug": vendor.slug,
        "vendor_name": vendor.name,
        "market": market.code,
        "version": product.version,
        "is_live": vendor.sells,
        "category": product.category_code,
        "category_path": list(taxonomy.category(product.category_code, "en").path),
        "origin": best.variant.origin,
        "ships_from": best.ships_from,
        "currency": vendor.currency,
        "price": best.steps[0][1],
        "terms": best.terms,
        "is_from_price": len({offer.steps[0][1] for offer in shippable}) > 1,
        "landed": landed.total.amount if landed else None,
        "landed_currency": market.currency if landed else "",
        "landed_tax": landed.tax.amount if landed else None,
        "tax_rate": landed.tax_rate if landed else None,
        "door_eur": world.rates.convert(door, settings.BOOK_CURRENCY).amount.quantize(Decimal("0.0001")),
        "tier_price": tier[1] if tier else None,
        "tier_quantity": tier[0] if tier else None,
        "moq": best.variant.moq,
        "min_days": landed.min_days + vendor.processing_days if landed else None,
        "max_days": landed.max_days + vendor.processing_days if landed else None,
        "in_stock": in_stock,
        "facets": facets,
        "numbers": numbers,
        "rating": rating.mean if rating else Decimal(0),
        "review_count": rating.count if rating else 0,
        "score": ranking.score(
            rating=rating.mean if rating else None,
            review_count=rating.count if rating else 0,
            in_stock=in_stock,
            has_picture=has_picture,
            landed_known=landed is not None,
        )
        + ranking.spread(product.product_id),
        "hidden_in": sorted(set.intersection(*(offer.hidden for offer in shippable))),
        "published_at": product.published_at or product.updated_at,
        "refreshed_at": world.at,
    }


def _facets(product: ProductSnapshot, attributes: Mapping[str, AttributeInfo]) -> tuple[list[str], dict[str, str]]:
    tokens: list[str] = []
    numbers: dict[str, str] = {}
    for attribute in product.attributes:
        info = attributes.get(attribute.code)
        if attribute.number is not None:
            numbers[attribute.code] = format(attribute.number.normalize(), "f")
        elif info is not None and info.is_facet and info.kind is AttributeKind.BOOLEAN:
            tokens += [f"{attribute.code}:yes"] if attribute.boolean else []
        elif info is not None and info.is_facet:
            tokens += [f"{attribute.code}:{choice}" for choice in attribute.choices]
    tokens += [
        f"{option.code}:{value.code}"
        for option in product.options
        if option.code in attributes and attributes[option.code].is_facet
        for value in option.values
    ]
    return sorted(set(tokens)), numbers
