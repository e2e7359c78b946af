"""Payment methods: a card as it may be kept · sandbox gateway · no schema."""

from __future__ import annotations

from datetime import UTC, datetime

from apps.sandbox.gateway import cards
from apps.sandbox.gateway.cards import Card
from apps.sandbox.gateway.errors import missing
from apps.sandbox.gateway.work import Document, Work, new_id


def create(work: Work, card: Card, *, name: str | None = None, email: str | None = None) -> Document:
    """Keep a card for one payment."""
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return work.put(
        {
            "id": new_id("pm_"),
            "object": "payment_method",
            "billing_details": {"address": address, "email": email, "name": name, "phone": None},
            "card": {
                "brand": card.brand,
                "checks": {
                    "address_line1_check": None,
                    "address_postal_code_check": None,
                    "cvc_check": "pass",
                },
                "country": card.country,
                "exp_month": card.exp_month,
                "exp_year": card.exp_year,
                "fingerprint": card.fingerprint,
                "funding": "credit",
                "iin": card.iin,
                "last4": card.last4,
                "network": card.brand,
                "three_d_secure_usage": {"supported": card.can_authenticate},
                "wallet": None,
            },
            "created": work.now,
            "customer": None,
            "livemode": False,
            "metadata": {},
            "type": "card",
            "_card": card.as_dict(),
        }
    )


def resolve(work: Work, reference: str, *, salt: bytes) -> Document:
    """A payment method by id, or a fresh one for `pm_card_…`.

    Raises:
        NotFound: neither exists.
    """
    kept = work.find("payment_method", reference)
    if kept is not None:
        return kept
    card = cards.from_token(reference, now=datetime.fromtimestamp(work.now, UTC), salt=salt)
    if card is None:
        raise missing("PaymentMethod", reference, param="payment_method")
    return create(work, card)
