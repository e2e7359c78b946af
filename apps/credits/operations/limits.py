"""Credits · what one person may give away."""

from __future__ import annotations

from django.conf import settings
from djmoney.money import Money

from apps.credits.errors import AboveLimit


def require_within_limit(amount: Money, *, made_by: int | None, may_exceed: bool) -> None:
    """Raises AboveLimit where one person may not issue or give so much at once."""
    if made_by is None or may_exceed:
        return
    currency = amount.currency.code
    limit = settings.CREDIT_LIMITS.get(currency, 0)
    if amount.amount > limit:
        raise AboveLimit(limit=f"{limit} {currency}")
