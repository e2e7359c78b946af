"""Checkout · sessions as pages read them · public schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from djmoney.money import Money

from apps.checkout.models import CheckoutSession
from apps.checkout.types import Change, Quote, QuotedConsignment, SessionStatus, Step
from apps.common.addresses import PostalAddress
from apps.common.errors import NotFound
from apps.common.reading import read
from apps.credits import selectors as credits
from apps.credits.types import Tender, Usable
from apps.payments import selectors as payments
from apps.payments.errors import MethodNotOffered
from apps.payments.types import MethodOffer, PaymentMethod
from apps.registrations.types import Business
from apps.tariffs.types import AssessmentLine
from apps.tariffs.types.explanations import Explanation

# Every page of a checkout begins with it: as text it takes half of what building it by the ORM does.
_WITH_CART = """
    SELECT {session}, (SELECT public_id FROM checkout_cart WHERE id = session.cart_id), session.xmin::text
    FROM checkout_checkoutsession session WHERE session.public_id = %s
"""


@dataclass(frozen=True)
class SessionView:
    """A checkout as its pages show it. `row` is what was read, for this app's own operations; `written_by` is the
    transaction that had written it.
    """

    public_id: UUID
    cart_id: UUID | None
    user_id: int | None
    status: SessionStatus
    version: int
    step: Step
    market: str
    language: str
    currency: str
    ship_to: str
    email: str
    address: PostalAddress | None
    is_empty: bool
    changes: tuple[Change, ...]
    intent_id: UUID | None
    method: PaymentMethod | None
    expires_at: datetime | None
    credits: tuple[Usable, ...]
    row: CheckoutSession = field(repr=False, compare=False)
    written_by: str = field(default="", repr=False, compare=False)

    @property
    def quote(self) -> Quote | None:
        """What was shown last; None where nothing could be priced."""
        return self.row.frozen if self.row.quote else None

    @property
    def business(self) -> Business | None:
        """The company that is bought for, with what was known of its tax id when the checkout was opened."""
        return Business.from_json(self.row.business) if self.row.business else None

    @property
    def is_difference(self) -> bool:
        """Whether only what goods cost more is paid that are sent in place of others."""
        return self.row.difference is not None

    @property
    def tenders(self) -> tuple[Tender, ...]:
        """What gift cards and store credit pay of the total."""
        return tenders_of(self.row)

    @property
    def to_pay(self) -> Money | None:
        """What remains of the total for another way to pay; None where nothing could be priced."""
        return left_to_pay(self.row) if self.quote is not None else None


def tenders_of(row: CheckoutSession) -> tuple[Tender, ...]:
    """How much each gift card and the store credit of a session pays of its quote."""
    if not row.credits:
        return ()
    usable = [Usable.from_json(one) for one in row.credits]
    step, least = payments.charge_step(row.currency), payments.least_charge(row.currency)
    return credits.tenders(row.frozen.totals.total, usable, step=step, least=least)


def left_to_pay(row: CheckoutSession) -> Money:
    """What gift cards and store credit leave of a session's total."""
    total = row.frozen.totals.total
    if not row.credits:
        return total
    return total - credits.paid_by(tenders_of(row), row.currency)


def session(public_id: UUID, *, cart_id: UUID | None, user_id: int | None) -> SessionView:
    """A checkout of this very shopper. One query.

    Raises:
        NotFound: there is none, or it belongs to somebody else.
    """
    found = _view(public_id)
    of_person = found.user_id is not None and found.user_id == user_id
    of_guest = found.user_id is None and found.cart_id is not None and found.cart_id == cart_id
    if not of_person and not of_guest:
        raise NotFound()
    return found


def session_for_payment(public_id: UUID) -> SessionView:
    """A checkout by its id alone, for callbacks and tasks.

    Raises:
        NotFound: there is none.
    """
    return _view(public_id)


def methods(view: SessionView) -> tuple[MethodOffer, ...]:
    """Every way to pay what remains of a checkout's total, each with why it is not offered here.

    None where nothing is priced, or nothing remains.
    """
    if view.to_pay is None or not view.to_pay.amount:
        return ()
    is_company = bool(view.address and view.address.organisation)
    return payments.methods_for(view.to_pay, country=view.ship_to, is_company=is_company)


def method_of(view: SessionView, wanted: PaymentMethod | None = None) -> PaymentMethod:
    """The way in which a checkout is paid: what is wanted now, what was chosen before, or the first that is offered.

    Raises:
        MethodNotOffered: what is wanted is not offered here, or nothing is.
    """
    usable = [offer.method for offer in methods(view) if offer.is_usable]
    if wanted is not None and wanted not in usable:
        raise MethodNotOffered(field="method")
    if wanted is None and view.method in usable:
        return view.method
    if wanted is None and not usable:
        raise MethodNotOffered(field="method")
    return wanted or usable[0]


def charges(consignment: QuotedConsignment) -> list[AssessmentLine]:
    """The charges of a consignment that the buyer pays with the purchase, each with the rule and source behind it."""
    lines = [AssessmentLine.from_json(line) for line in consignment.assessment.get("lines", ())]
    return [line for line in lines if line.is_prepaid(consignment.incoterm)]


def explained(consignment: QuotedConsignment) -> Explanation | None:
    """All that is told of a consignment's charges; None where none were worked out."""
    if not consignment.assessment:
        return None
    return Explanation.from_json(consignment.assessment, incoterm=consignment.incoterm)


def _view(public_id: UUID) -> SessionView:
    found = read(_WITH_CART, [public_id], session=CheckoutSession)
    if not found:
        raise NotFound()
    return view_of(*found[0])


def view_of(row: CheckoutSession, cart_id: UUID | None, written_by: str = "") -> SessionView:
    """A checkout as its row says, of the cart with this id."""
    return SessionView(
        public_id=row.public_id,
        cart_id=cart_id,
        user_id=row.user_id,
        status=SessionStatus(row.status),
        version=row.version,
        step=row.step,
        market=row.market,
        language=row.language,
        currency=row.currency,
        ship_to=row.ship_to,
        email=row.email,
        address=row.postal_address,
        is_empty=not row.lines,
        changes=tuple(Change.from_json(change) for change in row.changes),
        intent_id=row.intent_id,
        method=PaymentMethod(row.method) if row.method else None,
        expires_at=row.expires_at,
        credits=tuple(Usable.from_json(one) for one in row.credits),
        row=row,
        written_by=written_by,
    )
