"""Where a parcel stands, however its scans arrive."""

from __future__ import annotations

from dataclasses import replace
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


ALL_TOLD = [
    *JOURNEY[:5],
    scan(TrackingStatus.ATTEMPT_FAILED, 62),
    replace(scan(TrackingStatus.EXCEPTION, 62), code=TrackingStatus.ATTEMPT_FAILED.upper(), revision=1),
    scan(TrackingStatus.LOST, 70),
    scan(TrackingStatus.DELIVERED, 64),
]


@given(st.permutations(ALL_TOLD), st.lists(st.sampled_from(ALL_TOLD), max_size=5), st.integers(1, 5))
def test_every_permutation_of_late_repeated_and_corrected_news_comes_to_the_same(
    arrived: list[Scan], repeated: list[Scan], at_once: int
) -> None:
    """As folding does it: what is new of each message is kept, and where it stands follows from all that is kept."""
    kept: list[Scan] = []
    told = [*arrived, *repeated]
    for start in range(0, len(told), at_once):
        known = {(*one.key, one.revision) for one in kept}
        kept += rules.news_in(told[start : start + at_once], known)

    assert len(kept) == len(ALL_TOLD)
    assert len({rules.event_id(one) for one in kept}) == len(ALL_TOLD)
    assert rules.current_status(kept) is TrackingStatus.DELIVERED
    standing = rules.standing(kept)
    assert [one.status for one in standing if one.occurred_at == DAY + timedelta(hours=62)] == [
        TrackingStatus.EXCEPTION
    ]
    assert standing == rules.standing(ALL_TOLD)


def test_another_place_name_or_id_is_the_same_scan() -> None:
    first = scan(TrackingStatus.IN_TRANSIT, 5)
    again = replace(first, event_id="other", location="FRANKFURT (MAIN)")

    assert rules.news_in([again], {(*first.key, first.revision)}) == []


def test_what_came_back_has_come_back_and_what_is_lost_is_lost_until_it_is_found() -> None:
    back = scan(TrackingStatus.RETURNED, 99)
    assert rules.current_status([*JOURNEY, back, scan(TrackingStatus.IN_TRANSIT, 120)]) is TrackingStatus.RETURNED
    lost = [*JOURNEY[:3], scan(TrackingStatus.LOST, 50)]
    assert rules.current_status([*lost, scan(TrackingStatus.IN_TRANSIT, 80)]) is TrackingStatus.LOST
    assert rules.current_status([*lost, scan(TrackingStatus.DELIVERED, 90)]) is TrackingStatus.DELIVERED
    silent = [*JOURNEY[:2], scan(TrackingStatus.EXPIRED, 900)]
    assert rules.current_status([*silent, scan(TrackingStatus.IN_TRANSIT, 901)]) is TrackingStatus.IN_TRANSIT


@pytest.mark.parametrize("status", FulfilmentStatus)
@pytest.mark.parametrize("event", ["pack", "label", "hand_over", "deliver", "fail", "come_back", "cancel", "unknown"])
def test_every_pair_moves_on_or_is_refused(status: FulfilmentStatus, event: str) -> None:
    if rules.FULFILMENT.allows(status, event):
        assert rules.FULFILMENT.next(status, event) in FulfilmentStatus
    else:
        with pytest.raises(InvalidTransition):
            rules.FULFILMENT.next(status, event)


def test_nothing_is_cancelled_once_it_left_the_house() -> None:
    gone = (FulfilmentStatus.HANDED_OVER, FulfilmentStatus.DELIVERED, FulfilmentStatus.FAILED,
            FulfilmentStatus.RETURNED)  # fmt: skip

    assert not any(rules.FULFILMENT.allows(status, "cancel") for status in gone)
