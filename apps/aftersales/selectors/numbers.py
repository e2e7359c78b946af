"""Aftersales · the numbered pieces that a return can be of · vendor's schema."""

from __future__ import annotations

from collections import defaultdict

from apps.aftersales.models import ReturnLine, ReturnRequest
from apps.aftersales.types import ReturnStatus
from apps.orders import selectors as orders
from apps.shipping import selectors as shipping

_LOOKED_AT = (ReturnStatus.INSPECTED, ReturnStatus.UNPAID)


def numbers_sent(row: ReturnRequest) -> dict[int, tuple[str, ...]]:
    """Of each line's pieces with numbers those that left and are not back, by its place. Four queries.

    Those that somebody has named in another return, which is not settled yet, are not among them.
    """
    named: dict[int, set[str]] = defaultdict(set)
    others = ReturnLine.objects.filter(request__order_id=row.order_id, request__status__in=_LOOKED_AT)
    for place, serials in others.exclude(request=row).values_list("place", "serials"):
        named[place].update(serials)
    known = shipping.numbers_of_order(row.order_id)
    lines = orders.lines_of([row.order_id])[row.order_id]
    sent = {place: known.get((line.warehouse_id, line.variant_id), ()) for place, line in enumerate(lines)}
    return {
        place: left
        for place, numbers in sent.items()
        if (left := tuple(number for number in numbers if number not in named[place]))
    }
