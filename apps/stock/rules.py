"""Stock · which warehouse ships what: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from .types import Demand, Holding

# A hot shelf lies in so many buckets.
BUCKETS = 16
# A shelf is hot where within some minutes many waited long for it (each process notes one wait a second), and until
# nobody has wanted it for an hour.
LONG_WAIT = timedelta(milliseconds=50)
MANY_WAITS = 10
WAITS_COUNT_FOR = timedelta(minutes=2)
COOLS_AFTER = timedelta(hours=1)
# So many ways of serving a vendor's share of a cart are compared.
MOST_CANDIDATES = 5


@dataclass(frozen=True)
class Shelf:
    """Sellable pieces of a variant in a warehouse."""

    counter_id: int
    vendor_id: int
    variant_id: UUID
    warehouse_id: UUID
    warehouse_country: str
    sellable: int


def merged(demands: Iterable[Demand]) -> list[Demand]:
    """One demand per variant: repeated lines are added before anything is checked."""
    wanted: dict[tuple[int, UUID], int] = defaultdict(int)
    for demand in demands:
        wanted[demand.vendor_id, demand.variant_id] += demand.quantity
    return [Demand(vendor, variant, quantity) for (vendor, variant), quantity in wanted.items()]


def short(demands: Sequence[Demand], shelves: Sequence[Shelf]) -> list[dict[str, object]]:
    """The demands that all shelves together cannot meet, with what could be sold."""
    sellable: dict[UUID, int] = defaultdict(int)
    for shelf in shelves:
        sellable[shelf.variant_id] += shelf.sellable
    return [
        {"variant_id": str(d.variant_id), "wanted": d.quantity, "sellable": sellable[d.variant_id]}
        for d in demands
        if sellable[d.variant_id] < d.quantity
    ]


def plan(
    demands: Sequence[Demand], shelves: Sequence[Shelf], *, ship_to: str, customs_union: Collection[str]
) -> list[tuple[int, Holding]]:
    """(counter id, pieces) for each demand, in as few parcels for each vendor as the shelves allow.

    A warehouse that can serve all of a vendor's lines is taken first, of several
    the one nearest in customs terms: in the destination, then in its customs
    union, then the fullest. Otherwise the warehouse that serves most lines is
    taken and the rest is planned again. `demands` are merged and not short.
    """
    chosen: list[tuple[int, Holding]] = []
    for wanted, stores in _by_vendor(demands, shelves):
        chosen += _plan_vendor(wanted, stores, ship_to=ship_to, customs_union=customs_union)
    return chosen


def candidates(
    demands: Sequence[Demand], shelves: Sequence[Shelf], *, ship_to: str, customs_union: Collection[str]
) -> dict[int, list[tuple[Holding, ...]]]:
    """By vendor, the ways in which its houses can serve the demands, that of `plan` first; at most `MOST_CANDIDATES`.

    Each begins at another house, takes there what it has, and is filled up as `plan` does.
    """
    found: dict[int, list[tuple[Holding, ...]]] = {}
    for wanted, stores in _by_vendor(demands, shelves):
        ways: dict[frozenset[Holding], tuple[Holding, ...]] = {}
        order = sorted(
            stores, key=lambda house: _merit(stores[house], _left(wanted), ship_to, customs_union), reverse=True
        )
        for first in (None, *order[:MOST_CANDIDATES]):
            planned = _plan_vendor(wanted, stores, ship_to=ship_to, customs_union=customs_union, first=first)
            way = tuple(holding for _, holding in planned)
            ways.setdefault(frozenset(way), way)
        found[wanted[0].vendor_id] = list(ways.values())[:MOST_CANDIDATES]
    return found


def _by_vendor(
    demands: Sequence[Demand], shelves: Sequence[Shelf]
) -> Iterator[tuple[list[Demand], dict[UUID, list[Shelf]]]]:
    """Each vendor's demands, with its stocked shelves by house."""
    by_vendor: dict[int, list[Demand]] = defaultdict(list)
    for demand in demands:
        by_vendor[demand.vendor_id].append(demand)
    for vendor_id, wanted in by_vendor.items():
        stores: dict[UUID, list[Shelf]] = defaultdict(list)
        for shelf in shelves:
            if shelf.vendor_id == vendor_id and shelf.sellable > 0:
                stores[shelf.warehouse_id].append(shelf)
        yield wanted, stores


def _plan_vendor(
    wanted: Sequence[Demand],
    stores: Mapping[UUID, Sequence[Shelf]],
    *,
    ship_to: str,
    customs_union: Collection[str],
    first: UUID | None = None,
) -> list[tuple[int, Holding]]:
    left, open_stores = _left(wanted), dict(stores)
    taken: list[tuple[int, Holding]] = []
    while left and open_stores:
        best = (
            open_stores[first]
            if first is not None
            else max(open_stores.values(), key=lambda store: _merit(store, left, ship_to, customs_union))
        )
        first = None
        del open_stores[best[0].warehouse_id]
        for shelf in best:
            pieces = min(shelf.sellable, left.get(shelf.variant_id, 0))
            if pieces:
                taken.append((shelf.counter_id, _holding(shelf, wanted[0].vendor_id, pieces)))
                left[shelf.variant_id] -= pieces
                if not left[shelf.variant_id]:
                    del left[shelf.variant_id]
    return taken


def _left(wanted: Sequence[Demand]) -> dict[UUID, int]:
    return {demand.variant_id: demand.quantity for demand in wanted}


def _holding(shelf: Shelf, vendor_id: int, pieces: int) -> Holding:
    return Holding(vendor_id, shelf.variant_id, shelf.warehouse_id, shelf.warehouse_country, pieces)


def _merit(
    store: Sequence[Shelf], left: Mapping[UUID, int], ship_to: str, customs_union: Collection[str]
) -> tuple[int, int, int, str]:
    whole = sum(1 for shelf in store if shelf.sellable >= left.get(shelf.variant_id, 0) > 0)
    country = store[0].warehouse_country
    nearness = 2 if country == ship_to else 1 if ship_to in customs_union and country in customs_union else 0
    return whole, nearness, sum(shelf.sellable for shelf in store), str(store[0].warehouse_id)


def wanted_at_once(waited: Iterable[tuple[int, int]]) -> list[int]:
    """The counters that many waited for, of (counter id, milliseconds) for everybody who did."""
    times: dict[int, int] = defaultdict(int)
    for counter_id, waited_ms in waited:
        times[counter_id] += waited_ms >= LONG_WAIT.total_seconds() * 1000
    return sorted(counter_id for counter_id, count in times.items() if count >= MANY_WAITS)


def ships_from(by_country: Collection[tuple[str, int]], *, to: str, home: str) -> str:
    """The country from which a piece would come: the shopper's own, else the seller's, else where most are.

    `by_country` lists (country, sellable pieces).
    """
    stocked = {country: pieces for country, pieces in by_country if pieces > 0}
    if to in stocked:
        return to
    if home in stocked or not stocked:
        return home
    return max(stocked, key=lambda country: (stocked[country], country))
