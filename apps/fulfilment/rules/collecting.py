"""Fulfilment · what is taken where for several shipments, in the order of the walk: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.planning.slotting.rounds import Place, Round, walk
from apps.warehouse.types import BinInfo, Stowed


@dataclass(frozen=True)
class Need:
    """Pieces of a variant that go into a tote."""

    tote: int
    variant_id: UUID
    sku: str
    title: str
    pieces: int


@dataclass(frozen=True)
class Pick:
    """Pieces to take at one place; `totes` are (tote, pieces). `bin` is None for what lies in none, or is unknown."""

    variant_id: UUID
    sku: str
    title: str
    bin: BinInfo | None
    lot: str
    pieces: int
    totes: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Walk:
    """The picks in walking order: those in bins first, what lies loose last."""

    picks: tuple[Pick, ...]
    round: Round


def collected(
    needs: Sequence[Need], taken: Mapping[UUID, Sequence[tuple[Stowed, int]]], bins: Sequence[BinInfo]
) -> Walk:
    """The walk that collects all needs from the places that the books will be charged with.

    `taken` are (place, pieces) of each variant, as `warehouse` draws them; what they lack is picked from no bin.
    """
    known = {one.code: one for one in bins}
    picks: list[Pick] = []
    for variant_id, wanted in _by_variant(needs).items():
        left = [[need.tote, need.pieces] for need in wanted]
        places = [(known.get(one.bin), one.lot, pieces) for one, pieces in taken.get(variant_id, ())]
        missing = sum(pieces for _, pieces in left) - sum(pieces for _, _, pieces in places)
        if missing > 0:
            places.append((None, "", missing))
        for bin_, lot, pieces in places:
            totes = _dealt(left, pieces)
            if totes:
                first = wanted[0]
                picks.append(Pick(variant_id, first.sku, first.title, bin_, lot, sum(n for _, n in totes), totes))
    binned = [one for one in picks if one.bin is not None]
    loose = sorted((one for one in picks if one.bin is None), key=lambda one: one.sku)
    found = way([one.bin for one in binned if one.bin is not None], bins)
    return Walk((*(binned[number] for number in found.order), *loose), found)


def way(stops: Sequence[BinInfo], bins: Sequence[BinInfo]) -> Round:
    """The S-shaped round over bins of a house."""
    ends: dict[str, tuple[float, float]] = {}
    for one in bins:
        y = float(one.y_m)
        front, back = ends.get(aisle_of(one), (y, y))
        ends[aisle_of(one)] = (min(front, y), max(back, y))
    return walk([Place(aisle_of(one), float(one.x_m), float(one.y_m)) for one in stops], ends=ends)


def aisle_of(one: BinInfo) -> str:
    """A bin's aisle; without one, all bins as far to the right as it is are taken for one."""
    return one.aisle or f"{one.x_m}"


def _by_variant(needs: Sequence[Need]) -> dict[UUID, list[Need]]:
    found: dict[UUID, list[Need]] = defaultdict(list)
    for need in needs:
        found[need.variant_id].append(need)
    return found


def _dealt(left: list[list[int]], pieces: int) -> tuple[tuple[int, int], ...]:
    """These pieces dealt out to the totes that still want some; `left` is lowered by them."""
    found = []
    for one in left:
        part = min(one[1], pieces)
        if part:
            found.append((one[0], part))
            one[1] -= part
            pieces -= part
    return tuple(found)
