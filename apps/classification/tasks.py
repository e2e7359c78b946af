"""Classification · scheduled work, on the queue of long work · public schema."""

from __future__ import annotations

from django.db import transaction

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations

_BATCH = 200
_MOST = 5000


@public_task("classification.keep_index")
def keep_index() -> str:
    """Learn the index anew where that is worth it; its checksum, empty where nothing was learned."""
    with transaction.atomic():
        row = operations.keep_index(at=now())
    return row.checksum if row else ""


@public_task("classification.judge_goods")
def judge_goods() -> int:
    """Suggest for goods that wait, in batches that commit; how many."""
    done = 0
    while done < _MOST:
        with transaction.atomic():
            judged = operations.judge_waiting(at=now(), limit=_BATCH)
        done += judged
        if judged < _BATCH:
            break
    return done
