"""Checkout · reads, by subject · public schema."""

from .carts import cart_count
from .purchases import (
    claimable_by,
    language_of,
    parts_of_session,
    purchase,
    purchase_id_of_session,
    purchase_token,
    purchases_of,
    token_opens,
)
from .sessions import session, session_for_payment

__all__ = [
    "cart_count",
    "claimable_by",
    "language_of",
    "parts_of_session",
    "purchase",
    "purchase_id_of_session",
    "purchase_token",
    "purchases_of",
    "session",
    "session_for_payment",
    "token_opens",
]
