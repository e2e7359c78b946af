"""Checkout · scheduled work · public schema."""

from __future__ import annotations

import logging

from django.db import transaction

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.tasks import public_task
from apps.payments import operations as payments
from apps.payments.errors import PaymentRefused, PaymentUnavailable

from . import operations
from .models import CheckoutSession
from .operations import lapsing
from .selectors import confirming
from .types import SessionStatus

log = logging.getLogger(__name__)


@public_task("checkout.expire_sessions")
def expire_sessions(limit: int = 200) -> int:
    """End checkouts that were not paid in time. The provider is asked once more before each is ended."""
    at = now()
    due = list(
        CheckoutSession.objects.filter(status=SessionStatus.PLACED, expires_at__lte=at)
        .order_by("expires_at")
        .values_list("public_id", "intent_id")[:limit]
    )
    for session_id, intent_id in due:
        if intent_id is None:
            continue
        try:
            payments.verify(intent_id, at=at)
        except (PaymentUnavailable, PaymentRefused) as failure:
            log.warning("checkout %s: %s", session_id, failure)
        with transaction.atomic():
            operations.expire_session(session_id, at=at)
    return len(due)


@public_task("checkout.cancel_unconfirmed")
def cancel_unconfirmed(limit: int = 200) -> int:
    """Cancel orders that their vendors have not confirmed in time, each for itself; how many, `limit` at most or so.

    Those that are held are passed over, however many there are.
    """
    at, done = now(), 0
    page = confirming.unconfirmed(at=at, limit=limit)
    while page and done < limit:
        for order_id, _place in page:
            try:
                with transaction.atomic():
                    done += lapsing.lapse(order_id, at=at)
            except MarketError as refused:
                log.warning("order %s stays unconfirmed: %s", order_id, refused)
        page = confirming.unconfirmed(at=at, limit=limit, after=page[-1][1])
    return done


@public_task("checkout.follow_refunds")
def follow_refunds() -> int:
    """Find refunds that the provider has refused."""
    return operations.follow_open_refunds(at=now())
