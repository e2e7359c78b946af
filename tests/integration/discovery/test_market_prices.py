"""What a seller is shown of its prices in each market."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context
from djmoney.money import Money

from apps.catalog import selectors as catalog
from apps.common.types import SYSTEM
from apps.currencies import selectors as currencies
from apps.discovery.selectors.market_prices import market_prices
from apps.discovery.selectors.scopes import Shown
from apps.markets import operations, selectors
from apps.markets.models import PriceRule
from apps.vendors.selectors import as_card
from tests.factories import catalog as goods
from tests.factories import discovery
from tests.integration.tenancy.people import member, team_browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    yield
    selectors.forget()


def snapshot(vendor, at):
    [ref] = discovery.listed(vendor, [goods.product("mug")], at=at)
    with tenant_context(vendor):
        return catalog.product_snapshot(ref.product_id)


def test_each_market_s_price_is_the_one_that_buyers_see_and_the_seller_gets_its_own_less_commission(kiln, at):
    rule = PriceRule(market_id="DE", currency="EUR", endings=".99", largest_shift=Decimal("0.5"))
    with transaction.atomic():
        operations.change_price_rule(rule, by=SYSTEM, at=at)
    product = snapshot(kiln, at)
    [first, *_] = market_prices(product, as_card(kiln), on=at.date())
    rows = {row.market: row for row in first.markets}
    assert list(rows) == [market.code for market in selectors.open_markets()]
    for market in selectors.open_markets():
        shown = Shown.to("en", market.currency, market=market.code, rates=currencies.rate_table(at.date()))
        assert rows[market.code].price == shown.price(first.own.amount, "CNY")
        assert rows[market.code].is_fixed is (market.currency == "CNY")
        assert Money(0, "CNY") < rows[market.code].receives < first.own
    assert f"{rows['DE'].price.amount:.2f}".endswith(".99")
    assert rows["DE"].difference > 0
    assert rows["CN"].price == first.own
    assert rows["CN"].difference == 0


def test_they_cost_no_statement_where_everything_is_remembered(kiln, at):
    product = snapshot(kiln, at)
    card = as_card(kiln)
    market_prices(product, card, on=at.date())
    with CaptureQueriesContext(connection) as asked:
        market_prices(product, card, on=at.date())
    assert len(asked) == 0


def test_the_product_s_page_shows_them(kiln, at):
    product = snapshot(kiln, at)
    page = team_browser(kiln, member(kiln, "owner")).get(f"/dashboard/products/{product.product_id}/").content.decode()
    assert page.count('data-market="') == len(selectors.open_markets()) * len(product.variants)
    assert "What buyers see in each market" in page
