"""Discovery · the place in a list where a page ends, as text for the address · pure."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Cursor:
    """The sort value and product of a row. `value` is text: an integer, a decimal or an instant."""

    value: str
    product_id: UUID

    def encoded(self) -> str:
        """Text that is safe in an address."""
        raw = json.dumps([self.value, self.product_id.hex], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str, kind: str) -> Cursor | None:
    """The cursor of its text, for a sort value of a kind: int, bigint, numeric or timestamptz.

    None where the text is no such cursor, so that a mangled address shows the first page.
    """
    try:
        value, product = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        cursor = Cursor(str(value), UUID(product))
        return cursor if _READERS[kind](cursor.value) else None
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return None


def _is_integer(text: str) -> bool:
    return abs(int(text)) < 2**31 if text.isascii() else False


def _is_long(text: str) -> bool:
    return abs(int(text)) < 2**63 if text.isascii() else False


def _is_amount(text: str) -> bool:
    return bool(_AMOUNT.fullmatch(text))


def _is_instant(text: str) -> bool:
    return datetime.fromisoformat(text).year > 0


_AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_READERS: dict[str, Callable[[str], bool]] = {
    "int": _is_integer,
    "bigint": _is_long,
    "numeric": _is_amount,
    "timestamptz": _is_instant,
}
