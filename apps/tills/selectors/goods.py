"""Tills · what can be sold at a counter, and what a basket came to · vendor's schema, and public for the quote."""

from __future__ import annotations

from uuid import UUID

from apps.catalog import selectors as catalog
from apps.checkout.types import Quote, QuotedLine
from apps.common.money import cash_rounded
from apps.discovery.types import in_language
from apps.stock import selectors as stock

from ..types import Basket, ReceiptLine


def as_basket(quote: Quote, language: str) -> Basket:
    """A quote in the words of the counter."""
    totals = quote.totals
    return Basket(
        lines=receipt_lines(quote.lines, language),
        goods=totals.goods,
        tax=totals.tax,
        fees=totals.fees + totals.duty + totals.shipping,
        total=totals.total,
        cash=cash_rounded(totals.total),
        minimum_age=quote.minimum_age,
    )


def receipt_lines(lines: tuple[QuotedLine, ...], language: str) -> tuple[ReceiptLine, ...]:
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
        )
        for place, line in enumerate(lines)
    )


def _named(line: QuotedLine, language: str) -> str:
    title, option = in_language(line.titles, language), in_language(line.option_labels, language)
    return f"{title} · {option}" if option else title


def matching(text: str, *, warehouse_id: UUID, limit: int = 20) -> dict[UUID, int]:
    """Variants that a text or a scanned code finds ("" for any), with the pieces that are free in a house."""
    rows = catalog.variants()
    found = [row.public_id for row in (catalog.search_variants(rows, text) if text else rows)[:limit]]
    free = {shelf.variant_id: shelf.sellable for shelf in stock.shelves(found) if shelf.warehouse_id == warehouse_id}
    return {variant_id: free.get(variant_id, 0) for variant_id in found}
