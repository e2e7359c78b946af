"""What the table asks: never less for more, never below zero, in the tariff's own currency."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.logistics import rules
from apps.logistics.types import ParcelPlan

prices = st.decimals("0", "500", places=2)
tariffs = st.builds(
    lambda first_g, step_g, first, step, fuel, breaks, remote, oversize, currency: rules.Tariff(
        "S", "A", "B", currency, first_g, first, step_g, step, fuel, 1, 2,
        tuple(sorted({end: price for end, price in breaks if end > first_g}.items())), remote, oversize,
    ),
    st.integers(1, 5_000), st.integers(1, 5_000), prices, prices, st.decimals("0", "0.9", places=4),
    st.lists(st.tuples(st.integers(1, 40_000), prices), max_size=5), prices, prices,
    st.sampled_from(["EUR", "JPY", "KWD", "USD"]),
)  # fmt: skip
EUROS = rules.Tariff(
    "S", "A", "B", "EUR", 500, Decimal("5.00"), 500, Decimal("1.00"), Decimal("0.10"), 1, 2,
    ((1000, Decimal("7.00")), (2000, Decimal("9.00"))), Decimal("4.00"), Decimal("20.00"),
)  # fmt: skip


@given(tariffs, st.integers(1, 60_000), st.integers(0, 60_000), st.booleans(), st.booleans())
def test_heavier_is_never_cheaper_and_nothing_is_negative(
    tariff: rules.Tariff, grams: int, more: int, is_remote: bool, is_oversize: bool
) -> None:
    light = rules.parcel_charge(tariff, grams, is_remote=is_remote, is_oversize=is_oversize)
    heavy = rules.parcel_charge(tariff, grams + more, is_remote=is_remote, is_oversize=is_oversize)

    assert 0 <= light.total.amount <= heavy.total.amount
    assert light.total.currency.code == tariff.currency
    assert min(light.freight, light.fuel, light.remote, light.oversize) >= 0
    plain = rules.parcel_charge(tariff, grams)
    assert plain.total.amount <= light.total.amount


@given(st.integers(1, 40_000), *[st.integers(1, 2_000)] * 3, st.integers(139, 6_000), st.integers(0, 5_000))
def test_weight_is_charged_in_half_kilograms_and_volume_counts(
    grams: int, length: int, width: int, height: int, divisor: int, more: int
) -> None:
    found = rules.chargeable_g(ParcelPlan(grams, length, width, height), volumetric_divisor=divisor)

    assert found % 500 == 0
    assert found >= max(grams, length * width * height / divisor)
    assert found - max(grams, length * width * height / divisor) < 500
    assert found <= rules.chargeable_g(ParcelPlan(grams + more, length, width, height), volumetric_divisor=divisor)


@pytest.mark.parametrize(
    ("grams", "freight"), [(1, "5.00"), (500, "5.00"), (501, "7.00"), (1500, "9.00"), (2000, "9.00"), (2001, "10.00"),
                           (3000, "11.00")]
)  # fmt: skip
def test_breaks_come_before_steps(grams: int, freight: str) -> None:
    assert rules.freight(EUROS, grams) == Decimal(freight)


def test_fuel_is_a_share_of_the_freight_alone() -> None:
    charge = rules.parcel_charge(EUROS, 1000, is_remote=True, is_oversize=True)

    assert (charge.freight, charge.fuel, charge.remote, charge.oversize) == (7, Decimal("0.70"), 4, 20)
    assert str(charge.total.amount) == "31.70"


@pytest.mark.parametrize(
    ("postcode", "is_remote"),
    [("IV2 4AB", True), ("IV10", True), ("iv63 6up", True), ("IV64 1AA", False), ("EH1 1AA", False), ("9105", True),
     ("9990", True), ("0150", False), ("", False), ("907-1800", True), ("100-0013", False)],
)  # fmt: skip
def test_a_remote_area_is_a_range_of_postcodes(postcode: str, is_remote: bool) -> None:
    ranges = [(rules.postcode_key(first), rules.postcode_key(last)) for first, last in
              (("IV1", "IV63"), ("9100", "9990"), ("900", "907"))]  # fmt: skip

    assert rules.is_within(postcode, ranges) is is_remote


def test_oversize_is_by_any_of_weight_length_and_girth() -> None:
    limits = rules.SizeLimits(weight_g=20_000, length_mm=1_200, girth_mm=0)

    assert not limits.are_exceeded_by(ParcelPlan(20_000, 1_200, 900, 900))
    assert limits.are_exceeded_by(ParcelPlan(20_001, 100, 100, 100))
    assert limits.are_exceeded_by(ParcelPlan(100, 100, 1_201, 100))
