"""Tills · selling over the counter and giving back · vendor's schema, and public through the checkout."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from djmoney.money import Money

from apps.checkout.errors import NotSoldHere
from apps.checkout.operations import counter
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundStatus, RefundWish
from apps.common.errors import InvalidInput
from apps.common.money import cash_rounded, from_minor, rounded
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.stock.errors import InsufficientStock

from .. import selectors
from ..errors import RefundTooLarge, SaleUnknown, TillShut, TooLittleGiven
from ..models import Till, TillEntry
from ..types import BasketLine, Cashier, EntryKind, EntryView, Means
from .basket import merged, named, serials_of, shop_of
from .keys import digest_of, done_before
from .setting_up import locked


@transaction_required
def sell(
    till_id: UUID,
    lines: Sequence[BasketLine],
    *,
    key: UUID,
    means: Means,
    cashier: Cashier,
    expected: Decimal | None = None,
    given: Decimal | None = None,
    reference: str = "",
    buyer_name: str = "",
    email: str = "",
    language: str,
    confirmed_age: int = 0,
    happened_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> EntryView:
    """Sell a basket over the counter: paid, taken off the shelf and handed out, all of it or nothing.

    The same `key` sells once and answers the same. Pieces that have serial numbers are named by them. `expected` is the
    total that the buyer was told, before it is rounded to coins, `given` the cash that was put down, both in the till's
    currency; `reference` is the terminal's slip. `happened_at` is when it was sold, where the till had no connection
    then (not after `at`): what was told, and taken, may then differ from the total by a minor unit a piece, since it
    was reckoned of single prices.

    Raises:
        TillUnknown, TillShut: there is no such till, or it is out of use. BasketEmpty: nothing is in the basket.
        NotForSale, SoldOut: some of it cannot be had; each is named. AgeNotConfirmed: nobody looked at the buyer's age.
        InvalidInput: the total is another one than the buyer was told. TooLittleGiven: less cash than that.
        SerialsWanted: a piece's serial number is missing. InvalidInput: no piece that lies there has it.
        KeyOfOtherSale: the key was used for other goods, or for something else. Nothing is written.
    """
    till = locked(till_id)
    wanted, serials = merged(lines), serials_of(lines)
    numbers = {str(variant_id): sorted(each) for variant_id, each in serials.items()}
    digest = digest_of(sorted(wanted), str(means), *sorted(numbers.items()))
    known = done_before(till, EntryKind.SALE, key, digest=digest)
    if known is not None:
        return known
    if not till.is_open:
        raise TillShut()
    buyer = counter.CounterBuyer(buyer_name.strip() or _("Buyer in the shop"), language, email)
    try:
        sold = counter.sell_at_counter(
            shop_of(till), wanted, buyer=buyer, serials=serials, confirmed_age=confirmed_age, by=by, at=at
        )
    except (NotSoldHere, InsufficientStock) as refused:
        raise named(refused, language) from refused
    total = sold.purchase.total
    told = _told(total, expected, slack=sum(pieces for _, pieces in wanted) if happened_at else 0)
    due = cash_rounded(told) if means is Means.CASH else told
    _require_enough(due, given, means)
    return _written(
        till, EntryKind.SALE, means, total,
        drawer=due.amount if means is Means.CASH else Decimal(0), given=given if means is Means.CASH else None,
        difference=Decimal(0) if means is Means.CASH else due.amount - total.amount,
        serials=numbers,
        key=key, digest=digest, reference=reference, order_id=sold.order_id, order_number=sold.order_number,
        purchase_id=sold.purchase.public_id, cashier=cashier, happened_at=min(happened_at or at, at), at=at,
    )  # fmt: skip


@transaction_required
def give_back(
    till_id: UUID,
    sale_id: UUID,
    *,
    pieces: Mapping[int, int] | None = None,
    restock: bool,
    serials: Collection[str] = (),
    key: UUID,
    means: Means,
    cashier: Cashier,
    note: str = "",
    by: Actor,
    at: datetime,
) -> EntryView:
    """Give a buyer money back at a till, for `pieces` of each line by its place, or for all that is left.

    The same `key` gives once. Where `restock`, the pieces go back on the shelf, under their serial numbers: named in
    `serials`, unless all that left come back.

    Raises:
        TillUnknown, TillShut, SaleUnknown: there is none, or it is out of use.
        RefundTooLarge: so much needs a second person. KeyOfOtherSale: the key was used for other pieces.
        WhichCameBack, InvalidInput: a piece's serial number is missing, or was not sold here.
        Others: see checkout.operations.refund. Nothing is written.
    """
    till = locked(till_id)
    digest = digest_of(sale_id, None if pieces is None else sorted(pieces.items()), str(means), *sorted(serials))
    known = done_before(till, EntryKind.REFUND, key, digest=digest)
    if known is not None:
        return known
    if not till.is_open:
        raise TillShut()
    sale = TillEntry.objects.filter(public_id=sale_id, kind=EntryKind.SALE).first()
    if sale is None or sale.order_id is None:
        raise SaleUnknown()
    wish = RefundWish(
        kind=RefundKind.WHOLE if pieces is None else RefundKind.LINES,
        reason=RefundReason.RETURNED,
        lines=None if pieces is None else dict(pieces),
        restock=restock,
        serials=serials,
        note=note,
    )
    view = counter.refund_at_counter(
        sale.order_id, wish=wish, key=f"till:{till.public_id}:{key}", by=by, made_by=cashier.person,
        vendor_id=current_vendor_id(), at=at,
    )  # fmt: skip
    if view.status is RefundStatus.WAITING:
        raise RefundTooLarge()
    drawer = cash_rounded(view.amount).amount if means is Means.CASH else Decimal(0)
    return _written(
        till, EntryKind.REFUND, means, -view.amount, drawer=-drawer, key=key, digest=digest, note=note,
        order_id=sale.order_id, order_number=sale.order_number, purchase_id=sale.purchase_id, cashier=cashier,
        happened_at=at, at=at,
    )  # fmt: skip


def _written(
    till: Till,
    kind: EntryKind,
    means: Means,
    amount: Money,
    *,
    drawer: Decimal,
    key: UUID,
    cashier: Cashier,
    happened_at: datetime,
    at: datetime,
    **facts: object,
) -> EntryView:
    row = TillEntry.objects.create(
        till=till,
        key=key,
        kind=kind,
        means=means,
        currency=amount.currency.code,
        amount=amount.amount,
        drawer=drawer,
        cashier=cashier.ref,
        cashier_name=cashier.name,
        happened_at=happened_at,
        recorded_at=at,
        **facts,
    )
    return selectors.as_entry(row)


def _told(total: Money, expected: Decimal | None, *, slack: int) -> Money:
    """What the buyer was told, which is the total but for `slack` minor units."""
    if expected is None:
        return total
    told = Money(expected, total.currency)
    if abs(told - total) > from_minor(slack, total.currency.code):
        problem = gettext_lazy("It costs %(total)s now, not what the buyer was told. Say so, and sell it again.")
        raise InvalidInput(field="expected", problem=problem, total=str(total))
    return rounded(told)


def _require_enough(due: Money, given: Decimal | None, means: Means) -> None:
    if means is Means.CASH and given is not None and given < due.amount:
        problem = gettext_lazy("%(due)s is to be paid. Ask the buyer for the rest.")
        raise TooLittleGiven(field="given", problem=problem, due=str(due))
