"""Discovery · what is recommended first · pure."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID
from zlib import crc32

_EXPECTED_RATING = Decimal("3.8")


_SPREAD = 50


def spread(product_id: UUID) -> int:
    """A number from 0 to 49 that is always the same for a product: equals are mixed, not sorted by maker or age."""
    return crc32(product_id.bytes) % _SPREAD


def score(*, rating: Decimal | None, review_count: int, in_stock: bool, has_picture: bool, landed_known: bool) -> int:
    """How warmly a product is recommended; more is better.

    A product without reviews stands where an average one would, reviews move it
    the more the more there are, and what cannot be had, seen or priced to the
    door goes down. Never by vendor.
    """
    liked = ((rating or _EXPECTED_RATING) - _EXPECTED_RATING) * 100
    known = min(review_count, 50) * 2
    return int(liked) + known + 200 * in_stock + 60 * has_picture + 120 * landed_known
