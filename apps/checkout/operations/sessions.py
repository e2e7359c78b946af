"""Checkout · starting a checkout and filling in its steps · public schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from apps.checkout.errors import CartEmpty, SessionClosed, SessionStale
from apps.checkout.fields import StoredQuote
from apps.checkout.models import Cart, CartLine, CheckoutSession
from apps.checkout.rules.crediting import fitting
from apps.checkout.selectors import carts, quoting
from apps.checkout.selectors.sessions import SessionView, view_of
from apps.checkout.types import Quoted, SessionStatus, Visitor, Wish
from apps.checkout.types.differences import Difference
from apps.common.addresses import PostalAddress
from apps.common.errors import NotFound
from apps.common.prepared import execute
from apps.common.reading import read
from apps.common.transactions import transaction_required
from apps.common.writing import insert_together, update_as_seen
from apps.discovery import selectors as discovery
from apps.discovery.types import Door
from apps.logistics import selectors as logistics
from apps.payments.types import PaymentMethod
from apps.registrations.types import Business
from apps.stock.types import Holding

from .rates import promised

_LOCKED = "SELECT {session} FROM checkout_checkoutsession session WHERE public_id = %s FOR UPDATE"
_WRITTEN_BY = "SELECT xmin::text FROM checkout_checkoutsession WHERE public_id = %s FOR UPDATE"
_LOCKED_LINES = """
    SELECT {line}, {cart} FROM checkout_cartline line JOIN checkout_cart cart ON cart.id = line.cart_id
    WHERE cart.user_id = %(user)s OR (cart.public_id = %(cart)s AND cart.user_id IS NULL AND %(user)s::bigint IS NULL)
    ORDER BY line.id FOR UPDATE OF cart
"""
_OPEN_OR_LAST = """
    SELECT {session} FROM checkout_checkoutsession session
    WHERE session.cart_id = %s AND (session.status = 'open' OR session.address IS NOT NULL)
    ORDER BY (session.status = 'open') DESC, session.id DESC LIMIT 1
"""
# So long after a step its quote is shown again, where nothing in it was changed.
QUOTE_STANDS = timedelta(minutes=2)


@transaction_required
def start(cart_id: UUID | None, *, user_id: int | None, email: str, visitor: Visitor, at: datetime) -> SessionView:
    """Open a checkout for a cart, or the one that is open with the cart as it is now; the step that comes next in it.

    What was filled in before stays, as long as it is for the same country.

    Raises:
        CartEmpty: there is nothing in it.
    """
    lines = _locked_lines(cart_id, user_id=user_id)
    if not lines:
        raise CartEmpty()
    cart = lines[0].cart
    session = _open_or_last(cart)
    if session is None or session.status != SessionStatus.OPEN:
        session = CheckoutSession(cart=cart, created_at=at, **_carried_over(session))
    if session.address and session.address["country"] != visitor.ship_to:
        session.address, session.choices = None, {}
    session.credits = fitting(session.credits, is_same_person=session.user_id == user_id, currency=visitor.currency)
    session.user_id = user_id
    session.email = session.email or email
    session.market, session.language = visitor.market, visitor.language
    session.currency, session.ship_to = visitor.currency, visitor.ship_to
    session.business = visitor.business.as_json() if visitor.business else None
    session.lines = [[line.vendor_id, str(line.variant_id), line.quantity] for line in lines]
    session.fx_quote_id = cart.fx_quote_id
    session.changes = []
    requote(session, at=at)
    touch(session, at=at)
    return view_of(session, cart.public_id)


@transaction_required
def save_address(
    session_id: UUID,
    *,
    expected_version: int,
    address: PostalAddress,
    email: str,
    seen: SessionView | None = None,
    at: datetime,
) -> None:
    """Say where it goes and to whom the confirmation is written. Another address may cost other tax and freight.

    `seen` is the session where the caller has just read it.

    Raises:
        SessionStale, SessionClosed: changed meanwhile, or over. Nothing is written.
    """
    session = _open(session_id, seen, expected_version=expected_version)
    is_same_to_tax = session.quote is not None and discovery.is_taxed_alike(
        session.frozen.door, Door(session.ship_to, address.region, address.postcode)
    )
    is_alike = is_same_to_tax and logistics.is_carried_alike(session.ship_to, session.frozen.postcode, address.postcode)
    session.address = address.as_json()
    session.email = email.lower()
    _keep(session, "address", "email", *_priced_anew(session, is_alike, at=at), at=at)


@transaction_required
def choose_delivery(
    session_id: UUID,
    *,
    expected_version: int,
    choices: Mapping[str, str],
    method: PaymentMethod | None = None,
    seen: SessionView | None = None,
    at: datetime,
) -> None:
    """Choose a service for each consignment by its key; one that is not named goes by the cheapest.

    `method` is the way to pay that is marked meanwhile, where one is. `seen` is the session where the caller has
    just read it.

    Raises:
        SessionStale, SessionClosed: changed meanwhile, or over. Nothing is written.
    """
    session = _open(session_id, seen, expected_version=expected_version)
    session.choices = dict(choices)
    is_as_quoted = session.quote is not None and session.frozen.travels_by(choices)
    session.method = method or session.method
    _keep(session, "choices", "method", *_priced_anew(session, is_as_quoted, at=at), at=at)


def locked(session_id: UUID, *, seen: SessionView | None = None) -> CheckoutSession:
    """The session's row, locked until the transaction ends; not read again where nobody has written it since `seen`.

    Raises:
        NotFound: there is none.
    """
    if seen is not None and seen.public_id == session_id:
        with connection.cursor() as cursor:
            execute(cursor, _WRITTEN_BY, [session_id])
            if cursor.fetchone() == (seen.written_by,):
                return copy(seen.row)
    found = read(_LOCKED, [session_id], session=CheckoutSession)
    if not found:
        raise NotFound()
    session: CheckoutSession = found[0][0]
    return session


def _open(session_id: UUID, seen: SessionView | None, *, expected_version: int) -> CheckoutSession:
    """The row of a session that can still be changed, as the caller saw it; not locked.

    Raises:
        SessionClosed: it is not open. SessionStale: it has another version.
    """
    session = seen.row if seen is not None and seen.public_id == session_id else _read(session_id)
    if session.status != SessionStatus.OPEN:
        raise SessionClosed(state=session.get_status_display())
    if session.version != expected_version:
        raise SessionStale()
    return session


def wish_of(session: CheckoutSession, *, at: datetime) -> Wish:
    """What a session asks for at an instant: a tax id counts for as long as its check does."""
    business = Business.from_json(session.business) if session.business else None
    address = session.postal_address
    return Wish(
        lines=tuple((int(vendor), UUID(variant), int(quantity)) for vendor, variant, quantity in session.lines),
        market=session.market,
        ship_to=session.ship_to,
        region=address.region if address else "",
        postcode=address.postcode if address else "",
        currency=session.currency,
        choices=session.choices,
        tax_id_of=business.country_at(at) if business else "",
        difference=Difference.from_json(session.difference) if session.difference else None,
    )


def price(
    session: CheckoutSession, *, at: datetime, holdings: Sequence[Holding] | None = None, is_final: bool = True
) -> Quoted:
    """What the session's wish costs now, at its promised rates or new ones. Sets `fx_quote_id`; not saved.

    Where `holdings` are given the pieces are those, and there is no quote where they are not all that is wished.
    Unless `is_final`, offers are taken as pages show them.
    """
    wish = wish_of(session, at=at)
    offers = quoting.offers_for(wish) if is_final else quoting.offers_shown_for(wish)
    if not offers:
        return Quoted(None, {variant: (carts.GONE, 0) for _, variant, _ in wish.lines})
    if holdings is not None and not quoting.fits(wish, offers, holdings):
        return Quoted(None, {})
    fx = promised(session.fx_quote_id, offers=offers, market=session.market, currency=session.currency, at=at)
    session.fx_quote_id = fx.public_id
    return quoting.quote(wish, offers=offers, fx=fx, at=at, holdings=holdings)


def requote(session: CheckoutSession, *, at: datetime) -> None:
    """Price the session again; what cannot be bought leaves its lines. Not saved.

    Raises:
        CartEmpty: nothing can be bought any more.
    """
    quoted = price(session, at=at, is_final=False)
    if quoted.quote is None:
        raise CartEmpty()
    kept = {line.variant_id for line in quoted.quote.lines}
    session.lines = [line for line in session.lines if UUID(line[1]) in kept]
    session.quote = StoredQuote.of(quoted.quote)


def _priced_anew(session: CheckoutSession, is_same: bool, *, at: datetime) -> tuple[str, ...]:
    """Price the session again; the names of what that may change.

    Left out where the same is asked for as at a step a moment ago: placing looks at every price and shelf again.
    """
    if is_same and at - session.updated_at < QUOTE_STANDS:
        return ()
    requote(session, at=at)
    return ("lines", "quote", "fx_quote_id")


def _read(session_id: UUID) -> CheckoutSession:
    try:
        return CheckoutSession.objects.get(public_id=session_id)
    except CheckoutSession.DoesNotExist as missing:
        raise NotFound() from missing


def _keep(session: CheckoutSession, *names: str, at: datetime) -> None:
    """Write what changed, if nobody else has changed the session since it was read.

    Raises:
        SessionStale: somebody has. Nothing is written.
    """
    seen = {"status": SessionStatus.OPEN.value, "version": session.version}
    session.version += 1
    session.updated_at = at
    if not update_as_seen(session, [*names, "version", "updated_at"], seen=seen):
        raise SessionStale()


def touch(session: CheckoutSession, *, at: datetime) -> None:
    """Write a session that was changed, one version on."""
    session.version += 1
    session.updated_at = at
    if session.pk is None:
        insert_together([session])
    else:
        session.save()


def _locked_lines(cart_id: UUID | None, *, user_id: int | None) -> list[CartLine]:
    """A cart's lines, each with the cart, which is locked; none where nothing is in it or it is somebody else's."""
    if user_id is None and cart_id is None:
        return []
    lines = []
    for line, cart in read(_LOCKED_LINES, {"user": user_id, "cart": cart_id}, line=CartLine, cart=Cart):
        line.cart = cart
        lines.append(line)
    return lines


def _open_or_last(cart: Cart) -> CheckoutSession | None:
    """The cart's open checkout, else its last one that has an address."""
    found = read(_OPEN_OR_LAST, [cart.pk], session=CheckoutSession)
    return found[0][0] if found else None


def _carried_over(last: CheckoutSession | None) -> dict[str, object]:
    """Address and address of mail from the cart's last checkout, so that nobody types them twice."""
    return {"address": last.address, "email": last.email} if last else {}
