"""Logistics · what carriers tell is handed on to the vendors whose parcels it is about · public schema.

News go by a vendor's task, so that no question to a carrier, and no message of one, waits for a vendor's tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from celery import current_app
from django.db import transaction

from .. import rules, selectors, told
from ..carriers.registry import carrier
from ..models import Tracker
from ..types import Scan, Tracking, TrackingStatus
from .schedule import note_silence


def receive(carrier_code: str, *, headers: Mapping[str, str], body: bytes, at: datetime) -> int:
    """Hand on what a carrier's signed message tells; how many parcels have news. Told again it is no news.

    Parcels that nobody here sent, or that have not left the house yet, are passed over: the carrier is asked after
    them later.

    Raises:
        CarrierUnknown: no such carrier is set up. BadCarrierNotice: it is not the carrier's, or cannot be read.
    """
    answers = {one.tracking_number: one for one in carrier(carrier_code).read(headers, body)}
    trackers = [row for row in selectors.trackers_of(answers).values() if row.carrier_id == carrier_code]
    return hand_on(answers, trackers=trackers, at=at, is_polled=False)


def hand_on(answers: dict[str, Tracking], *, trackers: Iterable[Tracker], at: datetime, is_polled: bool = True) -> int:
    """Give each vendor what was told of its parcels and is new; how many parcels that are.

    Those that were polled in vain are asked after again later.
    """
    silent = []
    news: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for tracker in trackers:
        answer = _aged(tracker, answers.get(tracker.tracking_number), at=at)
        if answer is None or told.digest(answer) == tracker.told:
            silent.append(tracker)
        else:
            news[tracker.vendor_id].append(told.as_json(answer))
    if silent and is_polled:
        with transaction.atomic():
            note_silence(silent, at=at)
    for vendor_id, found in news.items():
        current_app.tasks["shipping.fold_told"].delay(vendor_id=vendor_id, tracking=found)
    return sum(map(len, news.values()))


def _aged(tracker: Tracker, answer: Tracking | None, *, at: datetime) -> Tracking | None:
    """What a carrier told; where it has been silent for too long, that it has expired."""
    if tracker.news_at is None or not tracker.status:
        return answer
    if not rules.has_expired(TrackingStatus(tracker.status), news_at=tracker.news_at, at=at):
        return answer
    if answer is not None and told.digest(answer) != tracker.told:
        return answer
    known = answer or Tracking(tracker.tracking_number, TrackingStatus.EXPIRED, (), None, None, "")
    last = max((at, *(scan.occurred_at for scan in known.scans)))
    expired = Scan("", "EXPIRED", TrackingStatus.EXPIRED, "", last, "", "", None, None)
    return replace(known, status=TrackingStatus.EXPIRED, scans=(*known.scans, expired))
