"""Where a parcel stands, however its scans arrive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.errors import InvalidTransition
from apps.logistics.types import Scan, TrackingStatus
from apps.shipping import rules
from apps.shipping.types import FulfilmentStatus

DAY = datetime(2026, 11, 1, 8, tzinfo=UTC)


def scan(status: TrackingStatus, hours: int) -> Scan:
    when = DAY + timedelta(hours=hours)
    return Scan(f"{status}-{hours}", status.upper(), status, "", when, "", "", None, None)


JOURNEY = [
    scan(TrackingStatus.INFO_RECEIVED, 0),
    scan(TrackingStatus.IN_TRANSIT, 5),
    scan(TrackingStatus.CUSTOMS_HOLD, 30),
    scan(TrackingStatus.CUSTOMS_RELEASED, 40),
    scan(TrackingStatus.OUT_FOR_DELIVERY, 60),
    scan(TrackingStatus.DELIVERED, 64),
]


@given(st.permutations(JOURNEY), st.lists(st.sampled_from(JOURNEY), max_size=6))
def test_order_and_repetition_do_not_matter(arrived: list[Scan], repeated: list[Scan]) -> None:
    assert rules.current_status([*arrived, *repeated]) is TrackingStatus.DELIVERED


@given(st.integers(1, len(JOURNEY)))
def test_the_latest_scan_counts(known: int) -> None:
    assert rules.current_status(reversed(JOURNEY[:known])) is JOURNEY[known - 1].status


def test_delivered_stays_delivered_until_the_parcel_comes_back() -> None:
    late = scan(TrackingStatus.IN_TRANSIT, 90)

    assert rules.current_status([*JOURNEY, late]) is TrackingStatus.DELIVERED
    assert rules.current_status([*JOURNEY, scan(TrackingStatus.RETURNED, 99)]) is TrackingStatus.RETURNED


@pytest.mark.parametrize("status", FulfilmentStatus)
@pytest.mark.parametrize("event", ["pack", "label", "hand_over", "deliver", "fail", "cancel", "unknown"])
def test_every_pair_moves_on_or_is_refused(status: FulfilmentStatus, event: str) -> None:
    if rules.FULFILMENT.allows(status, event):
        assert rules.FULFILMENT.next(status, event) in FulfilmentStatus
    else:
        with pytest.raises(InvalidTransition):
            rules.FULFILMENT.next(status, event)


def test_nothing_is_cancelled_once_it_left_the_house() -> None:
    gone = (FulfilmentStatus.HANDED_OVER, FulfilmentStatus.DELIVERED, FulfilmentStatus.FAILED)

    assert not any(rules.FULFILMENT.allows(status, "cancel") for status in gone)
