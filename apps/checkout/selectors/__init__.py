"""Checkout · reads, by subject · public schema."""

from .carts import cart_count, cart_of, guest_cart_is_there
from .lists import MOST_BYTES, asked_in, list_text
from .purchases import (
    claimable_by,
    follow_token,
    follow_token_opens,
    language_of,
    method_paid,
    parts_of_session,
    purchase,
    purchase_id_of_session,
    purchase_of_session,
    purchase_token,
    purchases_of,
    token_opens,
)
from .sessions import charges, explained, method_of, methods, session, session_for_payment

__all__ = [
    "MOST_BYTES",
    "asked_in",
    "cart_count",
    "cart_of",
    "charges",
    "claimable_by",
    "explained",
    "follow_token",
    "follow_token_opens",
    "guest_cart_is_there",
    "language_of",
    "list_text",
    "method_of",
    "method_paid",
    "methods",
    "parts_of_session",
    "purchase",
    "purchase_id_of_session",
    "purchase_of_session",
    "purchase_token",
    "purchases_of",
    "session",
    "session_for_payment",
    "token_opens",
]
