"""Parcel plans: what a warehouse packs together, and what travels alone."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from apps.logistics import rules
from apps.logistics.types import PackLine


def line(quantity: int, grams: int, *sides: int, number: int = 1) -> PackLine:
    return PackLine(UUID(int=number), quantity, grams, *sides)


lines = st.lists(
    st.builds(
        line,
        st.integers(1, 40),
        st.integers(1, 45_000),
        *[st.integers(1, 2_500)] * 3,
        number=st.integers(1, 50),
    ),
    min_size=1,
    max_size=6,
)


@given(lines)
def test_nothing_is_left_behind_and_only_single_pieces_exceed_an_ordinary_parcel(pack: list[PackLine]) -> None:
    parcels = rules.plan_parcels(pack)

    packed_g = sum(parcel.weight_g - rules.PACKING_G for parcel in parcels)
    assert packed_g == sum(one.quantity * one.weight_g for one in pack)
    single_weights = {one.weight_g + rules.PACKING_G for one in pack}
    for parcel in parcels:
        ordinary = parcel.weight_g <= rules.PARCEL_MAX_G and rules.girth_mm(parcel) <= rules.PARCEL_MAX_GIRTH_MM
        assert ordinary or parcel.weight_g in single_weights


@given(lines)
def test_parcels_hold_the_volume_and_the_longest_side_of_their_pieces(pack: list[PackLine]) -> None:
    parcels = rules.plan_parcels(pack)

    volume = sum(parcel.length_mm * parcel.width_mm * parcel.height_mm for parcel in parcels)
    assert volume >= sum(one.quantity * one.length_mm * one.width_mm * one.height_mm for one in pack)
    longest = max(max(one.length_mm, one.width_mm, one.height_mm) for one in pack)
    assert max(parcel.length_mm for parcel in parcels) >= longest


def test_pillows_fill_parcels_by_their_size_although_they_weigh_little() -> None:
    parcels = rules.plan_parcels([line(20, 600, 700, 500, 180)])

    assert len(parcels) > 3
    assert all(rules.girth_mm(parcel) <= rules.PARCEL_MAX_GIRTH_MM for parcel in parcels)


def test_a_rolled_rug_travels_in_its_own_length() -> None:
    (parcel,) = rules.plan_parcels([line(1, 14_200, 1980, 249, 249)])

    assert (parcel.length_mm, parcel.weight_g) == (2000, 14_320)
    assert rules.girth_mm(parcel) == 3076
