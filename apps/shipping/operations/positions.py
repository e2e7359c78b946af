"""Shipping · taking in where devices are · vendor's schema.

Points come in batches, late and more than once. A batch costs five statements, however many points it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.common.errors import TranslatableText
from apps.common.transactions import transaction_required
from apps.common.types import Actor, ActorKind
from apps.outbox import operations as outbox
from apps.outbox.types import Event

from .. import rules
from ..events import FenceCrossed, IncidentNoticed
from ..models import Attachment, Crossing, Device, Fulfilment, Geofence, Incident, Position
from ..rules.positions import ONE_INCIDENT, together
from ..types import IncidentKind
from .packing import facts

AHEAD = timedelta(minutes=5)  # by so much a device's clock may be fast
LOOK_BACK = 20  # points that decide whether a device has jumped or was wrong


@dataclass(frozen=True)
class ToldPoint:
    """A point as a device tells it: degrees, metres, degrees Celsius; `recorded_at` is aware."""

    device: str
    recorded_at: datetime
    latitude: float
    longitude: float
    accuracy_m: int | None = None
    celsius: float | None = None


@dataclass(frozen=True)
class Taken:
    """What came of a batch: points that are new, that were known, and those refused, by their place in it."""

    new: int
    known: int
    refused: tuple[tuple[int, TranslatableText], ...]


@transaction_required
def take_in(points: Sequence[ToldPoint], *, at: datetime) -> Taken:
    """Keep what devices tell, and draw the conclusions: where they are, what they enter and leave, what they feel.

    A device's instant is kept once. What is late is kept and its readings count, but does not tell where the
    device is now. Each point stands for itself: what cannot be taken is named, the rest is kept.
    """
    codes = sorted({point.device for point in points})
    rows = Device.objects.select_for_update(of=("self",)).select_related("fulfilment").filter(code__in=codes)
    devices = {row.code: row for row in rows.order_by("pk") if row.is_active}
    refused: list[tuple[int, TranslatableText]] = []
    good: dict[tuple[int, datetime], ToldPoint] = {}
    taken = 0
    for place, point in enumerate(points):
        problem = _problem(point, devices, at=at)
        if problem is not None:
            refused.append((place, problem))
            continue
        taken += 1
        good.setdefault((devices[point.device].pk, point.recorded_at), point)
    fresh = Position.insert_new([(pk, point) for (pk, _), point in good.items()], at=at)
    by_device: dict[str, list[rules.Point]] = defaultdict(list)
    for key in fresh:
        point = good[key]
        by_device[point.device].append(rules.Point(point.recorded_at, point.latitude, point.longitude, point.celsius))
    _conclude([(devices[code], found) for code, found in by_device.items()], at=at)
    return Taken(len(fresh), taken - len(fresh), tuple(refused))


def _problem(point: ToldPoint, devices: dict[str, Device], *, at: datetime) -> TranslatableText | None:
    if point.device not in devices:
        return _("No device of this code is in use.")
    if point.recorded_at > at + AHEAD:
        return _("The device's clock is ahead of ours.")
    if point.recorded_at < at - timedelta(days=settings.POSITION_DAYS):
        return _("The point is older than points are kept.")
    if point.latitude == 0 and point.longitude == 0:
        return _("The device had no fix: latitude and longitude are zero.")
    return None


def _conclude(found: Sequence[tuple[Device, list[rules.Point]]], *, at: datetime) -> None:
    moved = [(device, track) for device, points in found if (track := _onward(device, points))]
    events: list[Event] = []
    aboard = _Aboard([device for device, _ in found])
    if moved:
        fences = {row.code: (row.latitude, row.longitude, float(row.radius_m)) for row in Geofence.objects.all()}
        crossings = [one for device, track in moved for one in _move(device, track, fences)]
        Crossing.objects.bulk_create(crossings, ignore_conflicts=True)
        Device.objects.bulk_update(
            [device for device, _ in moved],
            ["last_at", "last_latitude", "last_longitude", "last_celsius", "inside"],
        )
        events += [
            FenceCrossed(**facts(shipment), occurred_at=one.occurred_at, fence=one.fence_code, is_entry=one.is_entry)
            for one in crossings
            if (shipment := aboard.shipment(one.device, one.occurred_at)) is not None
        ]
    for device, points in found:
        for shipment, stretch in _by_shipment(device, points, aboard):
            for breach in rules.breaches(stretch, least=device.min_celsius, most=device.max_celsius):
                incident = _noted(device, breach, shipment)
                if incident is not None and shipment is not None:
                    events.append(
                        IncidentNoticed(
                            **facts(shipment),
                            occurred_at=incident.started_at,
                            incident_id=incident.public_id,
                            kind=incident.kind,
                            celsius=incident.worst_celsius,
                            limit_celsius=incident.limit_celsius,
                        )
                    )
    if events:
        outbox.emit_many(events, by=Actor(ActorKind.SYSTEM, "device"), at=at)


class _Aboard:
    """With which shipment devices travelled when; looked up only where a point is older than where its device is now.

    One statement at most, whatever is asked.
    """

    def __init__(self, devices: Sequence[Device]) -> None:
        self._devices = devices
        self._before: dict[int, list[Attachment]] | None = None

    def shipment(self, device: Device, at: datetime) -> Fulfilment | None:
        if device.attached_at is None or at >= device.attached_at:
            return device.fulfilment
        if self._before is None:
            self._before = defaultdict(list)
            for row in Attachment.objects.filter(device__in=self._devices).select_related("fulfilment"):
                self._before[row.device_id].append(row)
        known = self._before.get(device.pk, ())
        return next((row.fulfilment for row in known if row.attached_at <= at < row.detached_at), None)


def _by_shipment(
    device: Device, points: Sequence[rules.Point], aboard: _Aboard
) -> list[tuple[Fulfilment | None, list[rules.Point]]]:
    """The readings of a device that stands only so much, by the shipment that it was with when it felt them."""
    if device.min_celsius is None and device.max_celsius is None:
        return []
    found: dict[Fulfilment | None, list[rules.Point]] = defaultdict(list)
    for point in points:
        found[aboard.shipment(device, point.at)].append(point)
    return list(found.items())


def _onward(device: Device, points: list[rules.Point]) -> list[rules.Point]:
    """The new points that lead on from where a device was last believed to be.

    Where none does although there are newer ones, the last points kept decide whether the device has jumped after all.
    """
    if device.last_at is None or device.last_latitude is None or device.last_longitude is None:
        return rules.believable(points, max_kmh=device.max_kmh)
    start = rules.Point(device.last_at, device.last_latitude, device.last_longitude)
    newer = [point for point in points if point.at > device.last_at]
    if not newer:
        return []
    track = rules.believable([start, *newer], max_kmh=device.max_kmh)[1:]
    if track:
        return track
    kept = Position.objects.filter(device=device, recorded_at__gt=device.last_at).order_by("-recorded_at")[:LOOK_BACK]
    later = [rules.Point(row.recorded_at, row.latitude, row.longitude, row.celsius) for row in kept]
    return rules.believable([start, *later], max_kmh=device.max_kmh)[1:]


def _move(device: Device, track: list[rules.Point], fences: dict[str, tuple[float, float, float]]) -> list[Crossing]:
    crossings = []
    for point in track:
        entered, left = rules.entered_and_left(device.inside, point, fences)
        crossings += [
            Crossing(device=device, fence_code=code, is_entry=is_entry, occurred_at=point.at)
            for codes, is_entry in ((left, False), (entered, True))
            for code in codes
        ]
        device.inside = sorted((set(device.inside) - set(left)) | set(entered))
    last = track[-1]
    device.last_at, device.last_latitude, device.last_longitude = last.at, last.latitude, last.longitude
    device.last_celsius = last.celsius if last.celsius is not None else device.last_celsius
    return crossings


def _noted(device: Device, breach: rules.Breach, shipment: Fulfilment | None) -> Incident | None:
    """Write a stretch down; the incident where it is a new one, None where it belongs to one that is known."""
    near = Q(started_at__lte=breach.last_at + ONE_INCIDENT, last_at__gte=breach.first_at - ONE_INCIDENT)
    same = Incident.objects.filter(near, device=device, fulfilment=shipment, kind=breach.kind)
    known = same.order_by("started_at").first()
    if known is None:
        return Incident.objects.create(
            device=device,
            fulfilment=shipment,
            kind=breach.kind,
            started_at=breach.first_at,
            last_at=breach.last_at,
            worst_celsius=breach.worst,
            limit_celsius=breach.limit,
        )
    before = rules.Breach(
        IncidentKind(known.kind), known.started_at, known.last_at, known.worst_celsius, known.limit_celsius
    )
    whole = together(before, breach)
    if whole != before:
        known.started_at, known.last_at, known.worst_celsius = whole.first_at, whole.last_at, whole.worst
        known.save(update_fields=["started_at", "last_at", "worst_celsius"])
    return None


@transaction_required
def purge(*, before: datetime) -> int:
    """Forget where devices were before an instant; how many points were forgotten."""
    return int(Position.objects.filter(received_at__lt=before, recorded_at__lt=before).delete()[0])
