"""Checkout · what is sold in a seller's own shop: the same checkout in one step · public schema, and the vendor's.

Prices, tax, reservation, purchase, order and journals are those of every sale. What differs: the goods come out of
the house that the shop is, nobody carries them, and the seller has taken the money itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django_tenants.utils import tenant_context

from apps.checkout.errors import AgeNotConfirmed, NotSoldHere
from apps.checkout.models import CheckoutSession, PurchasePart, Refund
from apps.checkout.rules import pricing, states
from apps.checkout.selectors import quoting
from apps.checkout.types import PurchaseSummary, Quote, SessionStatus
from apps.checkout.types.refunds import RefundView, RefundWish
from apps.common.addresses import PostalAddress
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.common.writing import insert_together
from apps.discovery.types import Offer
from apps.markets import selectors as markets
from apps.orders import operations as orders
from apps.payments import operations as payments
from apps.payments.types import PaymentMethod
from apps.shipping.operations import sending
from apps.stock import operations as stock
from apps.stock import selectors as shelves
from apps.stock.errors import InsufficientStock
from apps.stock.types import Holding
from apps.vendors import selectors as vendors

from .completing import complete
from .rates import promised
from .refunds import refund
from .sessions import wish_of


@dataclass(frozen=True)
class Shop:
    """Where somebody buys: a vendor's house with its address; `currency` is the vendor's own."""

    vendor_id: int
    warehouse_id: UUID
    address: PostalAddress
    currency: str


@dataclass(frozen=True)
class CounterBuyer:
    """Who buys, as far as they say: nobody has to. The language is that of the receipt."""

    name: str
    language: str
    email: str = ""


@dataclass(frozen=True)
class CounterSale:
    """A purchase that was made in a shop, with its one order."""

    purchase: PurchaseSummary
    order_id: UUID
    order_number: str


@transaction_required
def quote_at_counter(shop: Shop, lines: Sequence[tuple[UUID, int]], *, at: datetime) -> Quote:
    """What (variant, pieces) cost in a shop now, with the tax of its country. Nothing is held.

    Raises:
        NotSoldHere: some of it cannot be sold there; each is named.
    """
    return _priced(shop, _session(shop, lines, CounterBuyer("", ""), at=at), lines, at=at)


def ages_at_counter(shop: Shop, variants: Collection[UUID], *, at: datetime) -> dict[UUID, int]:
    """How old, in years, a buyer of each of these variants has to be in a shop; of those only that not all may have."""
    country, on = shop.address.country, at.date()
    wish = wish_of(_session(shop, [(one, 1) for one in variants], CounterBuyer("", ""), at=at), at=at)
    ages = {
        variant: offer.minimum_age(country, on=on, ship_from=country)
        for variant, offer in quoting.offers_for(wish).items()
    }
    return {variant: age for variant, age in ages.items() if age}


@transaction_required
def sell_at_counter(
    shop: Shop,
    lines: Sequence[tuple[UUID, int]],
    *,
    buyer: CounterBuyer,
    serials: Mapping[UUID, Collection[str]],
    confirmed_age: int = 0,
    by: Actor,
    at: datetime,
) -> CounterSale:
    """Sell (variant, pieces) out of a shop's house: paid there and handed out at once. All of it or nothing.

    Raises:
        NotSoldHere: some of it cannot be sold there. InsufficientStock: less lies there. Each is named.
        AgeNotConfirmed: nobody has looked whether the buyer is old enough (`confirmed_age`, in years).
        SerialsWanted, InvalidInput: see shipping's hand_out; `serials` is by variant.
    """
    session = _session(shop, lines, buyer, at=at)
    quote = _priced(shop, session, lines, at=at)
    if quote.minimum_age > confirmed_age:
        raise AgeNotConfirmed(age=quote.minimum_age)
    session.confirmed_age = quote.minimum_age or None
    session.quote, session.fx_quote_id = quote.as_json(), quote.fx_quote_id
    session.status = states.SESSION.next(SessionStatus(session.status), "place")
    session.expires_at = at + timedelta(minutes=1)
    holdings = _holdings(shop, lines)
    if not stock.hold_exactly(holdings, session_id=session.public_id, expires_at=session.expires_at, at=at):
        raise InsufficientStock(variants=_short(shop, holdings))
    intent = payments.promise_at_counter(
        session_id=session.public_id,
        version=session.version,
        amount=quote.totals.total,
        vendor_id=shop.vendor_id,
        language=buyer.language,
        email=buyer.email,
        at=at,
    )
    session.intent_id, session.method = intent.public_id, PaymentMethod.COUNTER
    insert_together([session])
    sold = complete(session.public_id, expected_version=session.version, by=by, at=at)
    payments.take_at_counter(intent.public_id, purchase_id=sold.public_id, at=at)
    part = PurchasePart.objects.get(purchase__public_id=sold.public_id)
    _hand_out(shop, part.order_id, serials=serials, by=by, at=at)
    return CounterSale(sold, part.order_id, part.order_number)


def _session(shop: Shop, lines: Sequence[tuple[UUID, int]], buyer: CounterBuyer, *, at: datetime) -> CheckoutSession:
    country = shop.address.country
    return CheckoutSession(
        market=markets.for_country(country).code,
        language=buyer.language,
        currency=shop.currency,
        ship_to=country,
        email=buyer.email.lower(),
        address=replace(shop.address, recipient=buyer.name).as_json(),
        lines=[[shop.vendor_id, str(variant_id), pieces] for variant_id, pieces in lines],
        created_at=at,
        updated_at=at,
    )


def _priced(shop: Shop, session: CheckoutSession, lines: Sequence[tuple[UUID, int]], *, at: datetime) -> Quote:
    wish = replace(wish_of(session, at=at), is_at_counter=True)
    offers = quoting.offers_for(wish)
    refused = _refused(wish.lines, offers, shop)
    if refused:
        raise NotSoldHere(variants=refused)
    fx = promised(None, offers=offers, market=session.market, currency=shop.currency, at=at)
    quoted = quoting.quote(wish, offers=offers, fx=fx, at=at, holdings=_holdings(shop, lines))
    if quoted.quote is None or quoted.problems:
        raise NotSoldHere(variants=[str(variant) for variant in quoted.problems or offers])
    return quoted.quote


def _refused(lines: Sequence[tuple[int, UUID, int]], offers: Mapping[UUID, Offer], shop: Shop) -> list[str]:
    """Variants that are not for sale in the shop: not its own, not on sale, in another currency, or only in packs."""
    found = []
    for _, variant_id, pieces in lines:
        offer = offers.get(variant_id)
        if (
            offer is None
            or offer.vendor_id != shop.vendor_id
            or not offer.is_sellable
            or not offer.unit_prices
            or offer.unit_prices[0][1].currency.code != shop.currency
            or pricing.allowed(offer.unit_prices, pieces) != pieces
        ):
            found.append(str(variant_id))
    return found


def _holdings(shop: Shop, lines: Sequence[tuple[UUID, int]]) -> list[Holding]:
    return [
        Holding(shop.vendor_id, variant_id, shop.warehouse_id, shop.address.country, pieces)
        for variant_id, pieces in lines
    ]


def _short(shop: Shop, holdings: Sequence[Holding]) -> list[dict[str, object]]:
    """What lies too little of in the shop's house."""
    there = {
        shelf.variant_id: shelf.sellable
        for shelf in shelves.shelves([one.variant_id for one in holdings])
        if shelf.warehouse_id == shop.warehouse_id
    }
    return [
        {"variant_id": str(one.variant_id), "wanted": one.quantity, "sellable": there.get(one.variant_id, 0)}
        for one in holdings
        if there.get(one.variant_id, 0) < one.quantity
    ]


def _hand_out(shop: Shop, order_id: UUID, *, serials: Mapping[UUID, Collection[str]], by: Actor, at: datetime) -> None:
    """The vendor's order is confirmed and delivered in the same moment."""
    with tenant_context(vendors.tenants([shop.vendor_id])[shop.vendor_id]):
        orders.confirm(order_id, at=at, by=by)
        sending.hand_out(order_id, serials=serials, at=at, by=by)
        orders.follow_fulfilments(order_id, occurred_at=at, at=at, by=by)


@transaction_required
def refund_at_counter(
    order_id: UUID, *, wish: RefundWish, key: str, by: Actor, made_by: int | None, vendor_id: int, at: datetime
) -> RefundView:
    """Give money of a shop's sale back there: `refund`, and the seller has paid it out in the same moment.

    Where it waits for a second person nothing is paid out.

    Raises:
        NotFound, RefundForbidden, RefundTooMuch and others: see `refund`.
    """
    view = refund(order_id, wish=wish, key=key, by=by, made_by=made_by, vendor_id=vendor_id, at=at)
    row = Refund.objects.select_related("part__purchase").get(public_id=view.public_id)
    if row.operation_id is not None:
        payments.give_back_at_counter(row.part.purchase.intent_id, row.operation_id, at=at)
    return view
