"""Dashboard · which shipments ask for somebody, and how urgently."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from apps.dashboard import attention
from apps.shipping.types import FulfilmentView

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def shipment(status: str = "handed_over", *parcels: Any, days_ago: int = 0) -> FulfilmentView:
    at = NOW - timedelta(days=days_ago)
    facts = {"status": status, "parcels": parcels, "created_at": at, "handed_over_at": at, "lines": ()}
    return cast("FulfilmentView", SimpleNamespace(**facts))


def parcel(status: str, *, days_ago: float = 0, number: str = "MX1") -> Any:
    scans = (SimpleNamespace(occurred_at=NOW - timedelta(days=days_ago)),)
    return SimpleNamespace(status=status, scans=scans, tracking_number=number)


@pytest.mark.parametrize(("days_ago", "left", "tone"), [(4, -2, "bad"), (2, 0, "warn"), (0, 2, "info")])
def test_what_waits_to_be_sent_is_urgent_by_the_day_it_was_promised_to_leave(
    days_ago: int, left: int, tone: str
) -> None:
    waiting, today = shipment("packed", days_ago=days_ago), NOW.date()
    one = attention.to_ship(waiting, processing_days=2, ordered_on=waiting.created_at.date(), today=today)

    assert (one.days_left, one.tone) == (left, tone)
    assert str(one.to_do) == "Print the label"


@pytest.mark.parametrize(
    ("is_new", "is_held", "said"),
    [
        (False, False, "Pack"),
        (True, False, "Confirm and pack"),
        (True, True, "Wait: the marketplace looks at the order"),
    ],
)
def test_what_comes_next_follows_from_the_order_too(is_new: bool, is_held: bool, said: str) -> None:
    today = NOW.date()
    one = attention.to_ship(
        shipment("pending"), processing_days=2, ordered_on=today, today=today, is_new=is_new, is_held=is_held
    )

    assert str(one.to_do) == said


def test_a_parcel_that_the_carrier_has_never_scanned_asks_for_somebody() -> None:
    unseen = SimpleNamespace(status="info_received", scans=(), tracking_number="MX1")

    found = attention.concern(shipment("handed_over", unseen, days_ago=5), promised_until=None, now=NOW)

    assert str(found and found.reason) == "Not scanned since it was handed over"
    assert attention.concern(shipment("handed_over", unseen, days_ago=3), promised_until=None, now=NOW) is None


@pytest.mark.parametrize(
    ("status", "days_ago", "until", "reason"),
    [
        ("in_transit", 1, date(2026, 11, 25), None),
        ("delivered", 30, date(2026, 11, 1), None),
        ("in_transit", 1, date(2026, 11, 19), "Later than promised"),
        ("in_transit", 5, date(2026, 11, 25), "No scan for days"),
        ("customs_hold", 3, date(2026, 11, 25), None),
        ("customs_hold", 5, date(2026, 11, 25), "At customs for longer than usual"),
        ("lost", 0, None, "Lost on the way"),
        ("attempt_failed", 0, None, "Nobody opened the door"),
        ("expired", 0, None, "No news for a long time"),
    ],
)
def test_a_shipment_under_way_asks_for_somebody_by_its_last_news(
    status: str, days_ago: float, until: date | None, reason: str | None
) -> None:
    found = attention.concern(shipment("handed_over", parcel(status, days_ago=days_ago)), promised_until=until, now=NOW)

    assert (str(found.reason) if found else None) == reason


def test_of_several_parcels_the_gravest_is_told() -> None:
    both = shipment("handed_over", parcel("delayed"), parcel("damaged", number="MX2"))

    found = attention.concern(both, promised_until=None, now=NOW)

    assert found is not None
    assert (found.tracking_number, found.grade) == ("MX2", 0)
