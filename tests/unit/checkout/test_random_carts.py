"""Random carts of each market: what stands beside the lines is what stands below them, with tax and without."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.checkout.rules import quoting
from apps.checkout.types import Totals
from apps.common.currency_table import CODES
from apps.common.money import exponent, from_minor, is_at_exponent, quantum, rounded, total, zero
from apps.markets.rules import endings_of
from apps.markets.types import PriceRule
from apps.stock.types import Holding
from apps.tariffs.rules import assess
from apps.tariffs.types import Consignment
from tests.factories.quotes import offer
from tests.factories.tariffs import rules

TODAY = date(2026, 11, 21)
PER_EURO = {"EUR": "1", "GBP": "1.15", "USD": "0.86", "JPY": "0.0056", "CNY": "0.121", "AED": "0.234", "KWD": "2.8"}
MARKETS = [("DE", "EUR"), ("FR", "EUR"), ("GB", "GBP"), ("US", "USD"), ("JP", "JPY"), ("CN", "CNY"), ("AE", "AED"),
           ("IT", "EUR")]  # fmt: skip
CARTS = 250


def neat(country: str, currency: str) -> PriceRule:
    return PriceRule(
        market=country,
        currency=currency,
        endings=endings_of("80" if exponent(currency) == 0 else ".95", currency),
        step=quantum(currency),
        largest_shift=Decimal("0.1"),
        least_margin=Decimal("-0.1"),
        held={},
    )


@pytest.mark.parametrize(("country", "currency"), MARKETS)
def test_lines_sum_to_the_total_with_tax_and_without(country, currency):
    chance = random.Random(country)
    rule_set, rule = rules(country, TODAY), neat(country, currency)
    rates = {code: Decimal(value) / Decimal(PER_EURO[currency]) for code, value in PER_EURO.items()}
    for number in range(CARTS):
        own = chance.choice(list(PER_EURO))
        lines = []
        for index in range(chance.randint(1, 3)):
            unit = from_minor(chance.randint(1, 30_000), own)
            holding = Holding(1, UUID(int=index + 1), UUID(int=1), "CN", chance.choice([1, 2, 3, 7, 12]))
            given_ = offer(index + 1, unit, chance.randint(1, 4000))
            is_neat = rule if number % 2 else None
            lines.append(quoting.line(given_, holding, unit=unit, rate=rates[own], currency=currency, rule=is_neat))
        freight = from_minor(chance.randint(0, 3000), currency)
        assessment = assess(
            Consignment(
                ship_from="CN", ship_to=country, region="", buyer_is_business=False, currency=currency,
                lines=quoting.consignment_lines(lines), freight=freight, insurance=zero(currency), rates=rates,
            ),
            as_of=TODAY,
            rules=rule_set,
        )  # fmt: skip
        shared = quoting.share(lines, freight=freight, assessment=assessment)
        totals = Totals.of(shared, currency)
        assert total([line.total for line in shared], currency) == totals.total
        assert total([line.total - line.tax for line in shared], currency) == totals.total - totals.tax
        assert totals.shipping == freight
        assert all(is_at_exponent(amount) for line in shared for amount in (line.unit_price, line.goods, line.total))
        if rule and number % 2:
            assert all(line.goods == line.unit_price * line.quantity for line in shared)


@given(st.sampled_from(CODES), st.integers(0, 10**9), st.decimals("0", "0.27", places=4))
def test_net_to_gross_to_net_is_the_same_net_in_every_currency(code, units, rate):
    net = from_minor(units, code)
    gross = rounded(net * (1 + rate))
    again = rounded(Money(gross.amount / (1 + rate), code))
    assert again == net
    assert rounded(again * (1 + rate)) == gross
