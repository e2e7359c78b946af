"""Fulfilment · cartons for the pieces of a shipment: pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from apps.logistics.types import ParcelPlan
from apps.planning.packing import cartons as planning
from apps.planning.packing.types import Item, Packing, Room, Size, ways

from ..types import CartonDraft

PADDING_MM = 20
OWN_WRAPPING_G = 120
"""What is wrapped around a piece that fits into no carton."""

Freight = Callable[[ParcelPlan], Decimal | None]
"""What a parcel costs to send; None where it is not carried."""


@dataclass(frozen=True)
class Usual:
    """A carton as it is commonly sold; `cost_eur` is a price to begin with."""

    code: str
    size: Size
    tare_g: int
    most_weight_g: int
    cost_eur: Decimal


# Single-wall cartons after FEFCO 0201 in sizes of common use, millimetres inside.
USUAL = (
    Usual("XS", (200, 150, 90), 70, 2_000, Decimal("0.25")),
    Usual("S", (250, 175, 100), 110, 5_000, Decimal("0.35")),
    Usual("M", (350, 250, 150), 240, 10_000, Decimal("0.60")),
    Usual("L", (450, 350, 200), 480, 20_000, Decimal("1.05")),
    Usual("XL", (600, 400, 400), 900, 30_000, Decimal("1.90")),
)


@dataclass(frozen=True)
class Pieces:
    """Pieces of a variant to be packed: grams and millimetres of one."""

    variant_id: UUID
    name: str
    count: int
    weight_g: int
    size: Size


@dataclass(frozen=True)
class Planned:
    """A box as it is to be packed. `carton` is None for a piece that is wrapped by itself."""

    carton: CartonDraft | None
    room: Size
    wall_mm: int
    weight_g: int
    layout: tuple[tuple[UUID, Size, Size], ...]


@dataclass(frozen=True)
class PackingPlan:
    """All boxes of a shipment; `cost` in the unit of the prices; `may_improve` if a longer search may find less."""

    boxes: tuple[Planned, ...]
    cost: Decimal
    may_improve: bool


def plan(
    pieces: Sequence[Pieces],
    cartons: Sequence[CartonDraft],
    *,
    freight: Freight,
    cost_of: Callable[[CartonDraft], Decimal],
    cpu_s: float = 0.5,
    solver_s: float = 0.0,
) -> PackingPlan:
    """The boxes under which cartons and freight cost least. What fits into no carton is wrapped by itself.

    `freight` and `cost_of` answer in one unit; seconds are of CPU (`planning.packing.cartons`).
    """
    known: dict[tuple[int, int], Decimal | None] = {}

    def price(number: int, contents_g: int) -> Decimal | None:
        if (number, contents_g) not in known:
            carton = cartons[number]
            sent = freight(parcel(_size(carton), carton.wall_mm, contents_g + carton.tare_g))
            known[number, contents_g] = None if sent is None else sent + cost_of(carton)
        return known[number, contents_g]

    items = [Item(one.name, one.size, one.count, ways(one.size), one.weight_g) for one in pieces]
    rooms = [Room(_size(carton), carton.most_weight_g) for carton in cartons]
    choice = planning.choose(items, rooms, price, cpu_s=cpu_s, solver_s=solver_s)
    boxes = [_planned(cartons[box.carton], box.packing, pieces) for box in choice.boxes]
    alone = [_wrapped(one) for one, count in zip(pieces, choice.unfit, strict=True) for _ in range(count)]
    extra = sum((freight(parcel(box.room, box.wall_mm, box.weight_g)) or Decimal(0) for box in alone), Decimal(0))
    return PackingPlan((*boxes, *alone), choice.cost + extra, choice.may_improve)


def parcel(room: Size, wall_mm: int, weight_g: int) -> ParcelPlan:
    """A box as the carrier measures it, longest side first."""
    sides = sorted((side + 2 * wall_mm for side in room), reverse=True)
    return ParcelPlan(weight_g, *sides)


def _size(carton: CartonDraft) -> Size:
    return (carton.length_mm, carton.width_mm, carton.height_mm)


def _planned(carton: CartonDraft, packing: Packing, pieces: Sequence[Pieces]) -> Planned:
    laid = planning.in_order(packing)
    weight = sum(pieces[one.item].weight_g for one in laid) + carton.tare_g
    layout = tuple((pieces[one.item].variant_id, one.corner, one.size) for one in laid)
    return Planned(carton, packing.room.size, carton.wall_mm, weight, layout)


def _wrapped(piece: Pieces) -> Planned:
    return Planned(
        None, piece.size, PADDING_MM // 2, piece.weight_g + OWN_WRAPPING_G, ((piece.variant_id, (0, 0, 0), piece.size),)
    )
