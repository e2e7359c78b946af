"""Discovery · what a product costs in each market, as its seller is shown before publishing · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from djmoney.money import Money

from apps.catalog.types import ProductSnapshot, VariantStatus
from apps.common.money import rounded
from apps.currencies import selectors as currencies
from apps.currencies.errors import RateMissing
from apps.discovery.rules import offers
from apps.ledger import selectors as ledger
from apps.ledger.types import SoldGoods
from apps.markets import rules
from apps.markets import selectors as markets
from apps.markets.types import SellersTerms
from apps.taxonomy import selectors as taxonomy
from apps.vendors.types import VendorCard

NO_TERMS: Mapping[UUID, Mapping[str, SellersTerms]] = MappingProxyType({})


@dataclass(frozen=True)
class MarketPrice:
    """One piece in one market.

    `price` is what a buyer is shown without delivery and taxes; None where there is no exchange rate, or where the
    seller does not sell in the market's currency (`is_sold`). `is_fixed`: it is the seller's own price, else it
    follows the rate, on the seller's terms where there are some (`has_terms`). `difference` is the share by which it
    lies above the seller's price at the middle rate (markup and neat ending), which is the marketplace's unless the
    seller decided so. `receives` is what the seller gets of it in its own currency, commission taken off, tax on
    commission not.
    """

    market: str
    price: Money | None
    is_fixed: bool
    difference: Decimal
    receives: Money
    has_terms: bool = False
    is_sold: bool = True


@dataclass(frozen=True)
class VariantPrices:
    """A variant's own price of one piece, and what it becomes in each open market."""

    sku: str
    own: Money
    markets: tuple[MarketPrice, ...]


def market_prices(
    product: ProductSnapshot,
    vendor: VendorCard,
    *,
    on: date,
    terms: Mapping[UUID, Mapping[str, SellersTerms]] = NO_TERMS,
) -> list[VariantPrices]:
    """The prices of a product's variants in every open market, on the seller's `terms` by variant and currency;
    those without a price of one piece are left out.

    No query where rates, markets and rules are remembered.
    """
    table = currencies.rate_table(on)
    path = taxonomy.category(product.category_code, "en").path if product.category_code else ()
    sold = SoldGoods(product.product_id, tuple(path))
    commissions = {
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
            decided = terms.get(variant.variant_id, {}).get(market.currency)
            receives = rounded(own) - commissions[market.code].of(rounded(own))
            if decided is not None and not decided.is_sold:
                rows.append(MarketPrice(market.code, None, False, Decimal(0), receives, True, is_sold=False))
                continue
            try:
                price = pricing.unit_price(own)
                if decided is not None:
                    rate = pricing.rate(vendor.currency)
                    price, share = rules.on_terms(own, own, decided, rate=rate, currency=market.currency)
                    receives = share - commissions[market.code].of(share)
                middle = table.convert(own, market.currency).amount
            except RateMissing:
                rows.append(MarketPrice(market.code, None, False, Decimal(0), receives))
                continue
            difference = (price.amount / middle - 1).quantize(Decimal("0.0001"))
            is_fixed = market.currency == vendor.currency or (decided is not None and decided.fixed is not None)
            rows.append(MarketPrice(market.code, price, is_fixed, difference, receives, decided is not None))
        found.append(VariantPrices(variant.sku, own, tuple(rows)))
    return found
