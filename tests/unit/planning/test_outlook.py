"""When goods will be there if legs are late: by hand on a way of two legs, and what hubs need in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.planning.itineraries.outlook import outlook
from apps.planning.itineraries.searching import search
from apps.planning.itineraries.timetable import Timetable
from apps.planning.itineraries.types import Network, Question
from tests.unit.planning.test_itineraries import BEGIN, service

SHIP = replace(service("ship", "A", "B", hours=100, cost=100, reliability=0.6, departs=(10,)), late=timedelta(hours=30))
TRAIN = replace(
    service("train", "B", "C", hours=20, cost=60, reliability=0.9, departs=(120, 144, 168)), late=timedelta(hours=5)
)


def hours(number: float):
    return BEGIN + timedelta(hours=number)


def test_a_late_ship_misses_the_train_and_takes_the_next_one():
    network = Network((SHIP, TRAIN))
    (way,) = search(Timetable(network), Question("A", "C", BEGIN))

    ahead = outlook(way, network)

    # In time: 110 + 4 h, the train at 120. Late: 140 + 4 h, the train at 144.
    assert [at for at, _ in ahead.arrivals] == [hours(140), hours(145), hours(164), hours(169)]
    assert [share for _, share in ahead.arrivals] == pytest.approx([0.54, 0.06, 0.36, 0.04])
    assert ahead.by(hours(150)) == pytest.approx(0.6)
    assert ahead.until(0.9) == hours(164)
    assert ahead.until(1.0) == hours(169)


def test_what_has_no_later_train_may_never_arrive():
    network = Network((SHIP, replace(TRAIN, departures=TRAIN.departures[:1])))
    (way,) = search(Timetable(network), Question("A", "C", BEGIN))

    ahead = outlook(way, network)

    assert ahead.never == pytest.approx(0.4)
    assert ahead.until(0.9) == hours(145)


def test_a_hub_that_needs_longer_than_others_makes_goods_wait_for_the_next_departure():
    slow = Network((SHIP, TRAIN), handling_at={"B": timedelta(hours=11)})
    (way,) = search(Timetable(slow), Question("A", "C", BEGIN))

    assert way.legs[1].departs_at == hours(144)
    assert search(Timetable(slow), Question("A", "C", BEGIN, due_by=hours(163))) == []
    assert len(search(Timetable(slow), Question("A", "C", BEGIN, due_by=hours(164)))) == 1
