"""Checkout · numbers of pieces that a buyer has, and of those that come back · public schema, and the vendor's."""

from __future__ import annotations

from uuid import UUID

from django_tenants.utils import tenant_context

from apps.checkout.models import PurchasePart
from apps.checkout.types import QuotedVendor
from apps.checkout.types.refunds import RefundWish, Taken
from apps.shipping import selectors as shipping
from apps.warehouse.rules.serials import require_known, which_came_back


def variant_at(part: PurchasePart, frozen: QuotedVendor, place: int) -> UUID:
    """The variant that is sent for a line: the one that was bought, or the version that was chosen instead."""
    instead = part.swapped.get(str(place))
    return UUID(instead["variant_id"]) if instead else frozen.lines[place].variant_id


def sent(part: PurchasePart, frozen: QuotedVendor) -> dict[int, tuple[str, ...]]:
    """The numbers of each line's pieces that left and are not back, by the line's place. Two queries."""
    with tenant_context(part.vendor):
        known = shipping.numbers_of_order(part.order_id)
    lines = ((place, (line.warehouse_id, variant_at(part, frozen, place))) for place, line in enumerate(frozen.lines))
    return {place: known[shelf] for place, shelf in lines if shelf in known}


def which_back(part: PurchasePart, frozen: QuotedVendor, taken: Taken, wish: RefundWish) -> dict[str, list[str]]:
    """The numbers of the pieces that a refund puts on the shelf, by their line's place, as Refund.serials keeps them.

    Raises:
        WhichCameBack: of a line more left than come back, and not each that comes back is named.
        InvalidInput: a number is named that was not sent with these lines.
    """
    if not wish.restock:
        return {}
    back = {
        str(place): sorted(which_came_back(numbers, pieces=taken.lines[place].quantity, named=wish.serials))
        for place, numbers in sent(part, frozen).items()
        if taken.lines[place].quantity
    }
    require_known(wish.serials, [number for numbers in back.values() for number in numbers])
    return back
