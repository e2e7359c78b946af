"""Checkout · from an authorised checkout to a purchase · public schema, and each vendor's for its part."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django_tenants.utils import tenant_context

from apps.checkout.errors import AmountMismatch, NotAuthorised, NotYours, SessionClosed, SessionStale
from apps.checkout.events import DifferencePaid, PurchaseCompleted
from apps.checkout.fields import StoredQuote
from apps.checkout.models import CheckoutSession, Purchase, PurchaseEvent, PurchasePart
from apps.checkout.rules import parts, postings, states
from apps.checkout.rules.shares import VendorShare
from apps.checkout.selectors import terms
from apps.checkout.selectors.sessions import left_to_pay
from apps.checkout.types import Change, ChangeKind, PurchaseSummary, Quote, SessionStatus
from apps.checkout.types.differences import Difference
from apps.common.addresses import PostalAddress
from apps.common.errors import NotFound
from apps.common.money import as_wire
from apps.common.prepared import execute
from apps.common.reading import read
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.common.writing import insert_together
from apps.ledger import operations as ledger
from apps.orders import operations as orders
from apps.orders.types import OrderRef
from apps.outbox import operations as outbox
from apps.payments import operations as payments
from apps.payments import selectors as intents
from apps.payments.types import IntentView
from apps.stock import operations as stock
from apps.stock.errors import HoldExpired
from apps.vendors import selectors as vendors

from .crediting import recounted, release_credit, share_credit, take_credit
from .placing import back_to_open, hold_again
from .sessions import locked, price

# The session is done and what was bought leaves the cart; the pieces of the rest.
_CLOSE = """
    WITH closed AS (
        UPDATE checkout_checkoutsession SET status = %(status)s, version = %(version)s, updated_at = %(at)s
        WHERE id = %(session)s
    ), gone AS (
        DELETE FROM checkout_cartline line
        USING unnest(%(variants)s::uuid[], %(quantities)s::int[]) AS bought(variant_id, quantity)
        WHERE line.cart_id = %(cart)s AND line.variant_id = bought.variant_id AND line.quantity <= bought.quantity
        RETURNING line.id
    )
    SELECT coalesce(sum(quantity), 0) FROM checkout_cartline
    WHERE cart_id = %(cart)s AND id NOT IN (SELECT id FROM gone)
"""


# The session, locked, and the key of its purchase, which is taken only where one is to be made.
_TO_COMPLETE = """
    SELECT {session}, CASE WHEN session.status = 'placed'
        THEN nextval(pg_get_serial_sequence('checkout_purchase', 'id')) END
    FROM checkout_checkoutsession session WHERE session.public_id = %s FOR UPDATE
"""


@transaction_required
def complete(session_id: UUID, *, expected_version: int, by: Actor, at: datetime) -> PurchaseSummary:
    """Turn an authorised checkout into a purchase and hand each vendor its part.

    Nothing is priced again: the buyer pays what the session froze. Called by the
    gateway's callback and by the browser's return; whoever comes second gets the
    first one's result. `at` is aware UTC.

    Raises:
        HoldExpired: the goods went back on sale; the authorisation is to be voided.
        AmountMismatch: authorised and frozen totals differ. Nothing is written.
        NotAuthorised: the intent is not paid. SessionStale, SessionClosed.
    """
    found = read(_TO_COMPLETE, [session_id], session=CheckoutSession)
    if not found:
        raise NotFound()
    session, key = found[0]
    if session.status == SessionStatus.COMPLETED:
        return Purchase.objects.get(session_id=session.public_id).summary()
    frozen = _require_paid(session, expected_version)

    _allocate(session, at=at)
    shares = terms.shares_of(frozen, on=at.date())
    purchase = _purchase(session, frozen, key=key, at=at)
    credit = frozen.totals.total - left_to_pay(session)
    purchase.credit = credit.amount
    take_credit(session, purchase, credit, at=at)
    refs = _hand_over(purchase, frozen, replaces_id=replaced_by(session), at=at)
    completed = PurchaseCompleted(
        purchase_id=purchase.public_id, session_id=session.public_id, intent_id=purchase.intent_id, version=1
    )
    sold = _parts(purchase, frozen, refs, shares, at=at)
    share_credit(sold, credit)
    insert_together(
        [
            purchase,
            *sold,
            _placed(purchase, frozen, at=at),
            outbox.drafted(completed, by=by, at=at),
            *_difference_paid(session, purchase, refs, at=at),
        ]
    )
    ledger.post(postings.sale(frozen, shares, purchase_id=purchase.public_id, number=purchase.number), at=at)
    left = _close(session, at=at)
    return replace(purchase.summary(), pieces_left=left)


@transaction_required
def give_up(session_id: UUID, *, at: datetime) -> None:
    """Release the authorisation of a checkout that cannot be completed, and show the buyer what changed.

    Called after `complete` raised HoldExpired or AmountMismatch. Twice is once.
    """
    session = locked(session_id)
    if session.status != SessionStatus.PLACED or session.intent_id is None:
        return
    payments.request_void(session.intent_id, reason="changed", at=at)
    stock.release(session.public_id, at=at)
    release_credit(session)
    session.credits = recounted(session, at=at) if session.credits else []
    found = [Change(ChangeKind.HOLD)]
    quoted = price(session, at=at)
    if quoted.quote is not None:
        kept = {line.variant_id for line in quoted.quote.lines}
        found += [
            Change(quoted.problems.get(line.variant_id, (ChangeKind.GONE, 0))[0], line.titles, line.goods)
            for line in session.frozen.lines
            if line.variant_id not in kept
        ]
        before, now = session.frozen.totals.total, quoted.quote.totals.total
        if before != now:
            found.append(Change(ChangeKind.TOTAL, {}, before, now))
        session.lines = [line for line in session.lines if UUID(line[1]) in kept]
        session.quote = StoredQuote.of(quoted.quote)
    back_to_open(session, found, at=at)


@transaction_required
def expire_session(session_id: UUID, *, at: datetime) -> bool:
    """Give up a checkout that was not paid in time: goods go back on sale. False where it is paid after all."""
    session = locked(session_id)
    if session.status != SessionStatus.PLACED or session.intent_id is None:
        return True
    if session.expires_at is None or session.expires_at > at:
        return True
    if payments.expire(session.intent_id, at=at).is_paid:
        return False
    stock.release(session.public_id, at=at)
    release_credit(session)
    session.status = states.SESSION.next(SessionStatus(session.status), "expire")
    session.version += 1
    session.updated_at = at
    session.save(update_fields=["status", "version", "updated_at"])
    return True


@transaction_required
def claim(public_id: UUID, *, user_id: int, verified_emails: Collection[str], at: datetime) -> None:
    """Put a guest's purchase into a person's account, by an e-mail address that the person has verified.

    Raises:
        NotFound: there is none, or it is somebody's already.
        NotYours: it was made with another address. Nothing is written.
    """
    purchase = Purchase.objects.select_for_update().filter(public_id=public_id).first()
    if purchase is None or purchase.user_id not in (None, user_id):
        raise NotFound()
    if purchase.user_id == user_id:
        return
    if purchase.email.lower() not in {email.lower() for email in verified_emails}:
        raise NotYours()
    purchase.user = get_user_model().objects.get(pk=user_id)
    purchase.save(update_fields=["user"])
    PurchaseEvent.objects.create(
        purchase=purchase, key="claimed", code="checkout.claimed", source="buyer", occurred_at=at, recorded_at=at
    )


def _require_paid(session: CheckoutSession, expected_version: int) -> Quote:
    if session.status != SessionStatus.PLACED or session.intent_id is None:
        raise SessionClosed(state=session.get_status_display())
    if session.version != expected_version:
        raise SessionStale()
    intent: IntentView = intents.intent(session.intent_id)
    if not intent.is_paid:
        raise NotAuthorised()
    frozen = session.frozen
    if intent.amount != left_to_pay(session) or intent.authorised < intent.amount:
        raise AmountMismatch(paid=str(intent.authorised), total=str(frozen.totals.total))
    return frozen


def _allocate(session: CheckoutSession, *, at: datetime) -> None:
    """Sell the held goods; where the hold has run out, hold the very same once more.

    Raises:
        HoldExpired: they are gone, or would come from elsewhere.
    """
    try:
        stock.allocate(session.public_id, at=at)
    except HoldExpired:
        if not hold_again(session, at=at):
            raise
        stock.allocate(session.public_id, at=at)


def _purchase(session: CheckoutSession, frozen: Quote, *, key: int, at: datetime) -> Purchase:
    totals = frozen.totals
    address = PostalAddress.from_json(session.address or {})
    assert session.intent_id is not None
    return Purchase(
        id=key,
        session_id=session.public_id,
        intent_id=session.intent_id,
        user_id=session.user_id,
        email=session.email,
        buyer_name=address.recipient,
        address=session.address,
        ship_to=session.ship_to,
        market=session.market,
        language=session.language,
        currency=frozen.currency,
        goods=totals.goods.amount,
        shipping=totals.shipping.amount,
        duty=totals.duty.amount,
        tax=totals.tax.amount,
        fees=totals.fees.amount,
        on_arrival=frozen.on_arrival.amount,
        fx_quote_id=frozen.fx_quote_id,
        business=session.business,
        confirmed_age=session.confirmed_age,
        placed_at=at,
    )


def replaced_by(session: CheckoutSession) -> UUID | None:
    """The order in place of whose goods a session's are sent, where only the difference is paid."""
    return Difference.from_json(session.difference).order_id if session.difference else None


def _difference_paid(
    session: CheckoutSession, purchase: Purchase, refs: Mapping[int, OrderRef], *, at: datetime
) -> list[Any]:
    """The news for whoever asked for a difference."""
    if not session.difference:
        return []
    return [
        outbox.drafted(
            DifferencePaid(
                purchase_id=purchase.public_id,
                session_id=session.public_id,
                vendor_id=vendor_id,
                order_id=ref.order_id,
                order_number=ref.number,
                version=1,
            ),
            at=at,
        )
        for vendor_id, ref in refs.items()
    ]


def _hand_over(purchase: Purchase, frozen: Quote, *, replaces_id: UUID | None, at: datetime) -> dict[int, OrderRef]:
    """Each vendor's order in the vendor's own schema, vendors in the order of their keys."""
    tenants = vendors.tenants([vendor.vendor_id for vendor in frozen.vendors])
    refs = {}
    for vendor in sorted(frozen.vendors, key=lambda one: one.vendor_id):
        part = parts.order_part(vendor, frozen, buyer_facts(purchase, replaces_id=replaces_id))
        with tenant_context(tenants[vendor.vendor_id]):
            refs[vendor.vendor_id] = orders.accept_part(part, at=at)
    return refs


def buyer_facts(purchase: Purchase, *, replaces_id: UUID | None) -> parts.BuyerFacts:
    """What every part of a purchase is told of it."""
    return parts.BuyerFacts(
        purchase_id=purchase.public_id,
        purchase_number=purchase.number,
        session_id=purchase.session_id,
        placed_at=purchase.placed_at,
        name=purchase.buyer_name,
        email=purchase.email,
        user_id=purchase.user_id,
        address=PostalAddress.from_json(purchase.address),
        language=purchase.language,
        business=purchase.business,
        replaces_id=replaces_id,
    )


def _parts(
    purchase: Purchase, frozen: Quote, refs: dict[int, OrderRef], shares: Mapping[int, VendorShare], *, at: datetime
) -> list[PurchasePart]:
    return [
        PurchasePart(
            purchase=purchase,
            vendor_id=vendor.vendor_id,
            order_id=refs[vendor.vendor_id].order_id,
            order_number=refs[vendor.vendor_id].number,
            total=vendor.totals.total,
            commission=shares[vendor.vendor_id].commission,
            commission_rate=shares[vendor.vendor_id].rate,
            commission_rule=shares[vendor.vendor_id].rule_id,
            share=shares[vendor.vendor_id].as_json(),
            frozen=vendor.as_json(),
            updated_at=at,
        )
        for vendor in frozen.vendors
    ]


def _placed(purchase: Purchase, frozen: Quote, *, at: datetime) -> PurchaseEvent:
    return PurchaseEvent(
        purchase=purchase,
        key="placed",
        code="checkout.placed",
        source="buyer",
        data={"total": as_wire(frozen.totals.total)},
        occurred_at=at,
        recorded_at=at,
    )


def _close(session: CheckoutSession, *, at: datetime) -> int:
    """The session is done, and what was bought leaves the cart; the pieces that were added meanwhile stay."""
    session.status = states.SESSION.next(SessionStatus(session.status), "complete")
    session.version += 1
    session.updated_at = at
    facts: dict[str, Any] = {
        "session": session.pk,
        "status": str(session.status),
        "version": session.version,
        "at": at,
        "cart": session.cart_id,
        "variants": [UUID(line[1]) for line in session.lines],
        "quantities": [line[2] for line in session.lines],
    }
    with connection.cursor() as cursor:
        execute(cursor, _CLOSE, facts)
        return int(cursor.fetchone()[0])
