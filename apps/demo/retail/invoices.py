"""Demo · rows into invoices, with as few as possible in memory · no tables."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .rows import RetailRow

PATIENCE = 1500


@dataclass
class Invoice:
    """The rows of one invoice number. `key` tells it from one that came back after it was closed."""

    key: str
    rows: list[RetailRow] = field(default_factory=list)

    @property
    def is_return(self) -> bool:
        return self.rows[0].invoice.startswith("C")


def gather(batches: Iterable[list[RetailRow]], *, at_once: int) -> Iterator[list[Invoice]]:
    """Invoices, `at_once` of them at a time, in the order in which their last rows stand in the file.

    An invoice is closed once 1,500 others have been touched since; should its number
    come again, that is an invoice of its own ("536365/2").
    """
    open_ones: OrderedDict[str, Invoice] = OrderedDict()
    closed: dict[str, int] = {}
    for batch in batches:
        for row in batch:
            if row.invoice not in open_ones:
                times = closed.get(row.invoice, 0)
                open_ones[row.invoice] = Invoice(row.invoice if not times else f"{row.invoice}/{times + 1}")
            open_ones[row.invoice].rows.append(row)
            open_ones.move_to_end(row.invoice)
            if len(open_ones) >= PATIENCE + at_once:
                yield _close(open_ones, closed, at_once)
    while open_ones:
        yield _close(open_ones, closed, at_once)


def _close(open_ones: OrderedDict[str, Invoice], closed: dict[str, int], count: int) -> list[Invoice]:
    done: list[Invoice] = []
    while open_ones and len(done) < count:
        number, invoice = open_ones.popitem(last=False)
        closed[number] = closed.get(number, 0) + 1
        done.append(invoice)
    return done
