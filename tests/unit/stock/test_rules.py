"""Which warehouse ships what."""

from __future__ import annotations

from collections import Counter
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from apps.stock import rules
from apps.stock.types import Demand

VASE, BOWL = uuid4(), uuid4()
HOME, HAMBURG = uuid4(), uuid4()
EU = frozenset({"DE", "FR"})


def shelf(number: int, variant: UUID, house: UUID, country: str, pieces: int, vendor: int = 1) -> rules.Shelf:
    return rules.Shelf(number, vendor, variant, house, country, pieces)


def test_the_house_in_the_destination_is_taken_before_the_fuller_one() -> None:
    shelves = [shelf(1, VASE, HOME, "CN", 900), shelf(2, VASE, HAMBURG, "DE", 5)]

    planned = rules.plan([Demand(1, VASE, 2)], shelves, ship_to="DE", customs_union=EU)

    assert [(counter, holding.quantity) for counter, holding in planned] == [(2, 2)]


def test_a_house_within_the_customs_union_is_nearer_than_one_outside() -> None:
    shelves = [shelf(1, VASE, HOME, "CN", 900), shelf(2, VASE, HAMBURG, "DE", 5)]

    planned = rules.plan([Demand(1, VASE, 2)], shelves, ship_to="FR", customs_union=EU)

    assert planned[0][1].warehouse_country == "DE"


def test_one_house_for_all_lines_is_better_than_two_nearer_ones() -> None:
    shelves = [
        shelf(1, VASE, HOME, "CN", 9),
        shelf(2, BOWL, HOME, "CN", 9),
        shelf(3, VASE, HAMBURG, "DE", 9),
    ]

    planned = rules.plan([Demand(1, VASE, 1), Demand(1, BOWL, 1)], shelves, ship_to="DE", customs_union=EU)

    assert {holding.warehouse_id for _, holding in planned} == {HOME}


def test_repeated_lines_are_added_before_anything_is_checked() -> None:
    demands = rules.merged([Demand(1, VASE, 3), Demand(1, VASE, 3)])

    assert rules.short(demands, [shelf(1, VASE, HOME, "CN", 5)]) == [
        {"variant_id": str(VASE), "wanted": 6, "sellable": 5}
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 20)), max_size=12, unique_by=lambda r: r[:2]
    ),
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 15)), min_size=1, max_size=4),
)
def test_a_plan_gives_every_piece_and_takes_no_more_than_there_is(
    rows: list[tuple[int, int, int]], wishes: list[tuple[int, int]]
) -> None:
    variants = [uuid4() for _ in range(3)]
    houses = [uuid4() for _ in range(4)]
    shelves = [
        shelf(number, variants[variant], houses[house], "CN" if house % 2 else "DE", pieces)
        for number, (variant, house, pieces) in enumerate(rows)
    ]
    demands = rules.merged([Demand(1, variants[variant], quantity) for variant, quantity in wishes])
    if rules.short(demands, shelves):
        return

    planned = rules.plan(demands, shelves, ship_to="DE", customs_union=EU)

    given_pieces: Counter[UUID] = Counter()
    taken: Counter[int] = Counter()
    for counter, holding in planned:
        given_pieces[holding.variant_id] += holding.quantity
        taken[counter] += holding.quantity
    assert given_pieces == Counter({demand.variant_id: demand.quantity for demand in demands})
    assert all(taken[s.counter_id] <= s.sellable for s in shelves)
    assert len({counter for counter, _ in planned}) == len(planned)
