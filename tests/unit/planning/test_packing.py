"""Packing: everything that was packed fits, and nothing is taken on trust."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from apps.planning.packing import greedy, instances, solver
from apps.planning.packing.checking import checked
from apps.planning.packing.errors import PackingBroken, UnreadablePacking
from apps.planning.packing.types import Item, Placement, Problem, Room, ways

DATA = os.environ.get("SHIPPING_DATA", "")
needs_data = pytest.mark.skipif(not DATA, reason="SHIPPING_DATA does not name the published problems")
edges = st.integers(1, 12)


def item(size, count=1, **more) -> Item:
    return Item("mug", size, count, ways(size), **more)


@given(
    room=st.tuples(edges, edges, edges),
    sizes=st.lists(st.tuples(st.tuples(edges, edges, edges), st.integers(1, 9), st.integers(0, 40)), max_size=6),
    most=st.none() | st.integers(0, 300),
)
def test_whatever_is_packed_at_once_lies_in_the_room_apart_and_no_heavier_than_it_may_be(room, sizes, most):
    items = tuple(item(size, count, weight_g=grams) for size, count, grams in sizes)
    packing = greedy.pack(Problem(Room(room, most), items))

    assert 0 <= packing.fill <= 1
    assert most is None or sum(items[one.item].weight_g for one in packing.placements) <= most


def test_what_fills_a_room_exactly_is_packed_whole():
    packing = greedy.pack(Problem(Room((30, 20, 10)), (item((10, 10, 5), 12),)))
    assert packing.fill == 1


def test_the_search_finds_what_the_first_try_misses():
    crates = Problem(Room((5, 5, 5)), (item((1, 2, 4), 6), item((2, 2, 3), 6), item((1, 1, 1), 5)))
    assert greedy.pack(crates).fill < 1
    assert solver.pack(crates, cpu_s=1.5).fill > greedy.pack(crates).fill


def test_an_edge_that_may_not_stand_does_not():
    flat = Item("tray", (9, 8, 2), 3, ways((9, 8, 2), upright=(False, False, True)))
    packing = solver.pack(Problem(Room((9, 9, 9)), (flat,)), cpu_s=0.5)
    assert {one.size[2] for one in packing.placements} == {2}


def test_turns_that_go_round_are_the_search_s_too():
    standing = Item("vase", (2, 3, 7), 4, ways((2, 3, 7), upright=(True, False, False)))
    mixed = Problem(Room((10, 7, 4)), (standing, item((3, 3, 3), 9)))
    assert solver.pack(mixed, cpu_s=0.6).volume >= greedy.pack(mixed).volume


@pytest.mark.parametrize(
    ("placements", "said"),
    [
        ([Placement(0, (9, 0, 0), (2, 3, 4))], "sticks out"),
        ([Placement(0, (-1, 0, 0), (2, 3, 4))], "sticks out"),
        ([Placement(0, (0, 0, 0), (2, 3, 4)), Placement(0, (1, 0, 0), (2, 3, 4))], "same place"),
        ([Placement(0, (0, 0, 0), (2, 2, 6))], "turned"),
        ([Placement(0, (2 * number, 0, 0), (2, 3, 4)) for number in range(4)], "fewer"),
        ([Placement(0, (2 * number, 0, 0), (2, 3, 4)) for number in range(3)], "heavy"),
        ([Placement(7, (0, 0, 0), (2, 3, 4))], "unknown"),
    ],
)
def test_a_packing_that_does_not_hold_is_refused_with_the_reason(placements, said):
    one = Problem(Room((10, 10, 10), 250), (item((2, 3, 4), 3, weight_g=100),))
    with pytest.raises(PackingBroken) as refused:
        checked(one, placements)
    assert said in refused.value.text()


def test_the_command_prints_the_fill_of_each_problem(tmp_path, capsys):
    file = tmp_path / "two.jsonl"
    cube = {"set": "own", "container": [4, 4, 4], "boxes": [{"id": 1, "dims": [2, 2, 2], "qty": 8}]}
    rows = [cube | {"problem": 1, "best_known_fill": 1}, cube | {"problem": 2, "boxes": [{"dims": [4, 4, 3]}]}]
    file.write_text("\n".join(json.dumps(row) for row in rows))

    call_command("pack", str(file), greedy=True)

    said = capsys.readouterr().out
    assert "own 1" in said
    assert "100.0 %" in said
    assert "mean fill 87.50 %" in said
    assert "mean of best known 100.00 %" in said


@pytest.mark.parametrize(
    "text", ["{", '{"container": [1, 2]}', '{"container": [1, 2, 3], "boxes": [{"dims": [0, 1, 1]}]}']
)
def test_a_line_that_is_no_packing_problem_is_refused_by_its_number(tmp_path, text):
    file = tmp_path / "odd.jsonl"
    file.write_text("\n" + text)
    with pytest.raises(UnreadablePacking):
        list(instances.read(file))
    with pytest.raises(CommandError, match="Line 2"):
        call_command("pack", str(file))


@needs_data
def test_greedy_packing_alone_fills_four_fifths_of_what_the_best_fill():
    for name in ("BR1", "BR3", "BR5", "BR7"):
        shares = [
            greedy.pack(one.problem).fill / one.best_known
            for one in instances.read(Path(DATA) / "packing" / f"{name}.jsonl")
            if one.best_known
        ]
        assert sum(shares) / len(shares) >= 0.8
