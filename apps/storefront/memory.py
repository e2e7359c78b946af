"""Storefront · what a shopper's browser remembers between pages: its cart, and what was just bought · no tables."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from .cookies import reach

_SALT = "portolan.cart"
_MOST_PURCHASES = 20


@dataclass(frozen=True, slots=True)
class Memory:
    """The cart with its number of pieces, and the purchases made here, the newest last.

    It lies in a signed cookie, so that a guest needs no session: no page of a guest's reads or writes one.
    """

    cart_id: UUID | None = None
    cart_count: int | None = None
    purchases: tuple[UUID, ...] = ()


def read(request: HttpRequest) -> Memory:
    """What a request's cookie holds; nothing where it is missing, too old, or not ours."""
    sealed = request.COOKIES.get(settings.CART_COOKIE_NAME)
    if not sealed:
        return Memory()
    try:
        cart, count, purchases = signing.loads(sealed, salt=_SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return Memory()
    return Memory(UUID(cart) if cart else None, count, tuple(map(UUID, purchases)))


def write(request: HttpRequest, response: HttpResponse, memory: Memory) -> None:
    """Have the browser remember this, for as long as a session lives, or forget."""
    where = reach(request)
    if memory == Memory():
        response.delete_cookie(settings.CART_COOKIE_NAME, path=where["path"], domain=where["domain"], samesite="Lax")
        return
    purchases = [str(one) for one in memory.purchases[-_MOST_PURCHASES:]]
    facts = (str(memory.cart_id) if memory.cart_id else "", memory.cart_count, purchases)
    sealed = signing.dumps(facts, salt=_SALT)
    response.set_cookie(settings.CART_COOKIE_NAME, sealed, max_age=settings.SESSION_COOKIE_AGE, **where)
