"""Common · what a scanner types."""

from __future__ import annotations


def cleaned(scanned: str) -> str:
    """What was scanned without blanks around it and without control characters that scanners add."""
    return "".join(character for character in scanned if character.isprintable()).strip()


def each_cleaned(scanned: str) -> tuple[str, ...]:
    """What was scanned one after the other, with blanks or new lines between."""
    return tuple(filter(None, map(cleaned, scanned.split())))
