"""Classification · learning the index from what was confirmed, and putting it in force · public schema."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from apps.common.transactions import transaction_required

from .. import selectors
from ..models import Confirmation, Edition, Goods, LearnedIndex
from ..types import Kind, State

_NEWS = 50
_AT_LEAST_EACH = timedelta(hours=24)
_KEPT = 2


@transaction_required
def keep_index(*, at: datetime) -> LearnedIndex | None:
    """Learn anew where it is worth it: no index yet, another nomenclature, fifty confirmations, or any and a day;
    and where embeddings were switched on since.
    """
    row = LearnedIndex.objects.filter(is_current=True).defer("content").first()
    if row is not None:
        ended = Confirmation.objects.filter(withdrawn_at__gt=row.learned_at, pk__lte=row.last_confirmation).count()
        news = Confirmation.objects.filter(pk__gt=row.last_confirmation, withdrawn_at__isnull=True).count() + ended
        loaded = Edition.objects.filter(is_current=True, country="", loaded_at__gt=row.learned_at).exists()
        is_due = loaded or news >= _NEWS or (news > 0 and at - row.learned_at > _AT_LEAST_EACH)
        if not is_due and not _lacks_meaning():
            return None
    if not Edition.objects.filter(is_current=True, country="").exists():
        return None
    return learn(at=at)


def _lacks_meaning() -> bool:
    if selectors.embeddings() is None:
        return False
    index, _checksum = selectors.current_index()
    return index is not None and index.meaning is None


@transaction_required
def learn(*, at: datetime) -> LearnedIndex:
    """Learn from the nomenclature, the words of trade and every confirmation that holds; the new index is in force
    at once for whoever asks next, and goods without a code are judged anew. Takes seconds, with many confirmations
    half a minute: it belongs into a worker.
    """
    from ..rules import learning, packing

    entries, newest = selectors.entries()
    confirmed = sum(entry.kind == Kind.CONFIRMED for entry in entries)
    index = learning.calibrated(entries, model=selectors.embeddings())
    content = packing.pack(index)
    checksum = hashlib.sha256(content).hexdigest()
    LearnedIndex.objects.filter(is_current=True).update(is_current=False)
    row, _made = LearnedIndex.objects.update_or_create(
        checksum=checksum,
        defaults={
            "content": content,
            "entry_count": len(entries),
            "confirmed_count": confirmed,
            "answer_from": Decimal(str(round(index.in_force.answer_from, 3))),
            "is_calibrated_here": confirmed >= learning.ENOUGH_TO_CALIBRATE,
            "last_confirmation": newest,
            "learned_at": at,
            "is_current": True,
        },
    )
    kept = LearnedIndex.objects.order_by("-learned_at").values_list("pk", flat=True)[:_KEPT]
    LearnedIndex.objects.exclude(pk__in=list(kept)).delete()
    Goods.objects.filter(state__in=[State.SUGGESTED, State.ASKED]).update(state=State.WAITING)
    transaction.on_commit(selectors.forget_index)
    return row
