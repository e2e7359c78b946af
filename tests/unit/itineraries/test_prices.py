"""Ways over hubs: what legs are compared by is what they cost, in whatever currencies they ask it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from apps.itineraries.rules import asking
from apps.itineraries.types import Consignment
from apps.logistics.types import HubInfo, LegInfo

AT = datetime(2026, 11, 2, 6, tzinfo=UTC)
RATES = {"EUR": Decimal(1), "USD": Decimal("0.9"), "JPY": Decimal("0.006")}
amounts = st.decimals(0, 500, places=2)
currencies = st.sampled_from(sorted(RATES))


def convert(amount: Decimal, currency: str) -> Decimal:
    return amount * RATES[currency]


def hub(code: str, price: Decimal, currency: str) -> HubInfo:
    return HubInfo(code, code, "port", "DE", Decimal(50), Decimal(10), "UTC", 4, price, currency)


def leg(code: str, ends: str, currency: str, least: Decimal, kg: Decimal, cbm: Decimal) -> LegInfo:
    return LegInfo(
        code=code, carrier="Line", mode="sea", origin=ends[0], destination=ends[1], weekdays=(1,), departs_at=time(12),
        departures=(), valid_from=date(2025, 1, 1), valid_until=None, transit_h=10, currency=currency, kg_price=kg,
        cbm_price=cbm, minimum_price=least, distance_km=100, co2_g_tkm=Decimal(10), reliability=Decimal("0.9"),
        late_h=6, most_kg=0, most_cbm=0, closing=None,
    )  # fmt: skip


@given(
    loading=st.lists(st.tuples(amounts, currencies), min_size=3, max_size=3),
    asked=st.lists(st.tuples(st.sampled_from(["AB", "BC", "AC"]), currencies, amounts, amounts, amounts), max_size=5),
    weight=st.decimals("0.1", 5000, places=1),
    volume=st.decimals("0.001", 50, places=3),
)
def test_a_leg_is_compared_by_freight_and_loading_in_the_currency_of_the_question(loading, asked, weight, volume):
    hubs = {code: hub(code, *one) for code, one in zip("ABC", loading, strict=True)}
    legs = {f"L{number}": leg(f"L{number}", *one) for number, one in enumerate(asked)}
    goods = Consignment("A", "C", weight, volume, AT, None, "EUR")

    known = asking.timetables(hubs, legs, since=asking.month_of(AT))
    prices = known.tariffs.prices(goods, convert)

    tonnes = max(weight / 1000, volume)
    for price, one in zip(prices, legs.values(), strict=True):
        freight = convert(one.freight(weight, volume), one.currency)
        at_origin = convert(tonnes * hubs[one.origin].handling_price, hubs[one.origin].currency)
        assert isclose(price, float(freight + at_origin), rel_tol=1e-9, abs_tol=1e-9)


def test_where_nothing_departs_there_is_no_way():
    goods = Consignment("A", "C", Decimal(1), Decimal(1), AT, None, "EUR")
    hubs = {code: hub(code, Decimal(5), "USD") for code in "AC"}

    assert asking.ways(goods, asking.timetables(hubs, {}, since=asking.month_of(AT)), convert) == []
