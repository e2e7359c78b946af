"""Checkout · filling a cart by a list of codes · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from apps.checkout.models import Cart
from apps.checkout.selectors import carts, lists, quoting
from apps.checkout.types import Asked, ListLine, ListResult, Quote, Visitor
from apps.common.transactions import transaction_required

from .carts import locked_or_new, put_in
from .rates import promised


@transaction_required
def add_list_to_cart(
    cart_id: UUID | None,
    *,
    user_id: int | None,
    asked: Sequence[Asked],
    takes_what_there_is: bool,
    visitor: Visitor,
    at: datetime,
) -> ListResult:
    """Put all that a list asks for into somebody's cart, which is made if there is none; or say why not.

    Unless every line can be had as it stands nothing is written and `ref` is
    None, except where `takes_what_there_is`: then the `addable` pieces of each
    line are put in. The statements are the same for any number of lines.

    Raises:
        ListUnreadable: there is no line.
        TooManyLines: the cart would hold too many.
    """
    found = carts.find_cart(cart_id, user_id=user_id)
    cart = Cart.objects.select_for_update().get(pk=found.pk) if found else None
    held = carts.held_in(cart) if cart else {}
    result = lists.checked(asked, held=held, visitor=visitor)
    refused = ListResult(result.lines)
    if not refused.addable or (refused.faulty and not takes_what_there_is):
        return refused
    cart, _ = locked_or_new(cart_id, user_id=user_id, at=at)
    return ListResult(result.lines, put_in(cart, held, result.wanted, offers=result.offers, at=at))


@transaction_required
def quote_list(lines: Sequence[ListLine], *, visitor: Visitor, at: datetime) -> Quote | None:
    """What all that can be had of a list costs at the visitor's door, besides what is in the cart; None for nothing.

    Writes the promise of rates that it is reckoned at.
    """
    wanted = [(line.variant_id, line.addable) for line in lines if line.variant_id and line.addable]
    wish = carts.wish_for([(0, variant, pieces) for variant, pieces in wanted], visitor, at=at)
    offers = quoting.offers_for(wish)
    if not offers:
        return None
    known = [(offers[variant].vendor_id, variant, pieces) for variant, pieces in wanted if variant in offers]
    fx = promised(None, offers=offers, market=visitor.market, currency=visitor.currency, at=at)
    return quoting.quote(carts.wish_for(known, visitor, at=at), offers=offers, fx=fx, at=at).quote
