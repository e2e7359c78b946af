"""Discovery · what a product costs in each currency that buyers pay in, on terms that its seller may still change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from djmoney.money import Money

from apps.catalog.types import ProductSnapshot, VariantStatus
from apps.common.money import rounded
from apps.currencies import selectors as currencies
from apps.currencies.errors import RateMissing
from apps.discovery.rules import offers
from apps.ledger import selectors as ledger
from apps.ledger.types import Commission, SoldGoods
from apps.markets import rules
from apps.markets import selectors as markets
from apps.markets.types import SellersTerms
from apps.taxonomy import selectors as taxonomy
from apps.vendors.types import VendorCard

Terms = Mapping[UUID, Mapping[str, SellersTerms]]


@dataclass(frozen=True)
class CurrencyPrice:
    """One piece in one currency, for a market that pays in it, or for buyers who choose it (`market` is empty then).

    `price` is None where it is not sold so, or where there is no rate. `receives` is what the seller gets of it in its
    own currency, commission taken off; `margin` the share by which that lies above what it gets without its terms.
    """

    market: str
    currency: str
    price: Money | None
    receives: Money | None
    margin: Decimal
    has_terms: bool
    is_sold: bool


def currency_prices(
    product: ProductSnapshot, vendor: VendorCard, *, terms: Terms, on: date
) -> dict[UUID, list[CurrencyPrice]]:
    """By variant, the prices in every currency that is not the seller's; variants without a price of one are left out.

    No query where rates, markets and rules are remembered.
    """
    commissions = _commissions(product, vendor, on)
    found: dict[UUID, list[CurrencyPrice]] = {}
    for variant in product.variants:
        steps = offers.unit_prices(variant.prices, currency=vendor.currency, moq=variant.moq)
        if variant.status != VariantStatus.ACTIVE or not steps:
            continue
        own = Money(steps[0][1], vendor.currency)
        found[variant.variant_id] = [
            _price(own, market, currency, terms.get(variant.variant_id, {}), commissions[market], on)
            for currency in foreign_currencies(vendor.currency)
            for market in _markets_of(currency)
        ]
    return found


def foreign_currencies(own: str) -> list[str]:
    """The currencies that buyers pay in and that are not the seller's."""
    return [currency for currency in markets.charged_currencies() if currency != own]


def _markets_of(currency: str) -> list[str]:
    """The open markets that pay in a currency; one without a name where none does."""
    return [market.code for market in markets.open_markets() if market.currency == currency] or [""]


def _commissions(product: ProductSnapshot, vendor: VendorCard, on: date) -> dict[str, Commission]:
    path = taxonomy.category(product.category_code, "en").path if product.category_code else ()
    goods = {vendor.id: [SoldGoods(product.product_id, tuple(path))]}
    return {
        code: ledger.sale_terms({vendor.id: vendor.country}, market=code, on=on, goods=goods)[vendor.id].of(
            product.product_id
        )
        for code in ("", *(market.code for market in markets.open_markets()))
    }


def _price(
    own: Money, market: str, currency: str, terms: Mapping[str, SellersTerms], commission: Commission, on: date
) -> CurrencyPrice:
    decided = terms.get(currency)
    usual = rounded(own) - commission.of(rounded(own))
    if decided is not None and not decided.is_sold:
        return CurrencyPrice(market, currency, None, None, Decimal(0), has_terms=True, is_sold=False)
    pricing = markets.pricing(market, currency, currencies.rate_table(on))
    try:
        if decided is None:
            return CurrencyPrice(
                market, currency, pricing.unit_price(own), usual, Decimal(0), has_terms=False, is_sold=True
            )
        rate = pricing.rate(own.currency.code)
    except RateMissing:
        return CurrencyPrice(market, currency, None, None, Decimal(0), has_terms=decided is not None, is_sold=True)
    price, share = rules.on_terms(own, own, decided, rate=rate, currency=currency)
    receives = share - commission.of(share)
    margin = (receives.amount / usual.amount - 1).quantize(Decimal("0.0001")) if usual.amount else Decimal(0)
    return CurrencyPrice(market, currency, price, receives, margin, has_terms=True, is_sold=True)
