"""Carriers' and aggregators' codes are all known in our one taxonomy, and what is vague is read from the sentence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from apps.logistics.statuses import karrio, seventeen_track, ups, upu, words, x12
from apps.logistics.statuses.instants import instant
from apps.logistics.types import TrackingStatus as T

KARRIO = {
    "pending", "picked_up", "on_hold", "cancelled", "delivered", "in_transit", "delivery_failed", "delivery_delayed",
    "out_for_delivery", "ready_for_pickup", "return_to_sender", "unknown",
}  # fmt: skip
# A few of each, by what the standard says of the code.
KNOWN = [
    (seventeen_track.status("InTransit", sub="InTransit_CustomsReleased"), T.CUSTOMS_RELEASED),
    (seventeen_track.status("Exception", sub="Exception_Lost"), T.LOST),
    (seventeen_track.status("Exception", sub="Exception_Returning"), T.EXCEPTION),
    (seventeen_track.status("DeliveryFailure", sub="DeliveryFailure_Rejected"), T.ATTEMPT_FAILED),
    (seventeen_track.status("", sub="Delivered_Other"), T.DELIVERED),
    (seventeen_track.status("SomethingNew"), T.EXCEPTION),
    (karrio.status("delivery_failed", reason="carrier_parcel_lost"), T.LOST),
    (karrio.status("in_transit", reason="customs_documentation"), T.CUSTOMS_HOLD),
    (karrio.status("delivered", reason="consignee_not_home"), T.DELIVERED),
    (karrio.status("delivery_failed", text="Undeliverable: available for pickup at the depot"), T.AVAILABLE_FOR_PICKUP),
    (x12.status("D1"), T.DELIVERED),
    (x12.status("X1"), T.OUT_FOR_DELIVERY),
    (x12.status("J1"), T.IN_TRANSIT),
    (x12.status("SD", reason="AS"), T.CUSTOMS_HOLD),
    (x12.status("A9"), T.DAMAGED),
    (x12.status("AG"), None),
    (x12.status("??"), T.EXCEPTION),
    (upu.status("EMI"), T.DELIVERED),
    (upu.status("EME"), T.CUSTOMS_HOLD),
    (upu.status("EDH"), T.AVAILABLE_FOR_PICKUP),
    (upu.status("EXC"), T.CUSTOMS_RELEASED),
    (ups.status("D", code="011"), T.DELIVERED),
    (ups.status("D", code="040"), T.AVAILABLE_FOR_PICKUP),
    (ups.status("D", code="999", text="Delivered to agent"), T.IN_TRANSIT),
    (ups.status("RS", code=""), T.RETURNED),
]


def test_codes_mean_what_their_standards_say() -> None:
    assert [(place, found) for place, (found, wanted) in enumerate(KNOWN) if found is not wanted] == []


def test_every_code_of_the_tables_has_a_status_of_ours() -> None:
    assert set(karrio.STATUSES) == KARRIO
    tables = (seventeen_track.MAIN, seventeen_track.SUB, karrio.STATUSES, karrio.REASONS, x12.STATUSES, x12.REASONS,
              upu.STATUSES, ups.TYPES)  # fmt: skip
    assert all(isinstance(status, T) for table in tables for status in table.values())
    assert set(seventeen_track.MAIN) == {
        "NotFound", "InfoReceived", "InTransit", "Expired", "AvailableForPickup", "OutForDelivery", "DeliveryFailure",
        "Delivered", "Exception",
    }  # fmt: skip
    assert {f"EM{letter}" for letter in "ABCDEFGHI"} <= set(upu.STATUSES)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Your item is ready for collection", T.AVAILABLE_FOR_PICKUP),
        ("Shipment held by customs, documents asked for", T.CUSTOMS_HOLD),
        ("Released by customs", T.CUSTOMS_RELEASED),
        ("Returned to sender", T.RETURNED),
        ("Package lost", T.LOST),
        ("Package damaged in sorting", T.DAMAGED),
        ("Arrived at facility", T.IN_TRANSIT),
    ],
)
def test_a_vague_code_is_read_from_its_sentence_and_a_plain_one_is_not(text: str, status: T) -> None:
    assert words.refined(T.IN_TRANSIT, text) is status
    assert words.refined(T.DELIVERED, text) is T.DELIVERED


def test_an_instant_needs_an_offset_or_a_zone() -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert instant("2026-11-22T13:00:00+01:00") == noon
    assert instant("2026-11-22T12:00:00Z") == noon
    assert instant("2026-11-22T20:00:00", zone="Asia/Shanghai") == noon
    assert instant("2026-11-22T12:00:00") is None
    assert instant("2026-11-22T12:00:00", zone="Mars/Olympus") is None
    assert instant("yesterday") is None
