"""UPU S10 item identifiers · sandbox carrier · no schema."""

from __future__ import annotations

WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def check_digit(serial: str) -> int:
    """Check digit of eight digits: modulo 11, 10 becomes 0, 11 becomes 5. Source: UPU standard S10."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def number(service: str, serial: int, country: str) -> str:
    """Two letters of the service, eight digits, check digit, two letters of the country of origin."""
    digits = f"{serial % 10**8:08d}"
    return f"{service}{digits}{check_digit(digits)}{country}"
