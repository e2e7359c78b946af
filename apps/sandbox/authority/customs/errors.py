"""Refusals of the customs authority · sandbox · no schema."""

from __future__ import annotations


class CustomsError(Exception):
    """An HTTP refusal with a stable code."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Unreadable(ValueError):
    """A declaration that is no declaration; the text says why."""
