"""The vendor API's ways: days, kept promises and cost, of the vendor's own shipments alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.api.vendor.conftest import Program
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
