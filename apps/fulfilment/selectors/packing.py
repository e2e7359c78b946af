"""Fulfilment · how the packing of a shipment stands · vendor's schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from uuid import UUID

from apps.common.clock import now
from apps.shipping import selectors as shipping
from apps.shipping.types import FulfilmentLineDraft
from apps.warehouse import selectors as warehouses

from ..errors import PackingUnknown
from ..models import PackedPiece, PackingBox, PackingTask
from ..types import BoxView, Expected, TaskView


def has_begun(fulfilment_ids: Collection[UUID]) -> dict[UUID, bool]:
    """Which of these shipments are being packed, and whether that is finished. One query."""
    rows = PackingTask.objects.filter(fulfilment_id__in=list(fulfilment_ids))
    return {key: finished is not None for key, finished in rows.values_list("fulfilment_id", "finished_at")}


def task(fulfilment_id: UUID) -> TaskView:
    """How the packing of a shipment stands, box by box. Seven queries, however many pieces there are.

    Raises:
        PackingUnknown: it has not begun. FulfilmentUnknown: there is no such shipment.
    """
    row = PackingTask.objects.filter(fulfilment_id=fulfilment_id).first()
    if row is None:
        raise PackingUnknown()
    lines = {line.variant_id: line for line in shipping.view(fulfilment_id).lines}
    house = shipping.fulfilment(fulfilment_id).warehouse_id
    serialised = with_numbers(lines, warehouse_id=house)
    pieces = list(PackedPiece.objects.filter(box__task=row, undone_at=None).select_related("box").order_by("pk"))
    packed = Counter((piece.box_id, piece.variant_id) for piece in pieces)
    boxes = tuple(_box(box, lines, packed, serialised) for box in row.boxes.all())
    newest = pieces[-1] if pieces and row.finished_at is None else None
    return TaskView(
        fulfilment_id=row.fulfilment_id,
        order_id=row.order_id,
        order_number=row.order_number,
        cost=row.cost,
        is_searching=row.is_searching and row.search_until is not None and row.search_until > now(),
        finished_at=row.finished_at,
        boxes=boxes,
        last=(newest.pk, newest.serial or _name(lines, newest.variant_id), newest.box.number) if newest else None,
    )


def with_numbers(variant_ids: Collection[UUID], *, warehouse_id: UUID) -> frozenset[UUID]:
    """The variants whose pieces in this house have numbers of their own: these are scanned one by one."""
    return warehouses.numbered(variant_ids, warehouse_id=warehouse_id)


def contents(box: PackingBox) -> Counter[UUID]:
    """How many pieces of each variant have to lie in a box."""
    return Counter(UUID(laid[0]) for laid in box.layout)


def _box(
    box: PackingBox,
    lines: Mapping[UUID, FulfilmentLineDraft],
    packed: Counter[tuple[int, UUID]],
    serialised: frozenset[UUID],
) -> BoxView:
    expected = tuple(
        Expected(
            variant_id=variant_id,
            sku=_name(lines, variant_id),
            title=lines[variant_id].title if variant_id in lines else "",
            wanted=wanted,
            packed=packed[box.pk, variant_id],
            by_serial=variant_id in serialised,
        )
        for variant_id, wanted in contents(box).items()
    )
    return BoxView(
        number=box.number,
        carton_code=box.carton_code,
        size_mm=(box.length_mm, box.width_mm, box.height_mm),
        expected_g=box.expected_g,
        weight_g=box.weight_g,
        closed_at=box.closed_at,
        lines=expected,
        layout=tuple((UUID(one[0]), (one[1], one[2], one[3]), (one[4], one[5], one[6])) for one in box.layout),
    )


def _name(lines: Mapping[UUID, FulfilmentLineDraft], variant_id: UUID) -> str:
    return lines[variant_id].sku if variant_id in lines else str(variant_id)
