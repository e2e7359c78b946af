"""Checkout · filling a cart · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from apps.checkout.errors import MayNotBeSold, NotOffered, TooManyLines
from apps.checkout.models import Cart, CartLine
from apps.checkout.rules import pricing
from apps.checkout.rules.lists import MOST_LINES, MOST_PIECES
from apps.checkout.selectors import carts, quoting
from apps.checkout.types import CartRef, CartView, Quoted, Visitor
from apps.common.transactions import transaction_required
from apps.common.writing import insert_or_update, insert_together
from apps.discovery import selectors as discovery
from apps.discovery.types import Offer

from .rates import promised


@transaction_required
def add_to_cart(
    cart_id: UUID | None,
    *,
    user_id: int | None,
    variant_id: UUID,
    quantity: int,
    visitor: Visitor,
    at: datetime,
) -> CartRef:
    """Put pieces of a variant into somebody's cart, which is made if there is none.

    A smaller quantity than the vendor sells is raised to its smallest.

    Raises:
        NotOffered: the variant cannot be bought in the visitor's market. Nothing is written.
        TooManyLines: the cart is full.
    """
    return add_all_to_cart(cart_id, user_id=user_id, wanted={variant_id: quantity}, visitor=visitor, at=at)


@transaction_required
def add_all_to_cart(
    cart_id: UUID | None,
    *,
    user_id: int | None,
    wanted: Mapping[UUID, int],
    visitor: Visitor,
    at: datetime,
) -> CartRef:
    """As `add_to_cart`, of many variants: all or none, in as many statements as for one. `wanted`: pieces by variant.

    Raises:
        NotOffered: some cannot be bought in the visitor's market, which it names. Nothing is written.
        MayNotBeSold: some may not be sold to the visitor's country; it names the rule. Nothing is written.
        TooManyLines: the cart would hold too many.
    """
    offers = discovery.offers_of_edition(set(wanted), market=visitor.market, currency=visitor.currency)
    missing = [
        variant
        for variant, pieces in wanted.items()
        if variant not in offers
        or not offers[variant].is_buyable
        or offers[variant].blocked(visitor.ship_to, on=at.date(), pieces=pieces)
    ]
    if missing:
        _say_why({variant: wanted[variant] for variant in missing}, offers, visitor, at=at)
        raise NotOffered(*missing)
    cart, is_new = locked_or_new(cart_id, user_id=user_id, at=at)
    return put_in(cart, {} if is_new else carts.held_in(cart), wanted, offers=offers, at=at)


def _say_why(missing: Mapping[UUID, int], offers: Mapping[UUID, Offer], visitor: Visitor, *, at: datetime) -> None:
    """Name the gravest rule that keeps some of these from the visitor's country.

    Raises:
        MayNotBeSold: there is one.
    """
    for variant, pieces in missing.items():
        found = offers[variant].blocked(visitor.ship_to, on=at.date(), pieces=pieces) if variant in offers else ()
        if found:
            raise MayNotBeSold(variant, reason=found[0].text, rules=tuple(one.rule_id for one in found))


def put_in(
    cart: Cart, held: dict[UUID, int], wanted: Mapping[UUID, int], *, offers: Mapping[UUID, Offer], at: datetime
) -> CartRef:
    """Add `wanted` to what a locked cart holds, in one statement.

    Raises:
        TooManyLines: it would hold too many.
    """
    pieces = {
        variant: pricing.allowed(offers[variant].unit_prices, min(held.get(variant, 0) + max(more, 1), MOST_PIECES))
        for variant, more in wanted.items()
    }
    if len(held.keys() | pieces) > MOST_LINES and not pieces.keys() <= held.keys():
        raise TooManyLines(most=MOST_LINES)
    insert_or_update(
        [_line(cart, offers[variant], quantity, at=at) for variant, quantity in pieces.items()],
        unique=["cart", "variant_id"],
        update=["quantity", "seen_price", "seen_price_currency", "titles"],
    )
    return CartRef(cart.public_id, sum((held | pieces).values()))


@transaction_required
def set_quantity(
    cart_id: UUID | None,
    *,
    user_id: int | None,
    variant_id: UUID,
    quantity: int,
    visitor: Visitor,
    at: datetime,
) -> CartRef | None:
    """Have exactly so many pieces of a variant in the cart; zero takes it out. None where there is no cart.

    The price of the moment counts as seen.
    """
    found = carts.find_cart(cart_id, user_id=user_id)
    if found is None:
        return None
    cart = Cart.objects.select_for_update().get(pk=found.pk)
    if quantity <= 0:
        CartLine.objects.filter(cart=cart, variant_id=variant_id).delete()
    else:
        offer = discovery.offers_of_edition({variant_id}, market=visitor.market).get(variant_id)
        tiers = offer.unit_prices if offer else ()
        allowed = pricing.allowed(tiers, min(quantity, MOST_PIECES))
        changes: dict[str, object] = {"quantity": allowed}
        if tiers:
            changes["seen_price"] = pricing.resolve(tiers, allowed).unit
            changes["seen_price_currency"] = tiers[0][1].currency.code
        CartLine.objects.filter(cart=cart, variant_id=variant_id).update(**changes)
    count = CartLine.objects.filter(cart=cart).aggregate(pieces=Sum("quantity"))["pieces"]
    return CartRef(cart.public_id, count or 0)


@transaction_required
def merge_carts(cart_id: UUID | None, *, user_id: int, at: datetime) -> CartRef | None:
    """Give a guest's cart to the person who has just logged in; None where neither has one.

    Of a variant that is in both carts the larger quantity stays, so that logging
    in twice on two machines doubles nothing. Nothing is lost.
    """
    guest = Cart.objects.select_for_update().filter(public_id=cart_id, user__isnull=True).first() if cart_id else None
    own = Cart.objects.select_for_update().filter(user_id=user_id).first()
    if guest is not None and own is None:
        guest.user_id = user_id
        guest.updated_at = at
        guest.save(update_fields=["user", "updated_at"])
        own = guest
    elif guest is not None and own is not None:
        _pour(guest, own)
    if own is None:
        return None
    count = CartLine.objects.filter(cart=own).aggregate(pieces=Sum("quantity"))["pieces"]
    return CartRef(own.public_id, count or 0)


@transaction_required
def view_cart(cart_id: UUID | None, *, user_id: int | None, visitor: Visitor, at: datetime) -> CartView:
    """The cart priced for the visitor's door, at rates that are promised from this first look on.

    Writes the promise of rates where the cart has none that is valid; nothing else.
    """
    cart = carts.find_cart(cart_id, user_id=user_id)
    lines = list(CartLine.objects.filter(cart=cart)) if cart else []
    if cart is None or not lines:
        return carts.EMPTY
    wish = carts.wish_of(lines, visitor, at=at)
    offers = quoting.offers_shown_for(wish)
    quoted = Quoted(None, {})
    if offers:
        fx = promised(cart.fx_quote_id, offers=offers, market=visitor.market, currency=visitor.currency, at=at)
        if fx.public_id != cart.fx_quote_id:
            Cart.objects.filter(pk=cart.pk).update(fx_quote_id=fx.public_id, updated_at=at)
        quoted = quoting.quote(wish, offers=offers, fx=fx, at=at)
    problems = quoted.problems if offers else {variant: (carts.GONE, 0) for _, variant, _ in wish.lines}
    return carts.view(
        cart,
        lines,
        offers=offers,
        quote=quoted.quote,
        problems=problems,
        language=visitor.language,
        ship_to=visitor.ship_to,
        on=at.date(),
    )


def locked_or_new(cart_id: UUID | None, *, user_id: int | None, at: datetime) -> tuple[Cart, bool]:
    """The shopper's cart, and whether it was made just now."""
    found = carts.find_cart(cart_id, user_id=user_id)
    if found is not None:
        Cart.objects.filter(pk=found.pk).update(updated_at=at)
        return found, False
    if user_id is None:
        cart = Cart(created_at=at, updated_at=at)
        insert_together([cart])
        return cart, True
    return Cart.objects.get_or_create(user_id=user_id, defaults={"created_at": at, "updated_at": at})


def _line(cart: Cart, offer: Offer, quantity: int, *, at: datetime) -> CartLine:
    return CartLine(
        cart=cart,
        vendor_id=offer.vendor_id,
        variant_id=offer.variant_id,
        quantity=quantity,
        seen_price=pricing.resolve(offer.unit_prices, quantity).unit,
        titles=dict(offer.titles),
        added_at=at,
    )


def _pour(guest: Cart, own: Cart) -> None:
    theirs = {line.variant_id: line for line in CartLine.objects.filter(cart=guest)}
    for line in CartLine.objects.filter(cart=own, variant_id__in=theirs):
        poured = theirs.pop(line.variant_id)
        if poured.quantity > line.quantity:
            CartLine.objects.filter(pk=line.pk).update(quantity=poured.quantity)
    CartLine.objects.filter(pk__in=[line.pk for line in theirs.values()]).update(cart=own)
    guest.delete()
