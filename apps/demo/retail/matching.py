"""Demo · which purchase a returned piece came from · no tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from .rows import RetailRow

Pair = tuple[str, str, str]


def pair_of(row: RetailRow) -> Pair:
    """Who had what: customer (empty for a guest), country and goods."""
    return row.customer, row.country, row.stock_code.upper()


@dataclass
class _Bought:
    purchase: str
    unit_price: Decimal
    left: int


@dataclass(frozen=True)
class Match:
    """Pieces of one return that came from one purchase."""

    purchase: str
    quantity: int


class Memory:
    """What was bought of the goods that somebody will return: bounded by the file's returns, not by its sales."""

    def __init__(self, pairs: set[Pair]) -> None:
        self._pairs = pairs
        self._bought: dict[Pair, list[_Bought]] = defaultdict(list)

    def remember(self, purchase: str, row: RetailRow) -> None:
        """A sale, in the order of the file."""
        pair = pair_of(row)
        if pair in self._pairs:
            self._bought[pair].append(_Bought(purchase, row.unit_price, row.quantity))

    def match(self, row: RetailRow) -> tuple[list[Match], int]:
        """The purchases of a return's pieces, and how many pieces have none.

        Same buyer, country and goods; never more pieces than were bought, and never
        paid back dearer than they were sold. Those sold at the very price come
        first, then the latest.
        """
        wanted = -row.quantity
        candidates = [one for one in self._bought[pair_of(row)] if one.left and one.unit_price >= row.unit_price]
        ranked = sorted(enumerate(candidates), key=lambda item: (item[1].unit_price != row.unit_price, -item[0]))
        found: dict[str, int] = {}
        for _, one in ranked:
            taken = min(one.left, wanted)
            if taken:
                one.left -= taken
                wanted -= taken
                found[one.purchase] = found.get(one.purchase, 0) + taken
        return [Match(purchase, quantity) for purchase, quantity in found.items()], wanted
