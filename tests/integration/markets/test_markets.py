"""Markets · the shipped markets."""

from __future__ import annotations

import pytest
from django.db import transaction

from apps.markets import operations, selectors
from apps.markets.errors import MarketUnknown
from apps.markets.models import Market
from apps.markets.types import DutyPolicy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    yield
    selectors.forget()


def test_the_shipped_markets_are_open_in_their_order_with_known_languages(settings):
    markets = selectors.open_markets()
    assert [market.code for market in markets] == ["DE", "FR", "GB", "US", "JP", "CN", "AE", "EU"]
    known = {code for code, _name in settings.LANGUAGES}
    assert all(set(market.languages) <= known for market in markets)
    assert {market.currency for market in markets} <= set(settings.SHOPPER_CURRENCIES)


def test_a_country_is_found_in_either_case_with_its_market():
    market = selectors.for_country("ae")
    assert (market.code, market.currency, market.languages[0], market.duty_policy) == (
        "AE",
        "AED",
        "ar",
        DutyPolicy.DDP,
    )
    assert selectors.for_country("LT").code == "EU"


def test_a_country_without_a_market_is_refused():
    with pytest.raises(MarketUnknown):
        selectors.for_country("BR")


def test_a_closed_market_is_refused_and_not_shown(at):
    Market.objects.filter(pk="JP").update(is_open=False)
    selectors.forget()
    assert "JP" not in [market.code for market in selectors.open_markets()]
    with pytest.raises(MarketUnknown):
        selectors.for_country("JP")


def test_reading_is_free_of_queries_once_warm(django_assert_num_queries):
    selectors.open_markets()
    with django_assert_num_queries(0):
        selectors.for_country("DE")
        selectors.open_markets()


def test_loading_again_changes_nothing(at):
    with transaction.atomic():
        assert {table.written for table in operations.load_rows(at)} == {0}
