"""Tills · what can be sold at a counter, and what a basket came to · vendor's schema, and public for the quote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from apps.catalog import selectors as catalog
from apps.checkout.types import Quote, QuotedLine
from apps.common.money import cash_rounded
from apps.common.tenancy import current_vendor_id
from apps.discovery.types import in_language
from apps.orders import selectors as orders
from apps.stock import selectors as stock
from apps.warehouse import selectors as houses

from ..models import Till, TillEntry
from ..types import Basket, BasketLine, EntryKind, ReceiptLine
from .tills import row

_LATELY = 200  # sales that say what a till sells


def as_basket(
    quote: Quote, language: str, *, serials: Mapping[UUID, Sequence[str]], numbered: Collection[UUID]
) -> Basket:
    """A quote in the words of the counter, with the serial numbers that were named and the goods that have some."""
    totals = quote.totals
    return Basket(
        lines=receipt_lines(quote.lines, language, serials=serials, numbered=numbered),
        goods=totals.goods,
        tax=totals.tax,
        fees=totals.fees + totals.duty + totals.shipping,
        total=totals.total,
        cash=cash_rounded(totals.total),
        minimum_age=quote.minimum_age,
    )


def receipt_lines(
    lines: tuple[QuotedLine, ...],
    language: str,
    *,
    serials: Mapping[UUID, Sequence[str]],
    numbered: Collection[UUID] = (),
) -> tuple[ReceiptLine, ...]:
    """Quoted lines as a receipt prints them."""
    return tuple(
        ReceiptLine(
            place=place,
            variant_id=line.variant_id,
            sku=line.sku,
            title=_named(line, language),
            pieces=line.quantity,
            goods=line.goods,
            total=line.total,
            by_serial=line.variant_id in numbered,
            serials=tuple(serials.get(line.variant_id, ())),
        )
        for place, line in enumerate(lines)
    )


def _named(line: QuotedLine, language: str) -> str:
    title, option = in_language(line.titles, language), in_language(line.option_labels, language)
    return f"{title} · {option}" if option else title


def matching(text: str, *, warehouse_id: UUID, limit: int = 20) -> dict[UUID, int]:
    """Variants that a text or a scanned code finds, with the pieces that are free in a house."""
    found = [row.public_id for row in catalog.search_variants(catalog.variants(), text)[:limit]]
    free = _free(found, warehouse_id)
    return {variant_id: free.get(variant_id, 0) for variant_id in found}


def usual(till: Till, *, limit: int) -> dict[UUID, int]:
    """What a till is likeliest to sell, with the pieces that are free in its house: what lies there before what does
    not, and of either what it sold most often of late first.
    """
    sales = list(TillEntry.objects.filter(till=till, kind=EntryKind.SALE).values_list("order_id", flat=True)[:_LATELY])
    lines = orders.lines_of(sales)
    sold = Counter(line.variant_id for order_id in sales for line in lines.get(order_id, ()))
    known = dict.fromkeys(
        [
            *(variant_id for variant_id, _ in sold.most_common(limit)),
            *stock.lying_in(current_vendor_id(), till.warehouse_id, limit=limit),
            *catalog.variants().values_list("public_id", flat=True)[:limit],
        ]
    )
    free = _free(known, till.warehouse_id)
    ranked = sorted(known, key=lambda variant_id: not free.get(variant_id))[:limit]
    return {variant_id: free.get(variant_id, 0) for variant_id in ranked}


def piece_called(till_id: UUID, number: str) -> BasketLine | None:
    """The piece on a till's shelves that bears this serial number, as a line of a basket; None where not just one does.

    Raises:
        TillUnknown: the vendor has none of this id.
    """
    found = houses.lying_as(number, warehouse_id=row(till_id).warehouse_id)
    return BasketLine(found[0].variant_id, 1, (found[0].number,)) if len(found) == 1 else None


def _free(variant_ids: Collection[UUID], warehouse_id: UUID) -> dict[UUID, int]:
    shelves = stock.shelves(variant_ids)
    return {shelf.variant_id: shelf.sellable for shelf in shelves if shelf.warehouse_id == warehouse_id}
