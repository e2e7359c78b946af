"""Tariffs · writes · that rules changed · public schema."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.common.transactions import transaction_required
from apps.tariffs import selectors
from apps.tariffs.models import RuleRevision


@transaction_required
def record_revision(*, name: str, digest: str, written: int, at: datetime) -> None:
    """State that rules changed, so that every process reads them again within a minute."""
    RuleRevision.objects.create(
        name=name, digest=digest, written=written, created_at=at, editions=selectors.editions_now()
    )
    selectors.forget()
    transaction.on_commit(selectors.forget)
