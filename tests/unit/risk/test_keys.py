"""Pseudonyms: one mailbox, door or network gives one however it is written, and nothing tells whose it is."""

from __future__ import annotations

from uuid import UUID

import pytest

from apps.risk.rules import keys
from apps.risk.types import Attempt, Card, SignalKind, Visit

KEY = b"k" * 32


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jana@Example.org", "jana@example.org "),
        ("jana+shop@example.org", "jana@example.org"),
        ("j.a.n.a@gmail.com", "jana@googlemail.com"),
    ],
)
def test_one_mailbox_is_one(one: str, other: str) -> None:
    assert keys.mailbox(one) == keys.mailbox(other) != ""


def test_points_make_another_mailbox_elsewhere() -> None:
    assert keys.mailbox("j.ana@example.org") != keys.mailbox("jana@example.org")


def test_one_door_is_one_however_it_is_spelt() -> None:
    door = {"country": "DE", "postcode": "10119", "lines": ["Torstraße 1", ""], "recipient": "Jana"}

    assert keys.door(door) == keys.door({**door, "lines": ["TORSTRASSE 1,", ""], "recipient": "Somebody else"})
    assert keys.door(door) != keys.door({**door, "lines": ["Torstraße 2", ""]})
    assert keys.door({"country": "DE", "postcode": "10119", "lines": []}) == ""


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("8.8.4.200", "8.8.4.0/24"),
        ("::ffff:8.8.4.200", "8.8.4.0/24"),
        ("2606:4700:aaaa:bbbb::1", "2606:4700:aaaa::/48"),
        ("127.0.0.1", ""),
        ("10.1.2.3", ""),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_addresses_of_one_network_are_one_and_private_ones_none(ip: str, network: str) -> None:
    assert keys.network(ip) == network


def test_what_is_not_known_leaves_no_trace() -> None:
    attempt = Attempt(UUID(int=1), 1, "DE", "jana@example.org", {}, "", (), False, Visit(ip="127.0.0.1"))

    assert set(keys.digests(attempt, key=KEY)) == {SignalKind.EMAIL}
    assert set(keys.digests_of_card(Card(fingerprint="f"), key=KEY)) == {SignalKind.CARD}


def test_a_digest_fits_64_bits_and_hangs_on_kind_and_key() -> None:
    one = keys.digest(SignalKind.EMAIL, "jana@example.org", key=KEY)

    assert -(2**63) <= one < 2**63
    assert one == keys.digest(SignalKind.EMAIL, "jana@example.org", key=KEY)
    assert one != keys.digest(SignalKind.DEVICE, "jana@example.org", key=KEY)
    assert one != keys.digest(SignalKind.EMAIL, "jana@example.org", key=b"other")
