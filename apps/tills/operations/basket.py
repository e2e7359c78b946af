"""Tills · what a basket costs, and what the goods of a shop do · vendor's schema, and public for the quote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog import selectors as catalog
from apps.checkout.errors import NotSoldHere
from apps.checkout.operations import counter
from apps.common.errors import InvalidInput
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.stock.errors import InsufficientStock
from apps.vendors import selectors as vendors
from apps.warehouse import selectors as houses

from .. import selectors
from ..errors import BasketEmpty, NotForSale, SoldOut
from ..models import Till
from ..types import Basket, BasketLine, Goods

MOST_LINES = 100


@transaction_required
def quote_basket(till_id: UUID, lines: Sequence[BasketLine], *, language: str, at: datetime) -> Basket:
    """What a basket costs at a till now, with tax. Nothing is held.

    Raises:
        TillUnknown: the vendor has none of this id. BasketEmpty: there is nothing in it.
        NotForSale: some of it cannot be sold there; each is named.
    """
    shop, wanted = shop_of(selectors.row(till_id)), merged(lines)
    numbered = houses.numbered(dict(wanted), warehouse_id=shop.warehouse_id)
    try:
        quote = counter.quote_at_counter(shop, wanted, at=at)
        return selectors.as_basket(quote, language, serials=serials_of(lines), numbered=numbered)
    except NotSoldHere as refused:
        raise named(refused, language) from refused


@transaction_required
def price_list(till_id: UUID, *, text: str = "", limit: int = 20, language: str, at: datetime) -> list[Goods]:
    """The goods that a text or a scanned code finds, each at the price of one piece with tax; without a text those that
    the till is likeliest to sell. What is not for sale in the shop is left out.

    Raises:
        TillUnknown: the vendor has none of this id.
    """
    till = selectors.row(till_id)
    shop = shop_of(till)
    free = (
        selectors.matching(text, warehouse_id=shop.warehouse_id, limit=limit)
        if text
        else selectors.usual(till, limit=limit)
    )
    while free:
        try:
            quote = counter.quote_at_counter(shop, [(variant_id, 1) for variant_id in free], at=at)
        except NotSoldHere as refused:
            gone = {UUID(one) for one in refused.data["variants"]} & set(free)
            if not gone:
                return []
            free = {variant_id: pieces for variant_id, pieces in free.items() if variant_id not in gone}
            continue
        gtins = catalog.gtins(free)
        ages = counter.ages_at_counter(shop, free, at=at) if quote.minimum_age else {}
        numbered = houses.numbered(free, warehouse_id=shop.warehouse_id)
        return [
            Goods(
                variant_id=line.variant_id,
                sku=line.sku,
                gtin=gtins.get(line.variant_id, ""),
                title=line.title,
                price=line.total,
                pieces=free[line.variant_id],
                minimum_age=ages.get(line.variant_id, 0),
                by_serial=line.variant_id in numbered,
            )
            for line in selectors.receipt_lines(quote.lines, language, serials={})
        ]
    return []


def merged(lines: Sequence[BasketLine]) -> list[tuple[UUID, int]]:
    """Each variant once with all of its pieces, in the order in which they were scanned.

    Raises:
        BasketEmpty: there is nothing in it. InvalidInput: less than a piece of one, or too many kinds of goods.
    """
    if not lines:
        raise BasketEmpty()
    pieces: dict[UUID, int] = {}
    for line in lines:
        if line.pieces < 1:
            raise InvalidInput(field="lines", problem=gettext_lazy("Sell at least one piece of each."))
        pieces[line.variant_id] = pieces.get(line.variant_id, 0) + line.pieces
    if len(pieces) > MOST_LINES:
        raise InvalidInput(
            field="lines", problem=gettext_lazy("Sell at most %(most)s kinds of goods at once."), most=MOST_LINES
        )
    return list(pieces.items())


def serials_of(lines: Sequence[BasketLine]) -> dict[UUID, tuple[str, ...]]:
    """The serial numbers that a basket's lines name, by variant, each once."""
    found: dict[UUID, tuple[str, ...]] = {}
    for line in lines:
        found[line.variant_id] = tuple(dict.fromkeys((*found.get(line.variant_id, ()), *line.serials)))
    return {variant_id: numbers for variant_id, numbers in found.items() if numbers}


def shop_of(till: Till) -> counter.Shop:
    """The shop that a till stands in."""
    house, vendor = houses.warehouse(till.warehouse_id), vendors.card(current_vendor_id())
    return counter.Shop(vendor.id, house.public_id, house.address, vendor.currency)


def named(refused: NotSoldHere | InsufficientStock, language: str) -> NotForSale | SoldOut:
    """The same refusal with the goods' names, in the language of who sells."""
    listed = refused.data["variants"]
    ids = [UUID(str(one["variant_id"] if isinstance(one, dict) else one)) for one in listed]
    titles = catalog.variant_titles(ids, language)
    goods = ", ".join(titles.get(one, _("something that is not yours")) for one in ids)
    kind = SoldOut if isinstance(refused, InsufficientStock) else NotForSale
    return kind(variants=listed, goods=goods)
