"""Common · what a scanner types."""

from __future__ import annotations


def cleaned(scanned: str) -> str:
    """What was scanned without blanks around it and without control characters that scanners add."""
    return "".join(character for character in scanned if character.isprintable()).strip()
