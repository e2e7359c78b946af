"""Credits · what one person may give away."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Sum
from djmoney.money import Money

from apps.common.money import from_minor, to_minor
from apps.common.transactions import transaction_required
from apps.credits.errors import AboveLimit
from apps.credits.models import CreditEntry
from apps.credits.types import EntryKind

DAY = timedelta(hours=24)


@transaction_required
def require_within_limit(amount: Money, *, made_by: int | None, may_exceed: bool, at: datetime) -> None:
    """Let a person issue or give no more than CREDIT_LIMITS within 24 hours, in however many acts.

    One person's acts go one after the other, so that two at once count each other.

    Raises:
        AboveLimit: it would be more, or the currency has no limit.
    """
    if made_by is None or may_exceed:
        return
    currency = amount.currency.code
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('credits.limit'), %s)", [made_by % 2**31])
    lately = CreditEntry.objects.filter(
        made_by=made_by,
        kind__in=(EntryKind.ISSUED, EntryKind.GOODWILL),
        account__currency=currency,
        occurred_at__gt=at - DAY,
    )
    given = lately.aggregate(sum=Sum("amount"))["sum"] or 0
    limit = to_minor(Money(settings.CREDIT_LIMITS.get(currency, 0), currency))
    if given + to_minor(amount) > limit:
        left = from_minor(max(limit - given, 0), currency)
        raise AboveLimit(limit=str(from_minor(limit, currency)), left=str(left))
