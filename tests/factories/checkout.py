"""Builders of carts and checkouts: from listed goods to a paid session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.test import override_settings

from apps.checkout import operations, selectors
from apps.checkout.types import Placement, PurchaseSummary, Visitor
from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.common.types import Actor, ActorKind
from apps.outbox import relay
from apps.payments import operations as payments
from apps.payments.types import Item, PaymentPage
from apps.vendors import selectors as vendors
from tests.factories import catalog, discovery

GERMANY = Visitor(market="DE", ship_to="DE", language="de", currency="EUR")
BERLIN = PostalAddress(
    recipient="Jana Müller",
    country="DE",
    lines=("Torstraße 1",),
    locality="Berlin",
    postcode="10119",
    phone="+493012345678",
)
BUYER = Actor(ActorKind.BUYER, "guest")
EMAIL = "jana@example.org"
PAGE_OPEN = timedelta(minutes=31)


def goods(vendor: Any, *, at: datetime, count: int = 1, pieces: int = 20, **parts: Any) -> list[UUID]:
    """Variants of `count` products of a vendor, priced in its currency, listed and on the shelf."""
    drafts = [catalog.product(variants=(catalog.variant(currency=vendor.currency),), **parts) for _ in range(count)]
    refs = discovery.listed(vendor, drafts, at=at, pieces=pieces)
    return [variant for ref in refs for variant in ref.variants.values()]


def goods_of_both() -> list[UUID]:
    """A variant of kiln's and one of loom's, listed and on the shelf."""
    return [variant for slug in ("kiln", "loom") for variant in goods(vendors.by_slug(slug), at=now())]


def cart(variants: Sequence[UUID], *, at: datetime, quantity: int = 1, visitor: Visitor = GERMANY) -> UUID:
    """A guest's cart with so many pieces of each variant."""
    cart_id: UUID | None = None
    for variant in variants:
        with transaction.atomic():
            ref = operations.add_to_cart(
                cart_id, user_id=None, variant_id=variant, quantity=quantity, visitor=visitor, at=at
            )
        cart_id = ref.public_id
    assert cart_id is not None
    return cart_id


def ready(
    cart_id: UUID, *, at: datetime, visitor: Visitor = GERMANY, address: PostalAddress = BERLIN
) -> tuple[UUID, int]:
    """A session with address and delivery filled in, and its version."""
    with transaction.atomic():
        session = operations.start(cart_id, user_id=None, email="", visitor=visitor, at=at).public_id
    with transaction.atomic():
        operations.save_address(session, expected_version=version(session), address=address, email=EMAIL, at=at)
    with transaction.atomic():
        operations.choose_delivery(session, expected_version=version(session), choices={}, at=at)
    return session, version(session)


def place(session: UUID, *, at: datetime, expected: int | None = None) -> Placement:
    """Hold the goods and open the intent."""
    with transaction.atomic():
        return operations.place(session, expected_version=expected or version(session), by=BUYER, at=at)


def page(session: UUID, *, at: datetime, back: str = "http://portolan.localhost/back") -> PaymentPage:
    """What the provider's page is told."""
    quote = selectors.session_for_payment(session).quote
    assert quote is not None
    return PaymentPage(
        items=(Item("Everything", quote.totals.total),),
        success_url=back,
        cancel_url=f"{back}?cancelled=1",
        language="en",
        email=EMAIL,
        description="A purchase",
        closes_at=at + PAGE_OPEN,
    )


def pay(placed: Placement, *, at: datetime) -> None:
    """Have the no-op gateway authorise."""
    assert placed.intent_id is not None
    payments.begin(placed.intent_id, page=page(placed.session_id, at=at), at=at)
    payments.verify(placed.intent_id, at=at)


def complete(session: UUID, *, at: datetime) -> PurchaseSummary:
    """Complete as the browser's return does."""
    with transaction.atomic():
        return operations.complete(session, expected_version=version(session), by=BUYER, at=at)


def purchase(
    variants: Sequence[UUID], *, at: datetime, quantity: int = 1, visitor: Visitor = GERMANY
) -> PurchaseSummary:
    """A purchase of these variants, paid with the no-op gateway."""
    session, _ = ready(cart(variants, at=at, quantity=quantity, visitor=visitor), at=at, visitor=visitor)
    pay(place(session, at=at), at=at)
    return complete(session, at=at)


def captured(variants: Sequence[UUID]) -> PurchaseSummary:
    """A purchase of two pieces of each variant, paid and captured, of which everybody has heard."""
    with override_settings(PAYMENT_GATEWAY="noop"):
        summary = purchase(variants, at=now(), quantity=2)
        relay.drain()
        payments.resolve_due(at=now())
        relay.drain()
    return summary


def version(session: UUID) -> int:
    """The session's version now."""
    return selectors.session_for_payment(session).version
