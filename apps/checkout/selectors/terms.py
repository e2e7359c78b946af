"""Checkout · under which commission, and tax on it, a quote is sold · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from apps.checkout.rules.shares import VendorShare, share_of
from apps.checkout.types import Quote, QuotedVendor
from apps.discovery import selectors as discovery
from apps.ledger import selectors as ledger
from apps.ledger.types import SaleTerms, SoldGoods


def shares_of(quote: Quote, *, on: date) -> dict[int, VendorShare]:
    """How each vendor's part of a quote is shared out when it is sold on a day, by the vendor's key."""
    terms = terms_for(quote.vendors, market=quote.market, on=on)
    return {vendor.vendor_id: share_of(vendor, terms[vendor.vendor_id]) for vendor in quote.vendors}


def terms_for(vendors: Sequence[QuotedVendor], *, market: str, on: date) -> dict[int, SaleTerms]:
    """The terms of each vendor's part. No query where rules are remembered and none is about goods."""
    goods: dict[int, list[SoldGoods]] = {}
    if ledger.asks_for_goods():
        products = {line.product_id for vendor in vendors for line in vendor.lines}
        paths = discovery.category_paths(products, market=market)
        for vendor in vendors:
            sold = {line.product_id for line in vendor.lines}
            goods[vendor.vendor_id] = [SoldGoods(product, paths.get(product, ())) for product in sold]
    countries = {vendor.vendor_id: vendor.vendor_country for vendor in vendors}
    return ledger.sale_terms(countries, market=market, on=on, goods=goods)
