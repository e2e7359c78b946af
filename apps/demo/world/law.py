"""Demo · a change of law that waits for a second person, so that the pages of rules have something to show."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from apps.accounts import selectors as people
from apps.common.types import Actor, ActorKind
from apps.tariffs import operations
from apps.tariffs.selectors import life
from apps.tariffs.types import RuleKind

MAKER = "chen.rui@portolan.example"
SUPERSEDED = "GB-SUPPLY-VAT"
FIRST_DAY = date(2029, 4, 1)
REASON = (
    "Budget of November 2025: the relief up to GBP 135 ends in March 2029 at the latest. The day is not settled: "
    "read the act before you verify this."
)


def propose(*, at: datetime) -> int:
    """Draft the change, once; how many drafts wait."""
    maker = people.find_by_email(MAKER)
    if maker is not None and not life.history(RuleKind.REGIME, f"{SUPERSEDED}-{FIRST_DAY}"):
        with transaction.atomic():
            operations.draft(
                RuleKind.REGIME,
                {"valid": DateRange(FIRST_DAY, None, "[)"), "is_verified": False},
                reason=REASON,
                supersedes=SUPERSEDED,
                only_ends=True,
                by=Actor(ActorKind.STAFF, str(maker.public_id)),
                at=at,
            )
    return life.waiting_count()
