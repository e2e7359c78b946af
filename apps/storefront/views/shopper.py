"""Storefront · whose cart and checkout a request is about · no tables."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest

from apps.checkout.types import CartRef, Visitor
from apps.common.clock import now
from apps.common.types import Actor, ActorKind
from apps.registrations import selectors as registrations
from apps.registrations.types import Business
from apps.storefront.shop import WITHOUT_TAX


def visitor(request: HttpRequest) -> Visitor:
    """Where the shopper stands, and the company that is bought for; two queries where there is one."""
    shop = request.shop
    company = company_id(request)
    business = registrations.business(company) if company is not None else None
    note_standing(request, business)
    return Visitor(shop.market.code, shop.country, shop.language, shop.currency, business)


def note_standing(request: HttpRequest, business: Business | None) -> None:
    """Let who buys for a company whose tax id counts see prices without tax, and nobody else."""
    is_recognised = business is not None and business.counts_at(now())
    if is_recognised and WITHOUT_TAX not in request.session:
        request.session[WITHOUT_TAX] = True
    elif not is_recognised and WITHOUT_TAX in request.session:
        del request.session[WITHOUT_TAX]


def company_id(request: HttpRequest) -> int | None:
    """The company that a logged-in shopper buys for."""
    return request.user.buys_for_id if request.user.is_authenticated else None


def user_id(request: HttpRequest) -> int | None:
    """The shopper's key where logged in."""
    return request.user.pk if request.user.is_authenticated else None


def cart_id(request: HttpRequest) -> UUID | None:
    """The cart that the shopper's browser remembers."""
    known: UUID | None = request.memory.cart_id
    return known


def remember(request: HttpRequest, ref: CartRef | None) -> None:
    """Have the browser remember a cart and its count, so that the header needs no query."""
    if ref is not None:
        request.memory = replace(request.memory, cart_id=ref.public_id, cart_count=ref.count)


def buyer(request: HttpRequest) -> Actor:
    """The shopper as an actor."""
    known = str(request.user.public_id) if request.user.is_authenticated else ""
    return Actor(ActorKind.BUYER, known)
