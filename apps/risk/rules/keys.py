"""Risk · pseudonyms: what links attempts, as keyed hashes of 64 bits: pure.

Without the key nobody can try addresses until one fits. Sixty-four bits keep the
signals narrow: the odds that any two of a hundred million meet by chance are 1 : 3,700.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import struct
from collections.abc import Mapping
from typing import Any

from apps.risk.types import Attempt, Card, SignalKind


def digests(attempt: Attempt, *, key: bytes) -> dict[int, int]:
    """The digest of each kind of signal that is known of an attempt."""
    texts = {
        SignalKind.DEVICE: attempt.visit.device,
        SignalKind.EMAIL: mailbox(attempt.email),
        SignalKind.ADDRESS: door(attempt.address),
        SignalKind.NETWORK: network(attempt.visit.ip),
        SignalKind.PERSON: attempt.person,
    }
    return {int(kind): digest(kind, text, key=key) for kind, text in texts.items() if text}


def digests_of_card(card: Card, *, key: bytes) -> dict[int, int]:
    """The digests of a card and of its issuer, where the provider tells them."""
    texts = {SignalKind.CARD: card.fingerprint, SignalKind.BIN: card.bin}
    return {int(kind): digest(kind, text, key=key) for kind, text in texts.items() if text}


def digest(kind: SignalKind, text: str, *, key: bytes) -> int:
    """A text's pseudonym, the same whenever it comes: a signed integer of 64 bits."""
    hashed = hmac.new(key, f"{int(kind)}:{text}".encode(), hashlib.sha256).digest()
    return int(struct.unpack(">q", hashed[:8])[0])


def mailbox(email: str) -> str:
    """The mailbox that an address of mail reaches: lower case, without a «+tag»; Gmail's without points."""
    name, _, host = email.strip().lower().rpartition("@")
    name = name.partition("+")[0]
    if host in ("gmail.com", "googlemail.com"):
        name, host = name.replace(".", ""), "gmail.com"
    return f"{name}@{host}" if name and host else ""


def door(address: Mapping[str, Any]) -> str:
    """The door that a postal address (PostalAddress.as_json()) names, whoever lives there and however it is spelt."""
    lines = address.get("lines") or ()
    parts = [address.get("country", ""), address.get("postcode", ""), *lines]
    plain = ["".join(letter for letter in str(part).casefold() if letter.isalnum()) for part in parts]
    return "|".join(plain) if any(plain[2:]) else ""


def network(ip: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one; empty for addresses that are nobody's on the internet."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    if not address.is_global:
        return ""
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
