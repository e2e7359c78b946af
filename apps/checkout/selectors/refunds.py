"""Checkout · refunds: what can still be given back, what a wish would do, and what was done · public schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils.translation import get_language
from djmoney.money import Money

from apps.checkout.errors import CreditNeedsAccount, NotCaptured, PaidElsewhere
from apps.checkout.models import PurchasePart, Refund
from apps.checkout.rules import postings, refunds
from apps.checkout.rules.shares import VendorShare, share_of
from apps.checkout.types import QuotedConsignment, QuotedVendor
from apps.checkout.types.refunds import (
    Funder,
    LineLeft,
    Refundable,
    RefundKind,
    RefundLine,
    RefundPreview,
    RefundReason,
    RefundStatus,
    RefundView,
    RefundWish,
    Taken,
)
from apps.common.errors import NotFound
from apps.common.money import from_minor, rounded, to_minor
from apps.discovery.types import in_language
from apps.ledger import selectors as ledger
from apps.ledger.types import Commission, CommissionTax, Entry, SaleTerms
from apps.payments import selectors as payments
from apps.payments.operations.history import GATEWAY as HISTORY
from apps.payments.types import IntentStatus

from . import numbers
from .reach import credit_left, provider_reach, require_within_reach, untaken, within_reach


@dataclass(frozen=True)
class PartState:
    """A part with what it was sold as and what is left of it."""

    part: PurchasePart
    frozen: QuotedVendor
    left: refunds.Left


def share_in(part: PurchasePart, frozen: QuotedVendor) -> VendorShare:
    """How a part was shared out; parts that are older than that bear only their rate."""
    if part.share is not None:
        return VendorShare.from_json(part.share)
    rate = Commission(part.commission_rule, part.commission_rate)
    return share_of(frozen, SaleTerms(rate, CommissionTax(frozen.vendor_country)))


def state_of(part: PurchasePart, *, without: str = "") -> PartState:
    """What is left of a part; of the refund of the key `without` nothing is taken. One query.

    Refunds that wait for a second person count as given.
    """
    frozen = QuotedVendor.from_json(part.frozen)
    rows = Refund.objects.filter(part=part).exclude(status=RefundStatus.DECLINED).exclude(key=without).order_by("id")
    before = [Taken.from_json(taken) for taken in rows.values_list("taken", flat=True)]
    return PartState(part, frozen, refunds.left_of(refunds.sold(frozen, share_in(part, frozen)), before))


def part_of_order(order_id: UUID, *, vendor_id: int | None = None) -> PurchasePart:
    """The part that a vendor's order is; of that vendor alone where one is named.

    Raises:
        NotFound: there is none, or it is another vendor's.
    """
    rows = PurchasePart.objects.select_related("purchase", "vendor").filter(order_id=order_id)
    part = (rows if vendor_id is None else rows.filter(vendor_id=vendor_id)).first()
    if part is None:
        raise NotFound()
    return part


def refundable(order_id: UUID, *, vendor_id: int | None = None, language: str | None = None) -> Refundable:
    """What can still be given back of an order. Five queries.

    Raises:
        NotFound: see part_of_order.
    """
    state = state_of(part_of_order(order_id, vendor_id=vendor_id))
    part, frozen, speaks = state.part, state.frozen, language or get_language() or "en"
    currency = frozen.totals.currency
    within = within_reach(part, state.left.paid)
    return Refundable(
        order_id=part.order_id,
        order_number=part.order_number,
        purchase_id=part.purchase.public_id,
        purchase_number=part.purchase.number,
        vendor_id=part.vendor_id,
        vendor_name=frozen.vendor_name,
        paid=frozen.totals.total,
        refunded=rounded(Money(part.refunded, currency)),
        left=from_minor(within, currency),
        held=from_minor(state.left.paid - within, currency),
        shipping_left=from_minor(sum(line.shipping for line in state.left.lines), currency),
        lines=tuple(
            LineLeft(
                place=place,
                sku=line.sku,
                title=in_language(line.titles, speaks),
                option_label=in_language(line.option_labels, speaks),
                quantity=line.quantity,
                quantity_left=left.quantity,
                amount_left=from_minor(left.paid - left.shipping, currency),
                shipping_left=from_minor(left.shipping, currency),
            )
            for place, (line, left) in enumerate(zip(frozen.lines, state.left.lines, strict=True))
        ),
    )


def numbers_sent(order_id: UUID, *, vendor_id: int | None = None) -> tuple[str, ...]:
    """The serial numbers of an order's pieces that left and are not back.

    Raises:
        NotFound: see part_of_order.
    """
    part = part_of_order(order_id, vendor_id=vendor_id)
    by_line = numbers.sent(part, QuotedVendor.from_json(part.frozen))
    return tuple(number for known in by_line.values() for number in known)


def preview(
    order_id: UUID, wish: RefundWish, *, vendor_id: int | None = None, made_by: int | None = None
) -> RefundPreview:
    """What a wish would give back and post, before anything is done.

    Raises:
        NotFound, NotCaptured, PaidElsewhere: there is no such order, or its payment cannot be given back.
        RefundHeld: see reach.require_within_reach.
        NothingLeft, RefundTooMuch, RefundAmountUnusable, LineUnknown: see rules.refunds.take.
        WhichCameBack, InvalidInput: see numbers.which_back.
    """
    state = state_of(part_of_order(order_id, vendor_id=vendor_id))
    require_reachable(state.part)
    taken = refunds.take(wish, state.left, state.frozen)
    reach = require_within_reach(state.part, taken.paid)
    require_account(state.part, wish)
    serials = numbers.which_back(state.part, state.frozen, taken, wish)
    entry = entry_of(state.part, state.frozen, taken, refund_id=uuid4())
    after = refunds.left_of(state.left.lines, [taken])
    currency = state.frozen.totals.currency
    goodwill_before = sum(move.amount for move in state.left.goodwill)
    return RefundPreview(
        amount=from_minor(taken.paid, currency),
        credited=credited_of(state.part, from_minor(taken.paid, currency), kind=wish.kind, to_credit=wish.to_credit),
        by_vendor=borne_by_vendor(state.frozen, taken),
        left=from_minor(min(after.paid - goodwill_before, reach - taken.paid), currency),
        taken=taken,
        lines=lines_of(state.frozen, taken, serials),
        postings=ledger.would_post(entry, owners={state.part.vendor_id: state.part.vendor.name}),
        needs_second_person=needs_second_person(state.part, from_minor(taken.paid, currency), made_by=made_by),
    )


def rest_of(order_id: UUID, wish: RefundWish, *, after: str, vendor_id: int | None = None) -> Money:
    """What a wish gives beyond what the refund of the key `after` has given for its pieces; all where there is none.

    Raises:
        NotFound: see part_of_order.
        NothingLeft, RefundTooMuch, RefundAmountUnusable, LineUnknown: see rules.refunds.take.
    """
    part = part_of_order(order_id, vendor_id=vendor_id)
    key = f"{order_id}:{after}"
    state = state_of(part, without=key)
    taken = refunds.take(wish, state.left, state.frozen)
    given = Refund.objects.filter(part=part, key=key).exclude(status=RefundStatus.DECLINED)
    less = given.aggregate(sum=Sum("amount"))["sum"] or 0
    return rounded(from_minor(taken.paid, state.frozen.totals.currency) - Money(less, state.frozen.totals.currency))


def require_reachable(part: PurchasePart) -> None:
    """Raises NotCaptured, PaidElsewhere where the part's payment cannot be given back from here.

    One that was released untaken can: the books take it back, and the provider has nothing to pay. So can one that
    gift cards and store credit paid in full.
    """
    intent = payments.intent(part.purchase.intent_id)
    if intent.gateway == HISTORY:
        raise PaidElsewhere()
    if intent.amount.amount and intent.captured.amount <= 0 and intent.status is not IntentStatus.VOIDED:
        raise NotCaptured()


def require_account(part: PurchasePart, wish: RefundWish) -> None:
    """Raises CreditNeedsAccount where a guest is to have store credit: there is nobody to give it to."""
    if wish.to_credit and part.purchase.user_id is None:
        raise CreditNeedsAccount(field="to_credit")


def credited_of(part: PurchasePart, amount: Money, *, kind: RefundKind, to_credit: bool) -> Money:
    """How much of a refund that is to be goes to gift cards and store credit: all where the buyer chose that, else by
    the setting REFUND_FIRST_TO.

    To the provider goes no more than it pays, to credit no more than it paid; what was released untaken the buyer has
    never paid. What a dispute took the bank has given back already. No query where credit paid nothing of the purchase.
    """
    if to_credit:
        return from_minor(max(to_minor(amount) - untaken(part), 0), amount.currency.code)
    if not part.purchase.credit or kind is RefundKind.CHARGEBACK:
        return amount * 0
    units = to_minor(amount)
    if settings.REFUND_FIRST_TO == "credit":
        return from_minor(min(units, credit_left(part)), amount.currency.code)
    return from_minor(max(units - max(provider_reach(part), 0), 0), amount.currency.code)


def entry_of(part: PurchasePart, frozen: QuotedVendor, taken: Taken, *, refund_id: UUID) -> Entry:
    """The journal of what a refund takes of a part, or of the goodwill that it gives."""
    purchase = part.purchase
    if taken.given is not None:
        return postings.goodwill(
            frozen, taken.given, refund_id=refund_id, purchase_id=purchase.public_id, number=part.order_number
        )
    return postings.taken_back(
        frozen,
        taken,
        ship_to=purchase.ship_to,
        refund_id=refund_id,
        purchase_id=purchase.public_id,
        number=part.order_number,
    )


def needs_second_person(part: PurchasePart, amount: Money, *, made_by: int | None) -> bool:
    """Whether somebody else has to agree: what people give of one order, together, goes beyond the currency's limit.

    What no person asked for (`made_by` is None) needs nobody; a currency without a limit always does.
    """
    if made_by is None:
        return False
    limit = settings.REFUND_LIMITS.get(amount.currency.code)
    if limit is None:
        return True
    alone = Refund.objects.filter(part=part, made_by__isnull=False, checked_by__isnull=True)
    given = alone.exclude(status=RefundStatus.DECLINED).aggregate(sum=Sum("amount"))["sum"] or 0
    return bool(given + amount.amount > limit)


def borne_by_vendor(frozen: QuotedVendor, taken: Taken) -> Money:
    """What the vendor is owed less, in its currency; negative where it has goodwill back."""
    units = taken.sums().own_net
    if taken.given is not None and taken.given.funder is Funder.VENDOR:
        units += taken.given.own
    units -= sum(move.own for move in taken.recovered if move.funder is Funder.VENDOR)
    return from_minor(units, frozen.currency)


def lines_of(frozen: QuotedVendor, taken: Taken, serials: Mapping[str, Sequence[str]]) -> tuple[RefundLine, ...]:
    """The lines that a refund is about, in the reader's language; `serials` as Refund.serials."""
    speaks, currency = get_language() or "en", frozen.totals.currency
    return tuple(
        RefundLine(
            place=place,
            sku=line.sku,
            title=in_language(line.titles, speaks),
            quantity=part.quantity,
            amount=from_minor(part.paid, currency),
            serials=tuple(serials.get(str(place), ())),
        )
        for place, (line, part) in enumerate(zip(frozen.lines, taken.lines, strict=True))
        if part
    )


def taken_of(public_id: UUID) -> Taken:
    """What a refund has taken of each line of its part, in the part's order.

    Raises:
        NotFound: there is none.
    """
    found = Refund.objects.filter(public_id=public_id).values_list("taken", flat=True).first()
    if found is None:
        raise NotFound()
    return Taken.from_json(found)


def steps_to(public_id: UUID) -> tuple[tuple[Taken, QuotedConsignment | None], ...]:
    """What the refunds of a part took until one, that one last, and how a house's goods are sold since, where another
    version is taxed otherwise. Those that were declined are none. Two queries.

    Raises:
        NotFound: there is no such refund.
    """
    last = Refund.objects.filter(public_id=public_id).first()
    if last is None:
        raise NotFound()
    rows = Refund.objects.filter(part=last.part_id, id__lte=last.pk).exclude(status=RefundStatus.DECLINED)
    return tuple(
        (Taken.from_json(taken), QuotedConsignment.from_json(resold) if resold else None)
        for taken, resold in rows.order_by("id").values_list("taken", "resold")
    )


def refunds_of(order_ids: list[UUID], *, vendor_id: int | None = None) -> dict[UUID, tuple[RefundView, ...]]:
    """The refunds of orders, newest first, by order. One query."""
    rows = refund_rows().filter(part__order_id__in=order_ids)
    if vendor_id is not None:
        rows = rows.filter(part__vendor_id=vendor_id)
    found: dict[UUID, list[RefundView]] = {order_id: [] for order_id in order_ids}
    for row in rows:
        found[row.part.order_id].append(as_view(row))
    return {order_id: tuple(views) for order_id, views in found.items()}


def refund_rows() -> QuerySet[Refund]:
    """Every refund with its part, newest first, to be narrowed and cut by who shows them."""
    return Refund.objects.select_related("part__purchase", "part__vendor", "made_by", "checked_by").order_by("-id")


def refund(public_id: UUID, *, vendor_id: int | None = None) -> RefundView:
    """One refund.

    Raises:
        NotFound: there is none, or it is another vendor's.
    """
    rows = refund_rows().filter(public_id=public_id)
    row = (rows if vendor_id is None else rows.filter(part__vendor_id=vendor_id)).first()
    if row is None:
        raise NotFound()
    return as_view(row)


def as_view(row: Refund) -> RefundView:
    """A refund as a value; its part must have been fetched with it."""
    frozen, taken = QuotedVendor.from_json(row.part.frozen), Taken.from_json(row.taken)
    return RefundView(
        public_id=row.public_id,
        order_id=row.part.order_id,
        order_number=row.part.order_number,
        kind=RefundKind(row.kind),
        reason=RefundReason(row.reason),
        status=RefundStatus(row.status),
        amount=rounded(Money(row.amount, row.currency)),
        credited=rounded(Money(row.credited, row.currency)),
        by_vendor=borne_by_vendor(frozen, taken),
        funder=Funder(row.funder),
        restock=row.restock,
        note=row.note,
        lines=lines_of(frozen, taken, row.serials),
        requested_at=row.requested_at,
        settled_at=row.settled_at,
        made_by=str(row.made_by) if row.made_by else "",
        checked_by=str(row.checked_by) if row.checked_by else "",
        problem=row.problem,
    )
