"""Checkout · a cart as its page shows it · public schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from djmoney.money import Money

from apps.checkout.models import Cart, CartLine
from apps.checkout.rules import pricing
from apps.checkout.types import (
    CartGroup,
    CartLineView,
    CartRef,
    CartView,
    ChangeKind,
    Quote,
    QuotedLine,
    Visitor,
    Wish,
)
from apps.common.money import rounded
from apps.discovery.types import Offer, in_language
from apps.markets import rules as neat_prices

GONE = ChangeKind.GONE
EMPTY = CartView(None, 0, (), None)


def find_cart(cart_id: UUID | None, *, user_id: int | None) -> Cart | None:
    """A person's own cart, or a guest's by its id; a cart that has an owner is nobody else's."""
    if user_id is not None:
        return Cart.objects.filter(user_id=user_id).first()
    if cart_id is None:
        return None
    return Cart.objects.filter(public_id=cart_id, user__isnull=True).first()


def cart_of(user_id: int) -> CartRef | None:
    """A person's cart, if there is one. Two queries."""
    found = find_cart(None, user_id=user_id)
    return CartRef(found.public_id, cart_count(found.public_id)) if found else None


def guest_cart_is_there(public_id: UUID) -> bool:
    """Whether there is a cart of this id that nobody owns."""
    return find_cart(public_id, user_id=None) is not None


def cart_count(public_id: UUID) -> int:
    """How many pieces are in a cart."""
    found = CartLine.objects.filter(cart__public_id=public_id).aggregate(pieces=Sum("quantity"))["pieces"]
    return int(found or 0)


def held_in(cart: Cart) -> dict[UUID, int]:
    """Pieces in a cart by variant. One query."""
    return dict(CartLine.objects.filter(cart=cart).values_list("variant_id", "quantity"))


def wish_of(lines: list[CartLine], visitor: Visitor, *, at: datetime) -> Wish:
    """What a cart's lines ask for, sent to the visitor's country by the cheapest service."""
    return wish_for([(line.vendor_id, line.variant_id, line.quantity) for line in lines], visitor, at=at)


def wish_for(lines: Iterable[tuple[int, UUID, int]], visitor: Visitor, *, at: datetime) -> Wish:
    """What (vendor, variant, pieces) ask for, sent to the visitor's country by the cheapest service."""
    return Wish(
        lines=tuple(lines),
        market=visitor.market,
        ship_to=visitor.ship_to,
        region="",
        currency=visitor.currency,
        tax_id_of=visitor.business.country_at(at) if visitor.business else "",
    )


def view(
    cart: Cart,
    lines: list[CartLine],
    *,
    offers: Mapping[UUID, Offer],
    quote: Quote | None,
    problems: Mapping[UUID, tuple[ChangeKind, int]],
    language: str,
    ship_to: str,
    on: date,
) -> CartView:
    """The cart by vendor and then by consignment; what cannot be bought stands last in its vendor's place."""
    by_variant = {line.variant_id: line for line in lines}
    groups = [
        CartGroup(
            vendor.vendor_id,
            vendor.vendor_name,
            vendor.vendor_slug,
            consignment,
            tuple(
                _with_tier(
                    _line(by_variant[one.variant_id], offers.get(one.variant_id), one, None, 0, language),
                    vendor.rate,
                    offers.get(one.variant_id),
                )
                for one in consignment.lines
            ),
        )
        for vendor in (quote.vendors if quote else ())
        for consignment in vendor.consignments
    ]
    groups += _unbuyable(lines, offers, problems, language, ship_to=ship_to, on=on)
    count = sum(line.quantity for line in lines)
    return CartView(cart.public_id, count, tuple(groups), quote)


def _with_tier(line: CartLineView, rate: Decimal, offer: Offer | None) -> CartLineView:
    """The line with its next cheaper tier in the charge currency; none where rounding leaves nothing to gain."""
    if line.next_tier is None or line.unit_price is None:
        return line
    smallest, own = line.next_tier
    currency = line.unit_price.currency.code
    terms = offer.terms.get(currency) if offer else None
    if offer is None or terms is None:
        shown = rounded(Money(own.amount * rate, currency))
    else:
        shown, _ = neat_prices.on_terms(own, offer.unit_prices[0][1], terms, rate=rate, currency=currency)
    return replace(line, next_tier=(smallest, shown) if shown < line.unit_price else None)


def _unbuyable(
    lines: list[CartLine],
    offers: Mapping[UUID, Offer],
    problems: Mapping[UUID, tuple[ChangeKind, int]],
    language: str,
    *,
    ship_to: str,
    on: date,
) -> list[CartGroup]:
    left_out: dict[int, list[CartLineView]] = {}
    for line in lines:
        if line.variant_id in problems:
            kind, left = problems[line.variant_id]
            offer = offers.get(line.variant_id)
            shown = _line(line, offer, None, kind, left, language)
            if offer and kind == ChangeKind.RESTRICTED:
                shown = replace(shown, restricted=offer.blocked(ship_to, on=on, pieces=line.quantity))
            left_out.setdefault(line.vendor_id, []).append(shown)
    return [
        CartGroup(vendor_id, views[0].vendor_name, views[0].vendor_slug, None, tuple(views))
        for vendor_id, views in left_out.items()
    ]


def _line(
    line: CartLine,
    offer: Offer | None,
    quoted: QuotedLine | None,
    problem: ChangeKind | None,
    left: int,
    language: str,
) -> CartLineView:
    tiers = offer.unit_prices if offer else ()
    quantity = quoted.quantity if quoted else line.quantity
    price = pricing.resolve(tiers, max(line.quantity, tiers[0][0])) if tiers else None
    moved = price is not None and line.seen_price is not None and line.seen_price != price.unit
    return CartLineView(
        variant_id=line.variant_id,
        vendor_id=line.vendor_id,
        vendor_name=offer.vendor_name if offer else "",
        vendor_slug=offer.vendor_slug if offer else "",
        title=in_language(offer.titles if offer else line.titles, language),
        slug=in_language(offer.slug, language) if offer else "",
        option_label=in_language(offer.option_labels, language) if offer else "",
        picture=offer.picture if offer else None,
        quantity=quantity,
        smallest=tiers[0][0] if tiers else 1,
        unit_price=quoted.unit_price if quoted else None,
        goods=quoted.goods if quoted else None,
        price_before=line.seen_price if moved else None,
        price_now=price.unit if moved and price else None,
        next_tier=price.next_tier if price else None,
        problem=problem,
        left=left,
    )
