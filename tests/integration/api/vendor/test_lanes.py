"""The vendor API's ways: days, kept promises and cost, of the vendor's own shipments alone."""

from __future__ import annotations

from typing import Any

import pytest

from apps.common.remember import forget_everything
from apps.vendors.types import TeamRole
from tests.factories.programs import Program
from tests.integration.dashboard.test_catalogue_pages import browser
from tests.integration.promises.test_promises import send

pytestmark = pytest.mark.django_db


def test_each_way_is_told_of_the_days_asked_for(mine: Program, kiln: Any, loom: Any, at: Any) -> None:
    send(kiln.pk, at, 4, days=6)
    send(kiln.pk, at, 1, days=40)
    send(loom.pk, at, 3, days=5, to="FR")

    (one,) = mine("get", "lanes").json()["data"]

    assert (one["service_code"], one["ship_from"], one["ship_to"]) == ("MX-STD", "DE", "US")
    assert (one["sent"], one["delivered"], one["late_share"], one["median_days"]) == (5, 5, 0.2, 6.0)
    assert one["cost"]["currency"] == "EUR"
    assert mine("get", "lanes?days=20").json()["data"][0]["late_share"] == 0
    assert mine("get", "lanes?days=0").status_code == 400


def test_a_parcel_without_a_tariff_has_an_estimate_and_one_with_a_tariff_has_none(
    mine: Program, kiln: Any, loom: Any, at: Any
) -> None:
    forget_everything()
    send(kiln.pk, at, 24, days=6)
    send(loom.pk, at, 2, days=6, to="FR")
    asked = "parcel-cost?ship_from=DE&ship_to=US&length_mm=300&width_mm=200&height_mm=100&weight_g="

    usual = mine("get", f"{asked}900").json()
    assert usual["estimate"] is None
    assert {one["price"]["currency"] for one in usual["options"]} == {kiln.currency}
    heavy = mine("get", f"{asked}190000").json()
    assert heavy["options"] == []
    assert {one["refusal"] for one in heavy["refused"]} <= {"size", "lane"}
    guess = heavy["estimate"]
    assert float(guess["low"]["amount"]) <= float(guess["cost"]["amount"]) <= float(guess["high"]["amount"])
    assert guess["lanes"] == [{"ship_from": "DE", "ship_to": "US", "count": 24}], "two of another seller's tell nothing"
    assert mine("get", f"{asked}0").status_code == 400

    team = browser(kiln, TeamRole.FULFILMENT)
    page = team.get(f"/dashboard/shipping/cost/{asked.removeprefix('parcel-cost')}190000")
    assert "An estimate, since no tariff takes this parcel" in page.text
    assert "Nobody is charged by an estimate" in page.text
    assert team.get("/dashboard/shipping/cost/?ship_to=XX").status_code == 422
