"""Screening · scheduled and long work · public schema."""

from __future__ import annotations

import logging

from django.db import transaction

from apps.common.clock import now
from apps.common.errors import Retryable
from apps.common.tasks import public_task

from . import operations
from .errors import ListInvalid, ListsUnfit
from .lists import fetching
from .selectors import lists, queue
from .types import Loaded, Source

log = logging.getLogger(__name__)

_AT_ONCE = 100
_AT_MOST = 5000


@public_task("screening.refresh_lists", autoretry_for=(Retryable,), retry_backoff=60, max_retries=5)
def refresh_lists() -> dict[str, int]:
    """Ask for every list of the settings; the version now in use of each.

    A list that fails keeps no other from being read; what it failed with is raised in the end, so that the task is
    tried again. The version before stays in use until it is too old.
    """
    versions: dict[str, int] = {}
    problem: Retryable | ListInvalid | None = None
    for source, addresses in lists.configured().items():
        try:
            versions[source.value] = refresh(source, addresses).version
        except (Retryable, ListInvalid) as failed:
            log.error("the list %s could not be read: %s", source.value, failed)
            problem = failed if problem is None or isinstance(failed, Retryable) else problem
    for state in lists.states(at=now()):
        if not state.is_fit:
            log.error("the list %s is %s: nobody is screened, and no label is printed", state.source, state.problem)
    if problem is not None:
        raise problem
    return versions


def refresh(source: Source, addresses: str) -> Loaded:
    """Ask for one list and make it the one in use.

    Raises:
        Retryable: it could not be had. ListInvalid: it cannot be read. Nothing changes.
    """
    files = fetching.fetch(addresses)
    checksum = fetching.checksum(files)
    with transaction.atomic():
        same = operations.note_unchanged(source, checksum=checksum, at=now())
    if same is not None:
        return same
    file = fetching.read(source, files)
    with transaction.atomic():
        return operations.load_list(source, file, url=addresses, checksum=checksum, at=now())


@public_task("screening.rescreen_parties")
def rescreen_parties() -> int:
    """Have parties with open orders screened by today's lists where they were not yet, a hundred a task; how many."""
    try:
        waiting = queue.to_screen(lists.edition(at=now()), limit=_AT_MOST)
    except ListsUnfit:
        return 0
    for begin in range(0, len(waiting), _AT_ONCE):
        rescreen.delay(party_ids=waiting[begin : begin + _AT_ONCE])
    return len(waiting)


@public_task("screening.rescreen")
def rescreen(*, party_ids: list[int]) -> int:
    """Screen these parties; how many were not yet."""
    try:
        with transaction.atomic():
            return operations.rescreen(party_ids, at=now())
    except ListsUnfit:
        return 0


@public_task("screening.forget")
def forget() -> int:
    """Drop the facts of parties that are kept no longer; how many."""
    with transaction.atomic():
        return operations.forget(at=now())
