"""observability · no app · what must never stand in a log is taken out of every line before it is written."""

from __future__ import annotations

import re
from typing import Any

from apps.common import card_numbers

REMOVED = "[removed]"

_ADDRESS_PASSWORD = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@]*):[^\s@/]+@", re.I)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BEARER = re.compile(r"\b(Bearer|Basic|Token)\s+[\w.~+/=-]{8,}", re.I)
_KEY = re.compile(r"\b(?:sk|pk|rk|whsec|mk|ms|ptl)_\w{6,}")
_NAMED = re.compile(
    r"(\b\w*(?:password|passwd|secret|token|authorization|cookie|api_?key|signature|sessionid)\w*"
    r"\\?[\"']?\s*[=:]\s*\\?[\"']?)[^\s\"'&,;\\]+",
    re.I,
)


def scrub(text: str) -> str:
    """The text without passwords, tokens, keys, cookies, mail addresses and card numbers."""
    if "@" in text:
        text = _ADDRESS_PASSWORD.sub(rf"\1:{REMOVED}@", text)
        text = _EMAIL.sub(REMOVED, text)
    text = _BEARER.sub(rf"\1 {REMOVED}", text)
    text = _KEY.sub(REMOVED, text)
    text = _NAMED.sub(rf"\1{REMOVED}", text)
    return card_numbers.masked(text, REMOVED)


def scrub_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with every text in them scrubbed, lists and dictionaries too."""
    return {name: _scrubbed(value) for name, value in fields.items()}


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return scrub_fields(value)
    if isinstance(value, list | tuple):
        return [_scrubbed(part) for part in value]
    return value
