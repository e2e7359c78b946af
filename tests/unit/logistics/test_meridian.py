"""Meridian's signed messages: what is longer than we keep, and what is no message of its."""

from __future__ import annotations

import hashlib
import hmac
import json
import time

import pytest

from apps.logistics.carriers.meridian import Meridian
from apps.logistics.errors import BadCarrierNotice

CARRIER = Meridian(api_base="http://carrier.invalid", key="key", secret="secret")
EVENT = {
    "id": "1", "code": "C" * 300, "status": "in_transit", "text": "T" * 300, "occurred_at": "2026-11-22T10:00:00+00:00",
    "location": {"name": "L" * 300, "country": "DE"},
}  # fmt: skip


def test_long_words_of_a_carrier_are_cut_so_that_they_hold_up_no_other_parcel() -> None:
    told = {"tracking_number": "MX1", "status": "delivered", "events": [EVENT], "signed_by": "S" * 300}
    body, stamp = json.dumps({"tracking": told}).encode(), str(int(time.time()))
    signature = hmac.new(b"secret", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()

    [found] = CARRIER.read({"X-Meridian-Timestamp": stamp, "X-Meridian-Signature": signature}, body)

    [scan] = found.scans
    assert [len(word) for word in (scan.code, scan.text, scan.location, found.signed_by)] == [40, 240, 120, 120]


@pytest.mark.parametrize("stamp", ["", "yesterday", "9" * 5000, "0"])
def test_a_message_without_a_sound_time_is_refused(stamp: str) -> None:
    with pytest.raises(BadCarrierNotice):
        CARRIER.read({"X-Meridian-Timestamp": stamp, "X-Meridian-Signature": "00"}, b"{}")
