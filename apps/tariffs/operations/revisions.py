"""Tariffs · writes · that rules changed · public schema."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.common.transactions import transaction_required
from apps.outbox import operations as outbox
from apps.tariffs import selectors
from apps.tariffs.events import RulesChanged
from apps.tariffs.models import RuleRevision


@transaction_required
def record_revision(*, name: str, digest: str, written: int, at: datetime) -> None:
    """State that rules changed, so that every process reads them again within a minute, and tell who follows them.

    Of the first rules of an installation nobody is told: nothing was made by others before.
    """
    is_first = not RuleRevision.objects.exists()
    row = RuleRevision.objects.create(
        name=name, digest=digest, written=written, created_at=at, editions=selectors.editions_now()
    )
    if not is_first:
        outbox.emit(RulesChanged(revision=row.pk), at=at)
    selectors.forget()
    transaction.on_commit(selectors.forget)
