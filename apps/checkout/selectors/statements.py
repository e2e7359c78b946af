"""Checkout · what a vendor is owed, line by line, each explained by its sale or refund · public schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from djmoney.money import Money

from apps.checkout.models import PurchasePart, Refund
from apps.checkout.types import QuotedVendor
from apps.checkout.types.refunds import GoodwillMove, Taken
from apps.checkout.types.statements import Statement, StatementLine, StatementPart
from apps.common.money import from_minor
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode, AccountLine, JournalKind

from .refunds import share_in

PAYABLE = AccountCode.VENDOR_PAYABLE
_OF_PAYOUTS = (JournalKind.PAYOUT, JournalKind.PAYOUT_RETURNED)


def statement_currencies(vendor_id: int) -> list[str]:
    """The currencies in which a vendor has ever been owed anything. One query."""
    return [one.balance.currency.code for one in ledger.balances(vendor_id=vendor_id) if one.code is PAYABLE]


def statement(vendor_id: int, currency: str, *, since: date, until: date, most: int = 500) -> Statement:
    """A vendor's statement from the beginning of `since` to the end of `until` (UTC). At most six queries."""
    begins = datetime.combine(since, time(), UTC)
    ends = datetime.combine(until + timedelta(days=1), time(), UTC)
    opening = -ledger.vendor_opening(vendor_id, PAYABLE, currency, before=begins)
    closing = -ledger.vendor_opening(vendor_id, PAYABLE, currency, before=ends)
    rows = ledger.vendor_lines(vendor_id, PAYABLE, currency, since=begins, until=ends, limit=most + 1)
    shown = rows[:most]
    purchases = {row.purchase_id for row in shown if row.purchase_id}
    parts = {
        part.purchase.public_id: part
        for part in PurchasePart.objects.select_related("purchase").filter(
            vendor_id=vendor_id, purchase__public_id__in=purchases
        )
    }
    refunds = _refunds(shown)
    balance = opening
    lines = []
    for row in shown:
        balance -= row.amount
        part = parts.get(row.purchase_id) if row.purchase_id else None
        lines.append(
            StatementLine(
                occurred_at=row.occurred_at,
                kind=row.kind,
                reference=part.order_number if part else row.memo,
                parts=_explained(row, part, refunds),
                amount=-row.amount,
                balance=balance,
                journal_id=row.journal_id,
                order_id=part.order_id if part else None,
                payout_id=_id_in(row) if row.kind in _OF_PAYOUTS else None,
            )
        )
    return Statement(currency, since, until, opening, tuple(lines), closing, is_cut=len(rows) > most)


def _refunds(rows: Sequence[AccountLine]) -> dict[UUID, Refund]:
    wanted = [_id_in(row) for row in rows if row.kind in (JournalKind.RETURN, JournalKind.GOODWILL)]
    known = [one for one in wanted if one is not None]
    return {row.public_id: row for row in Refund.objects.filter(public_id__in=known)} if known else {}


def _id_in(row: AccountLine) -> UUID | None:
    try:
        return UUID(row.key.partition(":")[2])
    except ValueError:
        return None


def _explained(
    row: AccountLine, part: PurchasePart | None, refunds: Mapping[UUID, Refund]
) -> tuple[StatementPart, ...]:
    if part is None:
        return ()
    if row.kind is JournalKind.SALE:
        frozen = QuotedVendor.from_json(part.frozen)
        share = share_in(part, frozen)
        found = [(_("Goods"), share.goods_own), (_("Commission"), -share.commission_own)]
        found.append((_("VAT on commission"), -share.tax_own))
        if frozen.is_at_counter:
            found.append((_("Tax that you account for"), frozen.totals.tax))
        return _parts(found)
    known = _id_in(row)
    refund = refunds.get(known) if known else None
    if refund is None:
        return ()
    taken, currency = Taken.from_json(refund.taken), row.amount.currency.code
    cells = taken.sums()
    goodwill = [move for move in (*taken.recovered, taken.given) if isinstance(move, GoodwillMove)]
    own_tax = cells.tax if QuotedVendor.from_json(part.frozen).is_at_counter else 0
    own = sum(move.own if move in taken.recovered else -move.own for move in goodwill if move.funder == "vendor")
    return _parts(
        [
            (_("Goods given back"), from_minor(-cells.own_goods, currency)),
            (_("Commission given back"), from_minor(cells.own_commission, currency)),
            (_("VAT on commission given back"), from_minor(cells.own_tax, currency)),
            (_("Tax that you account for"), from_minor(-own_tax, currency)),
            (_("Goodwill"), from_minor(own, currency)),
        ]
    )


def _parts(found: Sequence[tuple[str, Money]]) -> tuple[StatementPart, ...]:
    return tuple(StatementPart(label, amount) for label, amount in found if amount.amount)
