"""Discovery · what a product costs in each market, as its seller is shown before publishing · public schema."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from djmoney.money import Money

from apps.catalog.types import ProductSnapshot, VariantStatus
from apps.common.money import rounded
from apps.currencies import selectors as currencies
from apps.currencies.errors import RateMissing
from apps.discovery.rules import offers
from apps.ledger import selectors as ledger
from apps.ledger.types import SoldGoods
from apps.markets import selectors as markets
from apps.taxonomy import selectors as taxonomy
from apps.vendors.types import VendorCard


@dataclass(frozen=True)
class MarketPrice:
    """One piece in one market.

    `price` is what a buyer is shown without delivery and taxes; None where there is no exchange rate. `is_fixed`: it
    is the seller's own price, else it follows the rate. `difference` is the share by which it lies above the
    seller's price at the middle rate (markup and neat ending), which is the marketplace's. `receives` is what the
    seller gets of it in its own currency, commission taken off, tax on commission not.
    """

    market: str
    price: Money | None
    is_fixed: bool
    difference: Decimal
    receives: Money


@dataclass(frozen=True)
class VariantPrices:
    """A variant's own price of one piece, and what it becomes in each open market."""

    sku: str
    own: Money
    markets: tuple[MarketPrice, ...]


def market_prices(product: ProductSnapshot, vendor: VendorCard, *, on: date) -> list[VariantPrices]:
    """The prices of a product's variants in every open market; those without a price of one piece are left out.

    No query where rates, markets and rules are remembered.
    """
    table = currencies.rate_table(on)
    path = taxonomy.category(product.category_code, "en").path if product.category_code else ()
    sold = SoldGoods(product.product_id, tuple(path))
    terms = {
        market.code: ledger.sale_terms(
            {vendor.id: vendor.country}, market=market.code, on=on, goods={vendor.id: [sold]}
        )[vendor.id].of(product.product_id)
        for market in markets.open_markets()
    }
    found = []
    for variant in product.variants:
        steps = offers.unit_prices(variant.prices, currency=vendor.currency, moq=variant.moq)
        if variant.status != VariantStatus.ACTIVE or not steps:
            continue
        own = Money(steps[0][1], vendor.currency)
        rows = []
        for market in markets.open_markets():
            pricing = markets.pricing(market.code, market.currency, table)
            receives = rounded(own) - terms[market.code].of(rounded(own))
            try:
                price = pricing.unit_price(own)
                middle = table.convert(own, market.currency).amount
            except RateMissing:
                rows.append(MarketPrice(market.code, None, False, Decimal(0), receives))
                continue
            difference = (price.amount / middle - 1).quantize(Decimal("0.0001"))
            rows.append(MarketPrice(market.code, price, market.currency == vendor.currency, difference, receives))
        found.append(VariantPrices(variant.sku, own, tuple(rows)))
    return found
