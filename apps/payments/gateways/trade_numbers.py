"""Payments · gateways · numbers that we give to providers which take no long keys: pure."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_UUID_DIGITS, _KEY_DIGITS = 25, 7


def trade_number(intent_id: UUID, key: str) -> str:
    """A payment's number at the provider, 32 small letters and digits: the intent, and which try of it `key` is.

    The same intent and key have the same number, so that a call without an answer can be repeated. WeChat Pay takes
    at most 32 characters, Alipay 64.
    """
    return _in_digits(intent_id.int, _UUID_DIGITS) + _in_digits(_hashed(key), _KEY_DIGITS)


def intent_of(number: str) -> str:
    """The intent of a `trade_number`, empty where it is none of ours."""
    if len(number) != _UUID_DIGITS + _KEY_DIGITS or set(number) - set(_DIGITS):
        return ""
    value = int(number[:_UUID_DIGITS], 36)
    return str(UUID(int=value)) if value < 1 << 128 else ""


def request_number(key: str) -> str:
    """What an idempotency key is at a provider that takes few characters: 32 hexadecimal digits."""
    return sha256(key.encode()).hexdigest()[:32]


def _hashed(key: str) -> int:
    return int.from_bytes(sha256(key.encode()).digest())


def _in_digits(value: int, count: int) -> str:
    found = []
    for _ in range(count):
        value, digit = divmod(value, len(_DIGITS))
        found.append(_DIGITS[digit])
    return "".join(reversed(found))
