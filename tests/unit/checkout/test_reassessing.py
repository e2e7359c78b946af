"""What goes back of duty, tax and fees where a version owes less: never more than is left, and all of it in the end."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from apps.checkout.rules import reassessing
from apps.checkout.types.refunds import LineCells

CENTS = st.integers(0, 10_000_000)
AMOUNTS = st.fixed_dictionaries({name: CENTS.map(lambda cents: Decimal(cents) / 100) for name in reassessing.CHARGES})


def charges(amounts: dict[str, Decimal]) -> LineCells:
    return LineCells(quantity=1, **{name: int(amount * 100) for name, amount in amounts.items()})


@given(old=st.lists(AMOUNTS, min_size=1, max_size=3), data=st.data())
def test_what_stays_of_each_charge_is_what_is_owed_now(old: list[dict[str, Decimal]], data: st.DataObject) -> None:
    new = [
        {name: Decimal(data.draw(st.integers(0, int(amount * 100)))) / 100 for name, amount in one.items()}
        for one in old
    ]
    lower = reassessing.shares(dict(enumerate(old)), dict(enumerate(new)))
    assert lower is not None
    left = [charges(one) for one in old]
    back = reassessing.given_back(left, lower)
    after = [cells - back.get(place, LineCells()) for place, cells in enumerate(left)]
    assert after == [charges(one) for one in new]
    half = [LineCells(quantity=1, **{name: getattr(one, name) // 2 for name in reassessing.CHARGES}) for one in left]
    for place, part in reassessing.given_back(half, lower).items():
        assert all(0 <= getattr(part, name) <= getattr(half[place], name) for name in reassessing.CHARGES)


@given(old=AMOUNTS, name=st.sampled_from(reassessing.CHARGES), more=st.integers(1, 500))
def test_a_single_charge_that_is_higher_makes_it_dearer(old: dict[str, Decimal], name: str, more: int) -> None:
    assert reassessing.shares({0: old}, {0: {**old, name: old[name] + more}}) is None
    assert reassessing.shares({0: old}, {0: old}) == {}
