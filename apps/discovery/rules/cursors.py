"""Discovery · the place in a list where a page ends, as text for the address · pure."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
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


def decoded(text: str) -> Cursor | None:
    """The cursor of its text; None where the text is none, so that a mangled address shows the first page."""
    try:
        value, product = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return Cursor(str(value), UUID(product))
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return None
