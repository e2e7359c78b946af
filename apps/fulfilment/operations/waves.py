"""Fulfilment · waves: chosen, walked line by line, finished · vendor's schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.shipping.models import Fulfilment
from apps.warehouse import selectors as warehouses

from ..errors import NotInOneHouse, WaveOver, WaveUnknown
from ..models import PickLine, Wave, WaveOrder
from ..rules.collecting import Need, collected
from ..selectors.waves import collectable

MOST_ORDERS = 40


@transaction_required
def open_wave(fulfilment_ids: Sequence[UUID], *, at: datetime, by: Actor) -> UUID:
    """Have these shipments collected in one walk; the wave's id. Each gets a tote, numbered in the order given.

    Raises:
        NotInOneHouse: none is given, too many, of several houses, or one that is not to be collected (any more).
    """
    wanted = list(dict.fromkeys(fulfilment_ids))
    if not 1 <= len(wanted) <= MOST_ORDERS:
        raise NotInOneHouse(field="shipments", problem=_("Choose between 1 and %(most)s shipments."), most=MOST_ORDERS)
    rows = {row.public_id: row for row in collectable().filter(public_id__in=wanted).prefetch_related("lines")}
    if len(rows) < len(wanted):
        raise NotInOneHouse(
            field="shipments", problem=_("Choose confirmed shipments that are in no other wave and not packed yet.")
        )
    houses = {row.warehouse_id for row in rows.values()}
    if len(houses) > 1:
        raise NotInOneHouse(field="shipments", problem=_("Choose shipments of one warehouse: they are one walk."))
    house = warehouses.warehouse(houses.pop())
    needs = [
        Need(tote, line.variant_id, line.sku, line.title, line.quantity)
        for tote, public_id in enumerate(wanted, start=1)
        for line in rows[public_id].lines.all()
    ]
    pieces: Counter[UUID] = Counter()
    for need in needs:
        pieces[need.variant_id] += need.pieces
    taken = warehouses.to_take(pieces, warehouse=house.code, today=at.date())
    walk = collected(needs, taken, warehouses.bins(house.code, limit=10_000))
    wave = Wave.objects.create(
        warehouse_id=house.public_id,
        warehouse_code=house.code,
        metres=Decimal(f"{walk.round.metres:.1f}"),
        created_at=at,
        made_by=f"{by.kind}:{by.ref}",
    )
    _enrol(wave, [rows[public_id] for public_id in wanted])
    PickLine.objects.bulk_create(
        PickLine(
            wave=wave,
            place=place,
            variant_id=pick.variant_id,
            sku=pick.sku,
            title=pick.title,
            bin=pick.bin.code if pick.bin else "",
            aisle=pick.bin.aisle if pick.bin else "",
            lot=pick.lot,
            x_m=pick.bin.x_m if pick.bin else None,
            y_m=pick.bin.y_m if pick.bin else None,
            wanted=pick.pieces,
            totes=[list(one) for one in pick.totes],
        )
        for place, pick in enumerate(walk.picks, start=1)
    )
    return wave.public_id


@transaction_required
def pick(wave_id: UUID, place: int, *, pieces: int, at: datetime) -> None:
    """Say how many pieces were found at a place. May be said again until the wave is finished.

    Raises:
        WaveUnknown: there is no such wave or place. WaveOver: it is finished.
        InvalidInput: more than were wanted.
    """
    wave = _open(wave_id)
    line = wave.lines.filter(place=place).first()
    if line is None:
        raise WaveUnknown()
    if not 0 <= pieces <= line.wanted:
        raise InvalidInput(field="pieces", problem=_("Take %(wanted)s pieces here at most."), wanted=line.wanted)
    line.picked, line.done_at = pieces, at
    line.save(update_fields=["picked", "done_at"])


@transaction_required
def finish(wave_id: UUID, *, at: datetime) -> None:
    """The walk is over: its shipments can be packed, or collected again. What was not picked is short. Twice is once.

    Raises:
        WaveUnknown: there is no such wave.
    """
    wave = Wave.objects.select_for_update().filter(public_id=wave_id).first()
    if wave is None:
        raise WaveUnknown()
    if wave.finished_at is not None:
        return
    wave.lines.filter(done_at__isnull=True).update(picked=0, done_at=at)
    wave.orders.update(is_open=False)
    wave.finished_at = at
    wave.save(update_fields=["finished_at"])


def _enrol(wave: Wave, rows: Sequence[Fulfilment]) -> None:
    try:
        with transaction.atomic():
            WaveOrder.objects.bulk_create(
                WaveOrder(
                    wave=wave,
                    tote=tote,
                    fulfilment_id=row.public_id,
                    order_id=row.order_id,
                    order_number=row.order_number,
                )
                for tote, row in enumerate(rows, start=1)
            )
    except IntegrityError as error:
        raise NotInOneHouse(
            field="shipments", problem=_("Somebody has just taken one of these shipments into another wave.")
        ) from error


def _open(wave_id: UUID) -> Wave:
    wave = Wave.objects.select_for_update().filter(public_id=wave_id).first()
    if wave is None:
        raise WaveUnknown()
    if wave.finished_at is not None:
        raise WaveOver()
    return wave
