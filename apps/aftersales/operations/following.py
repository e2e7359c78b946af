"""Aftersales · what a carrier tells of parcels on their way back, and what follows from it · vendor's schema."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.aftersales.models import ReturnParcel, ReturnRequest, ReturnScan
from apps.aftersales.rules.machines import RETURN
from apps.aftersales.types import ReturnStatus, Way
from apps.common.errors import MarketError
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor, ActorKind
from apps.logistics import operations as logistics
from apps.logistics.types import Scan, Tracking, TrackingStatus
from apps.shipping.rules import all_delivered, as_scan, columns_of, current_status, news_in

from .claiming import claim_for_lost_return
from .settling import settle
from .telling import locked_return, step_return

log = logging.getLogger(__name__)
_UNSENT = (TrackingStatus.PENDING, TrackingStatus.INFO_RECEIVED, TrackingStatus.CANCELLED)


@transaction_required
def follow_back(tracking: Tracking, *, at: datetime) -> int:
    """Add what a carrier tells of a parcel on its way back, and take its return where that is; the number of new scans.

    The first scan says that the buyer has sent it; where all parcels are delivered it is at the hub or the seller's;
    what is lost is paid as if it had come, and claimed of the carrier. Late, repeated and disordered news are normal.
    A parcel that is none of a return is passed over.
    """
    found = ReturnParcel.objects.filter(tracking_number=tracking.tracking_number)
    return_id = found.values_list("request__public_id", flat=True).first()
    if return_id is None:
        logistics.reschedule(tracking, status=tracking.status, has_news=False, at=at)
        return 0
    row = locked_return(return_id)
    parcel = found.get()
    news = news_in(tracking.scans, set(parcel.scans.values_list("occurred_at", "code", "revision")))
    if news:
        _keep(row, parcel, news, at=at)
    logistics.reschedule(tracking, status=TrackingStatus(parcel.status), has_news=bool(news), at=at)
    return len(news)


def _keep(row: ReturnRequest, parcel: ReturnParcel, news: Sequence[Scan], *, at: datetime) -> None:
    """Keep new scans, and move the return on where its parcels say so."""
    ReturnScan.objects.bulk_create(ReturnScan(parcel=parcel, received_at=at, **columns_of(scan)) for scan in news)
    parcel.status = current_status(as_scan(scan) for scan in parcel.scans.all())
    parcel.save(update_fields=["status"])
    _conclude(row, news, at=at)


def _conclude(row: ReturnRequest, news: Sequence[Scan], *, at: datetime) -> None:
    """Move the return on where its parcels say so."""
    by = Actor(ActorKind.CARRIER, row.carrier_code)
    statuses = list(row.parcels.values_list("status", flat=True))
    if row.status == ReturnStatus.APPROVED and any(status not in _UNSENT for status in statuses):
        row.sent_at = min(scan.occurred_at for scan in news)
        step_return(row, "send", by=by, at=at)
    if all_delivered(statuses):
        event = "reach_hub" if row.way == Way.HUB else "receive"
        if RETURN.allows(ReturnStatus(row.status), event):
            row.received_at = None if row.way == Way.HUB else at
            step_return(row, event, by=by, at=at)
    elif TrackingStatus.LOST in statuses and RETURN.allows(ReturnStatus(row.status), "lose"):
        _take_as_lost(row, statuses, by=by, at=at)


def _take_as_lost(row: ReturnRequest, statuses: Sequence[str], *, by: Actor, at: datetime) -> None:
    """What the marketplace's own label was on and is lost does not fall on the buyer: it counts as come and gone.

    Where some of several are lost nobody knows which goods lay in which: then the seller decides once the others are
    there.
    """
    if any(status != TrackingStatus.LOST for status in statuses):
        return
    for line in row.lines.all():
        line.restocked, line.disposed, line.refused = 0, line.quantity, 0
        line.save(update_fields=["restocked", "disposed", "refused"])
    step_return(row, "lose", by=by, at=at)
    claim_for_lost_return(row, at=at, by=by)
    _settle_if_it_can_be(row.public_id, at=at)


def _settle_if_it_can_be(return_id: UUID, *, at: datetime) -> None:
    try:
        with transaction.atomic():
            settle(return_id, at=at, by=SYSTEM)
    except MarketError as refused:
        log.warning("lost return %s waits for the seller: %s", return_id, refused)
