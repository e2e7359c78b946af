"""Slots of a warehouse: walks are reckoned as a picker goes; learned slots shorten those of orders not seen before."""

from __future__ import annotations

import csv
import os
import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from apps.planning.slotting import affinity, learning, moves, popularity
from apps.planning.slotting.errors import FloorTooSmall
from apps.planning.slotting.types import Floor, Order
from apps.planning.slotting.walking import mean_walk_m, walk_m

FILE = os.environ.get("RETAIL_FILE", "")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
FLOOR = Floor(aisles=4, slots_per_aisle=10, slot_m=1.0, aisle_gap_m=3.0)


def orders(*many: list[int]) -> list[Order]:
    return [Order(BEGIN + timedelta(hours=number), np.array(items)) for number, items in enumerate(many)]


@pytest.mark.parametrize(
    ("slots", "metres"),
    [
        ([0], 1.0),  # half a metre in and out
        ([9], 9.0),  # to the middle of the fifth slot and back
        ([0, 10], 2 * 5 + 2 * 3),  # through the first aisle, back through the second
        ([0, 10, 20], 2 * 5 + 1 + 2 * 6),  # the third is entered from the front
        ([20], 1 + 2 * 6),
    ],
)
def test_a_picker_walks_through_each_aisle_and_turns_in_the_last(slots, metres):
    assert walk_m(FLOOR, np.array(slots)) == metres


def test_the_latest_orders_count_most():
    past = orders(*[[0]] * 60, *[[1]] * 40)
    by_all = popularity.demand(past, np.ones(100), goods=2)
    by_latest = popularity.demand(past, popularity.weights(past, half_life_days=1), goods=2)

    assert by_all[0] > by_all[1]
    assert by_latest[1] > by_latest[0]


def test_goods_that_are_asked_for_together_come_into_the_same_aisle():
    pairs = [[number, 39 - number] for number in range(20)]
    past = orders(*pairs * 5)
    apart = np.arange(40)
    asked = popularity.demand(past, np.ones(len(past)), goods=40)

    near = affinity.improved(FLOOR, apart, past, np.ones(len(past)), asked=asked, cpu_s=0.5)

    assert sorted(near) == list(range(40))
    assert mean_walk_m(FLOOR, near, past) < 0.75 * mean_walk_m(FLOOR, apart, past)


def test_a_swap_is_told_with_what_it_saves_and_when_it_has_paid():
    past = orders(*[[39]] * 49)
    wanted = np.arange(40)
    wanted[[0, 39]] = [39, 0]

    found = moves.worthwhile(FLOOR, np.arange(40), wanted, past, minutes_per_swap=6, within_days=30)

    # Instead of 2 × (4.5 + 9) metres one is walked, 49 times in two days.
    assert [(move.item, move.other) for move in found] == [(0, 39), (39, 0)]
    assert found[1].saved_m_per_day == pytest.approx(49 * 26 / 2)
    assert found[1].pays_back_days == pytest.approx(6 / (49 * 26 / 2 / 60))
    assert moves.worthwhile(FLOOR, np.arange(40), wanted, past, minutes_per_swap=600, within_days=30) == []


def test_more_goods_than_slots_are_refused():
    with pytest.raises(FloorTooSmall):
        learning.learn(FLOOR, orders([0]), goods=41, cpu_s=0.1)


def test_the_command_tells_walks_writes_swaps_and_draws_the_floor(tmp_path, capsys):
    file, swaps, drawn = tmp_path / "lines.csv", tmp_path / "swaps.csv", tmp_path / "floor.svg"
    dice = random.Random(5)
    rows = [
        (f"{number}", f"{90 - (base + step):05d}", 1, f"2026-03-{1 + number // 30:02d} 08:00:{number % 30:02d}")
        for number in range(600)
        for base in [dice.choice((0, 0, 0, 30, 60))]
        for step in dice.sample(range(8), 3)
    ]
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([("invoice_no", "stock_code", "quantity", "invoice_ts"), *rows])

    call_command("slot_warehouse", str(file), aisles=3, cpu_seconds=0.3, moves=swaps, picture=drawn)

    said = capsys.readouterr().out
    walked = {line[:30].strip(): float(line[30:39]) for line in said.splitlines() if " m an order" in line}
    assert walked["learned"] <= min(walked.values())
    assert walked["learned"] < 0.9 * walked["by name"]
    assert swaps.read_text().startswith("item,with,saved_m_per_day,pays_back_days\n")
    assert drawn.read_text().count("<rect") == 24 + 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "no column invoice_no"),
        ("invoice_no,stock_code,quantity,invoice_ts\n1,12345,-2,2026-01-01 00:00:00\n", "no line is left"),
        ("invoice_no,stock_code,quantity,invoice_ts\n1,12345,2,soon\n", "no instant"),
    ],
)
def test_a_file_without_order_lines_is_refused_with_the_reason(tmp_path, text, said):
    file = tmp_path / "lines.csv"
    file.write_text(text)
    with pytest.raises(CommandError, match=said):
        call_command("slot_warehouse", str(file))


@pytest.mark.skipif(not FILE, reason="RETAIL_FILE does not name the Online Retail data")
def test_unseen_orders_of_a_real_shop_are_walked_in_a_tenth_less_than_by_popularity(capsys):
    call_command("slot_warehouse", FILE, cpu_seconds=3)
    walked = {
        line[:30].strip(): float(line[30:39]) for line in capsys.readouterr().out.splitlines() if " m an " in line
    }

    assert walked["learned"] <= 0.9 * walked["by popularity within aisles"]
    assert walked["learned"] <= 0.7 * walked["at random"]
