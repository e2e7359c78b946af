"""Customs · work that talks to authorities · public schema and vendor's schema."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.tasks import public_task, vendor_task
from apps.common.types import SYSTEM
from apps.logistics import operations as logistics
from apps.logistics import selectors as due
from apps.tariffs import selectors as tariffs
from apps.vendors import selectors as vendors

from . import selectors
from .authorities.registry import authority
from .errors import AuthorityUnavailable, BadNotice
from .models import Declaration
from .operations import china, hearing, licensing, looking_over, papers, preflight, sending
from .operations.history import locked, watch
from .types import OPEN, DeclarationState

log = logging.getLogger(__name__)
BATCH = 20
_LOOKED_OVER_BY = "customs:looked-over-by"


@public_task("customs.poll_authorities")
def poll_authorities() -> int:
    """Look after the declarations that are due: one task for each vendor and twenty declarations."""
    at = now()
    with transaction.atomic():
        found = due.due_clearances(at=at, limit=500)
        logistics.claim_clearances(found, until=at + timedelta(minutes=2))
    grouped: dict[int, list[str]] = defaultdict(list)
    for one in found:
        grouped[one.vendor_id].append(str(one.declaration_id))
    for vendor_id, ids in grouped.items():
        for start in range(0, len(ids), BATCH):
            look_after.delay(vendor_id=vendor_id, ids=ids[start : start + BATCH])
    return len(found)


@vendor_task("customs.look_after")
def look_after(*, vendor: Any, ids: list[str]) -> int:
    """Send what was not sent yet, ask the authority after the rest, pay what is owed; how many had news.

    One declaration that cannot be helped now keeps none of the others waiting.
    """
    news = 0
    for public_id in map(UUID, ids):
        try:
            news += _look_after(public_id)
        except (AuthorityUnavailable, BadNotice, MarketError) as problem:
            log.warning("declaration %s of %s: %s", public_id, vendor.slug, problem)
    return news


@vendor_task("customs.look_over")
def look_over(vendor: Any) -> int:
    """Look over all of a vendor's products, by rules read anew: would they clear? How many there are."""
    tariffs.look_for_news()
    try:
        return preflight.look_over_all(at=now(), progress=partial(looking_over.tell, vendor.pk))
    finally:
        looking_over.end(vendor.pk)


@public_task("customs.keep_preflights")
def keep_preflights() -> None:
    """Have all products looked over again where a restriction began, ended or was edited since the last time."""
    tariffs.look_for_news()
    digest = tariffs.restrictions_digest(now().date())
    if cache.get(_LOOKED_OVER_BY) != digest:
        for vendor_id in vendors.cards():
            look_over.delay(vendor_id=vendor_id)
        cache.set(_LOOKED_OVER_BY, digest, None)


def _look_after(public_id: UUID) -> bool:
    row = selectors.declaration(public_id)
    if row.state == DeclarationState.DRAFT:
        return _send(row)
    if row.state not in OPEN:
        return False
    has_news = False
    for notice in authority(row.jurisdiction).ask(row.lrn):
        with transaction.atomic():
            has_news |= hearing.hear(public_id, notice, at=now())
    if _is_ours_to_pay(selectors.declaration(public_id)):
        sending.pay(public_id, at=now(), by=SYSTEM)
        has_news = True
    with transaction.atomic():
        watch(locked(public_id), at=now())
    return has_news


def _send(row: Declaration) -> bool:
    at = now()
    papers.draw(row.public_id, at=at)
    _draw_for_china(row)
    with transaction.atomic():
        row = licensing.review(row.public_id, at=at)
    if row.problems or row.is_blocked:
        with transaction.atomic():
            watch(locked(row.public_id), at=at)
        return False
    sending.submit(row.public_id, at=at, by=SYSTEM)
    return True


def _draw_for_china(row: Declaration) -> None:
    """What leaves China needs no word of anybody's; for what comes in, somebody enters whose identity it is."""
    if china.is_drawn(row) and row.jurisdiction != china.CHINA:
        try:
            with transaction.atomic():
                china.draw(row.public_id, buyer=None, at=now())
        except MarketError as problem:
            log.warning("messages of %s for China: %s", row.lrn, problem)


def _is_ours_to_pay(row: Declaration) -> bool:
    """What the buyer has paid us already, where customs reckons as we did. Anything else a person decides."""
    is_as_declared = row.assessed_duty == row.declared_duty and row.assessed_tax == row.declared_tax
    return row.state == DeclarationState.ASSESSED and row.incoterm == "DDP" and is_as_declared
