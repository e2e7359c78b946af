"""Freight where no tariff exists: of shipments like it, with an interval that holds, and nothing of too few."""

from __future__ import annotations

import math
import os
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from apps.promises import entries
from apps.promises.rules.freight import Freight
from apps.promises.rules.similar import FEWEST, estimate

DAY = date(2026, 1, 5)
SHIPMENTS = Path(os.environ.get("SHIPPING_DATA", "")) / "eta"


def bill(kilos: float, cost: float, lane: str = "CN-DE", km: float = 7500) -> Freight:
    start, end = lane.split("-")
    return Freight(DAY, kilos, cost, {"from": start, "to": end}, {"km": km})


def bills(count: int, seed: int = 1, **more) -> list[Freight]:
    """Freight that follows weight^0.8 with a tenth of noise."""
    dice = random.Random(seed)
    weights = [math.exp(dice.uniform(0, 5)) for _ in range(count)]
    return [bill(kilos, 9 * kilos**0.8 * math.exp(dice.gauss(0, 0.1)), **more) for kilos in weights]


def test_what_follows_a_curve_is_estimated_on_it_and_the_interval_holds_what_it_says():
    known = bills(400)
    inside = 0
    for one in bills(100, seed=2):
        found = estimate(known, one)
        assert found is not None
        assert found.cost == pytest.approx(9 * one.weight_kg**0.8, rel=0.12)
        inside += found.low <= one.cost <= found.high
    assert 68 <= inside <= 90


def test_rates_of_years_ago_count_less_than_those_of_now():
    old = [replace(one, cost=one.cost * 2, on=date(2020, 1, 5)) for one in bills(200, seed=3)]

    found = estimate([*old, *bills(200)], bill(10, 0))

    assert found is not None
    assert found.cost == pytest.approx(9 * 10**0.8, rel=0.15)


def test_the_nearest_lanes_are_told_and_too_few_tell_nothing():
    known = bills(200) + [replace(one, cost=one.cost * 3) for one in bills(200, lane="US-BR", km=7400)]

    found = estimate(known, bill(10, 0))

    assert found is not None
    assert found.base[0][0] == ("CN", "DE")
    assert found.cost == pytest.approx(9 * 10**0.8, rel=0.15)
    assert estimate(known[: FEWEST - 1], bill(10, 0)) is None
    assert estimate([bill(10, 50)] * FEWEST, bill(20, 0)).cost >= 50  # type: ignore[union-attr]


@pytest.mark.skipif(not SHIPMENTS.is_dir(), reason="SHIPPING_DATA names no folder with histories of shipments (eta/)")
def test_published_shipments_are_estimated_better_than_by_the_rate_of_their_lane():
    traits = ("Country", "Shipment Mode", "Fulfill Via")
    rows = [row.freight for file in sorted(SHIPMENTS.glob("*.csv")) for row in entries.read(file)]
    known = sorted((one for one in rows if one), key=lambda one: one.on)
    known = [replace(one, traits={name: one.traits[name] for name in traits}, figures={}) for one in known]
    cut = int(0.75 * len(known))
    later = known[cut:][::24]
    found = [estimate(known[:cut], one) for one in later]
    told = [(one, by) for one, by in zip(later, found, strict=True) if by is not None]

    assert sum(abs(by.cost - one.cost) for one, by in told) / sum(one.cost for one, _ in told) < 0.55
    assert 0.7 <= sum(by.low <= one.cost <= by.high for one, by in told) / len(told) <= 0.9
