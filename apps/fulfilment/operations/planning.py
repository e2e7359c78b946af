"""Fulfilment · which cartons a shipment is packed into · vendor's schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from celery import current_app
from django.db import transaction
from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.common.money import rounded
from apps.common.transactions import transaction_required
from apps.currencies import selectors as currencies
from apps.logistics import rules as logistics_rules
from apps.logistics import selectors as logistics
from apps.logistics.types import ParcelPlan
from apps.orders import selectors as orders
from apps.orders.types import OrderStatus
from apps.shipping import selectors as shipping
from apps.shipping.models import Fulfilment
from apps.shipping.operations.holding import require_free
from apps.shipping.types import FulfilmentStatus
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as warehouses

from ..errors import NoCartons, NotToBePacked, PackingBegun, PackingUnknown
from ..models import Carton, PackedPiece, PackingBox, PackingTask
from ..rules import cartons as rules
from ..selectors.cartons import as_draft
from ..selectors.packing import contents
from ..types import CartonDraft

_PACKABLE = (FulfilmentStatus.PENDING, FulfilmentStatus.PACKED)
SOLVER_S = 5.0
SEARCH_FOR = timedelta(minutes=5)
"""After this nobody waits for a worker's better packing any more: it stopped, or was never reached."""


@dataclass(frozen=True)
class _Prices:
    """What parcels and cartons cost, in one unit: money of `currency`, or chargeable grams where no rate is known."""

    freight: Callable[[ParcelPlan], Decimal | None]
    cost_of: Callable[[CartonDraft], Decimal]
    currency: str | None


@transaction_required
def begin(fulfilment_id: UUID, *, at: datetime) -> bool:
    """Plan the boxes of a shipment, so that they can be packed; whether a worker may find cheaper ones.

    Twice is once. A shipment that was packed and has no label yet is packed anew.

    Raises:
        FulfilmentUnknown: there is none of this id. ShipmentHeld: its order is looked at.
        NotToBePacked: the order is not confirmed, or the label is printed. NoCartons: none is in use.
    """
    row = shipping.fulfilment(fulfilment_id)
    require_free(row)
    if row.status not in _PACKABLE or orders.order(row.order_id).row.status == OrderStatus.PLACED:
        raise NotToBePacked()
    if PackingTask.objects.filter(fulfilment_id=fulfilment_id, finished_at=None).exists():
        return False
    plan, currency = _planned(row, solver_s=0, at=at)
    task, is_new = PackingTask.objects.select_for_update().get_or_create(
        fulfilment_id=fulfilment_id,
        defaults={"order_id": row.order_id, "order_number": row.order_number, "begun_at": at},
    )
    if not is_new and task.finished_at is None:
        return False
    task.finished_at = None
    _unpack(task, at=at)
    _keep(task, plan, currency=currency, search_until=at + SEARCH_FOR if plan.may_improve else None)
    return plan.may_improve


@transaction_required
def plan_anew(fulfilment_id: UUID, *, at: datetime) -> bool:
    """Plan again, as after cartons were changed; whether a worker may find cheaper boxes.

    Raises:
        PackingUnknown, PackingBegun, NoCartons: it has not begun, pieces were scanned, or no carton is in use.
    """
    task = locked(fulfilment_id)
    if task.finished_at or PackedPiece.objects.filter(box__task=task, undone_at=None).exists():
        raise PackingBegun()
    plan, currency = _planned(shipping.fulfilment(fulfilment_id), solver_s=0, at=at)
    _keep(task, plan, currency=currency, search_until=at + SEARCH_FOR if plan.may_improve else None)
    return plan.may_improve


@transaction_required
def follow(row: Fulfilment, *, at: datetime) -> None:
    """Have the packing of a shipment agree with what it sends now: all pieces come out, and are planned anew.

    The packing of a cancelled one ends, and its numbered pieces are free, as where no carton is in use any more. Twice
    is once.
    """
    task = PackingTask.objects.select_for_update().filter(fulfilment_id=row.public_id).first()
    if task is None:
        return
    is_cancelled = row.status == FulfilmentStatus.CANCELLED
    planned = sum((contents(box) for box in task.boxes.all()), start=Counter[UUID]())
    is_same = planned == Counter({line.variant_id: line.quantity for line in row.lines.all()})
    if not is_cancelled and (is_same or row.status not in _PACKABLE):
        return
    _unpack(task, at=at)
    if is_cancelled or not Carton.objects.filter(is_active=True).exists():
        task.delete()
        return
    plan, currency = _planned(row, solver_s=0, at=at)
    task.finished_at = None
    _keep(task, plan, currency=currency, search_until=None)


def improve(fulfilment_id: UUID, *, at: datetime) -> bool:
    """Search for cheaper boxes for some seconds of CPU, in a worker; whether they were taken.

    They are not where the search was called off meanwhile: what is to be packed is less by now, or nothing.
    """
    row = shipping.fulfilment(fulfilment_id)
    plan, currency = _planned(row, solver_s=SOLVER_S, at=at)
    with transaction.atomic():
        task = PackingTask.objects.select_for_update().filter(fulfilment_id=fulfilment_id, is_searching=True).first()
        if task is None:
            return False
        is_cheaper = task.cost is None or currency is None or Money(plan.cost, currency) < task.cost
        is_free = task.finished_at is None and not PackedPiece.objects.filter(box__task=task).exists()
        if is_free and is_cheaper:
            _keep(task, plan, currency=currency, search_until=None)
            return True
        PackingTask.objects.filter(pk=task.pk).update(is_searching=False, search_until=None)
    return False


def start(fulfilment_id: UUID, *, vendor_id: int) -> None:
    """Wake a worker for `improve`, once the transaction has committed."""
    current_app.tasks["fulfilment.improve_packing"].delay(str(fulfilment_id), vendor_id=vendor_id)


def locked(fulfilment_id: UUID) -> PackingTask:
    """A shipment's packing, locked until the transaction ends.

    Raises:
        PackingUnknown: it has not begun.
    """
    task = PackingTask.objects.select_for_update().filter(fulfilment_id=fulfilment_id).first()
    if task is None:
        raise PackingUnknown()
    return task


def _planned(row: Fulfilment, *, solver_s: float, at: datetime) -> tuple[rules.PackingPlan, str | None]:
    cartons = [as_draft(carton) for carton in Carton.objects.filter(is_active=True)]
    if not cartons:
        raise NoCartons()
    lines = row.lines.all()
    pieces = [
        rules.Pieces(
            line.variant_id, line.sku, line.quantity, line.weight_g, (line.length_mm, line.width_mm, line.height_mm)
        )
        for line in lines
    ]
    prices = _prices(row, cartons, at=at)
    plan = rules.plan(pieces, cartons, freight=prices.freight, cost_of=prices.cost_of, solver_s=solver_s)
    return plan, prices.currency


def _prices(row: Fulfilment, cartons: Sequence[CartonDraft], *, at: datetime) -> _Prices:
    ship_from = warehouses.warehouse(row.warehouse_id).country
    address = PostalAddress.from_json(row.recipient)
    currency = str(cartons[0].cost.currency)
    rates = currencies.rate_table(at.date())

    def freight(parcel: ParcelPlan) -> Decimal | None:
        priced = logistics.priced_services(
            ship_from=ship_from, ship_to=row.country, parcels=[parcel], postcode=address.postcode
        )
        found = next((one for one in priced if one.service.code == row.service_id), None)
        if found is None or found.refusal:
            return None
        return Decimal(rates.convert(found.charges[0].total, currency).amount)

    has_rate = logistics.by_table(row.service_id, ship_from=ship_from, ship_to=row.country) is not None
    if has_rate:
        return _Prices(freight, lambda carton: Decimal(rates.convert(carton.cost, currency).amount), currency)
    divisor = row.service.volumetric_divisor
    return _Prices(
        lambda parcel: Decimal(logistics_rules.chargeable_g(parcel, volumetric_divisor=divisor)),
        lambda carton: Decimal(0),
        None,
    )


def _keep(task: PackingTask, plan: rules.PackingPlan, *, currency: str | None, search_until: datetime | None) -> None:
    task.boxes.all().delete()
    codes = dict(Carton.objects.values_list("code", "pk"))
    PackingBox.objects.bulk_create(
        PackingBox(
            task=task,
            number=number,
            carton_id=codes[box.carton.code] if box.carton else None,
            carton_code=box.carton.code if box.carton else "",
            length_mm=box.room[0],
            width_mm=box.room[1],
            height_mm=box.room[2],
            wall_mm=box.wall_mm,
            expected_g=box.weight_g,
            layout=[[str(variant_id), *corner, *size] for variant_id, corner, size in box.layout],
        )
        for number, box in enumerate(plan.boxes, start=1)
    )
    task.cost = rounded(Money(plan.cost, currency)) if currency else None
    task.is_searching, task.search_until = search_until is not None, search_until
    task.save()


def _unpack(task: PackingTask, *, at: datetime) -> None:
    """Take all pieces out of the boxes of an earlier packing."""
    warehouse.unpack_serials(task.fulfilment_id, at=at)
    PackedPiece.objects.filter(box__task=task).delete()
