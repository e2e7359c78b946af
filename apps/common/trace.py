"""Common · the id that ties together what one request or task caused, through events and further tasks."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token

_id: ContextVar[str] = ContextVar("request_id", default="")
_FORM = re.compile(r"[A-Za-z0-9._-]{8,64}")


def current() -> str:
    """The id of what runs now; empty outside of any request, task or delivery."""
    return _id.get()


def begin(wanted: str = "") -> Token[str]:
    """Set the id: `wanted` where it is 8 to 64 letters, digits, dots, dashes or underscores, else a new one."""
    return _id.set(wanted if _FORM.fullmatch(wanted) else secrets.token_hex(10))


def end(token: Token[str]) -> None:
    """Go back to what was set before `begin`."""
    _id.reset(token)


@contextmanager
def bound(wanted: str = "") -> Iterator[str]:
    """`begin` and `end` around a block; yields the id."""
    token = begin(wanted)
    try:
        yield _id.get()
    finally:
        end(token)
