"""Fulfilment · packing, walks and rounds follow what becomes of an order · vendor's schema."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime
from uuid import UUID

from apps.common.addresses import PostalAddress
from apps.common.errors import MarketError
from apps.common.transactions import transaction_required
from apps.shipping import selectors as shipping
from apps.shipping.models import Fulfilment
from apps.shipping.types import FulfilmentStatus

from .. import selectors
from ..models import KnownPlace, RoutePlan, RouteStop, Wave, WaveOrder
from ..types import RoutingState
from . import fitting, planning

log = logging.getLogger(__name__)


@transaction_required
def follow_order(order_id: UUID, *, at: datetime) -> None:
    """Have packing, walks and rounds agree with an order that was cancelled or changed. Twice is once.

    A cancelled shipment leaves all of them, walks and rounds with a note. One that sends fewer pieces is packed anew,
    and no more are collected; one that goes to another address leaves its round until it is known where that is.
    """
    for row in shipping.fulfilments().filter(order_id=order_id).order_by("pk"):
        planning.follow(row, at=at)
        _follow_walks(row, at=at)
        _follow_rounds(row, at=at)


def _follow_walks(row: Fulfilment, *, at: datetime) -> None:
    is_gone = row.status == FulfilmentStatus.CANCELLED
    for found in WaveOrder.objects.filter(fulfilment_id=row.public_id, is_open=True):
        wave = Wave.objects.select_for_update().get(pk=found.wave_id)
        member = WaveOrder.objects.get(pk=found.pk)
        if not member.is_open:
            continue
        wanted: Counter[UUID] = Counter()
        if is_gone:
            member.is_open, member.left_at = False, at
            member.save(update_fields=["is_open", "left_at"])
        else:
            wanted.update({line.variant_id: line.quantity for line in row.lines.all()})
        _lessen(wave, member.tote, wanted, at=at)


def _lessen(wave: Wave, tote: int, wanted: Counter[UUID], *, at: datetime) -> None:
    """Collect no more into a tote than is wanted; what was taken already counts first."""
    for line in sorted(wave.lines.all(), key=lambda one: (one.done_at is None, one.place)):
        share = dict(map(tuple, line.totes))
        if tote not in share:
            continue
        stays = min(share[tote], wanted[line.variant_id])
        wanted[line.variant_id] -= stays
        if line.done_at is not None or stays == share[tote]:
            continue
        line.wanted -= share[tote] - stays
        share[tote] = stays
        line.totes = [[one, pieces] for one, pieces in share.items() if pieces]
        if not line.wanted:
            line.picked, line.done_at = 0, at
        line.save(update_fields=["wanted", "totes", "picked", "done_at"])


def _follow_rounds(row: Fulfilment, *, at: datetime) -> None:
    for found in RouteStop.objects.filter(fulfilment_id=row.public_id, left_at=None):
        plan = RoutePlan.objects.select_for_update().get(pk=found.plan_id)
        stop = plan.stops.get(pk=found.pk)
        if row.status == FulfilmentStatus.CANCELLED:
            stop.left_at = at
        elif stop.address != row.recipient:
            _readdress(stop, row)
        else:
            continue
        was_on = stop.round
        stop.round = stop.place = stop.vehicle = stop.arrives = None
        stop.save()
        if was_on and plan.state == RoutingState.READY:
            _close_up(plan)


def _readdress(stop: RouteStop, row: Fulfilment) -> None:
    stop.address = row.recipient
    known = KnownPlace.objects.filter(key=selectors.place_key(PostalAddress.from_json(row.recipient))).first()
    stop.latitude, stop.longitude = (known.latitude, known.longitude) if known else (None, None)


def _close_up(plan: RoutePlan) -> None:
    """Time the rounds anew without the stop that left. Where they cannot be, as without vehicles, they stay."""
    try:
        fitting.rearrange(plan, fitting.kept(plan))
    except MarketError as refused:
        log.warning("rounds of plan %s keep their times: %s", plan.public_id, refused.text())
