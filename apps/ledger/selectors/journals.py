"""Ledger · journals with their legs, and the lines of an account · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from djmoney.money import Money

from apps.common.errors import NotFound
from apps.common.money import from_minor
from apps.ledger import rules
from apps.ledger.errors import NothingToPost
from apps.ledger.models import Account, Journal, Posting
from apps.ledger.types import AccountCode, AccountLine, Entry, JournalKind, JournalLeg, JournalView

from .balances import standing

_OPENING = """
    SELECT coalesce(sum(p.amount), 0) FROM ledger_posting p
    JOIN ledger_account a ON a.id = p.account_id JOIN ledger_journal j ON j.id = p.journal_id
    WHERE a.vendor_id = %s AND a.code = %s AND a.currency = %s AND j.occurred_at < %s
"""


def journals(*, purchase_ids: Any = None, text: str = "") -> QuerySet[Journal]:
    """Journals with their legs, newest first; of some purchases, or whose id, key or memo has `text`. Three queries."""
    legs = Posting.objects.select_related("account__vendor").order_by("id")
    rows = Journal.objects.prefetch_related(Prefetch("postings", queryset=legs))
    if purchase_ids is not None:
        rows = rows.filter(purchase_id__in=purchase_ids)
    if text:
        wanted = Q(memo__iexact=text) | Q(idempotency_key__endswith=f":{text}")
        try:
            known = UUID(text)
            wanted |= Q(public_id=known) | Q(purchase_id=known)
        except ValueError:
            pass
        rows = rows.filter(wanted)
    return rows.order_by("-id")


def postings() -> QuerySet[Posting]:
    """Every posting, to be narrowed and cut by who needs them."""
    return Posting.objects.all()


def journal(public_id: UUID) -> JournalView:
    """One journal in plain words.

    Raises:
        NotFound: there is none.
    """
    row = journals().filter(public_id=public_id).first()
    if row is None:
        raise NotFound()
    return as_view(row)


def as_view(row: Journal) -> JournalView:
    """A journal as a value; its legs must have been fetched with it."""
    return JournalView(
        public_id=row.public_id,
        kind=JournalKind(row.kind),
        memo=row.memo,
        purchase_id=row.purchase_id,
        occurred_at=row.occurred_at,
        legs=tuple(
            JournalLeg(
                AccountCode(leg.account.code),
                leg.account.vendor.name if leg.account.vendor else leg.account.detail,
                from_minor(leg.amount, leg.currency),
            )
            for leg in row.postings.all()
        ),
    )


def would_post(entry: Entry, *, owners: Mapping[int, str]) -> tuple[JournalLeg, ...]:
    """The legs of an entry as they would be posted, none where it has no amounts; `owners` names its vendors. No query.

    Raises:
        Unbalanced: debits and credits differ in a currency.
    """
    try:
        posted = rules.postings_of(entry)
    except NothingToPost:
        return ()
    return tuple(
        JournalLeg(code, detail if vendor is None else owners[vendor], from_minor(units, currency))
        for (code, currency, vendor, detail), units in posted.items()
    )


def vendor_opening(vendor_id: int, code: AccountCode, currency: str, *, before: datetime) -> Money:
    """What stood on a vendor's account before an instant; debit is positive."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENING, [vendor_id, code.value, currency, before])
        ((units,),) = cursor.fetchall()
    return from_minor(int(units), currency)


def vendor_lines(
    vendor_id: int, code: AccountCode, currency: str, *, since: datetime, until: datetime, limit: int
) -> list[AccountLine]:
    """The postings on a vendor's account from `since` until before `until`, oldest first. One query."""
    rows = Posting.objects.filter(
        account__vendor_id=vendor_id,
        account__code=code,
        account__currency=currency,
        journal__occurred_at__gte=since,
        journal__occurred_at__lt=until,
    )
    return _lines(rows.order_by("journal__occurred_at", "id")[:limit])


def running_lines(account: Account, *, limit: int) -> list[tuple[AccountLine, Money]]:
    """The last postings on one account, newest first, each with what stood on it afterwards. Two queries."""
    stands = standing(account.pk, account.currency)
    found = []
    for line in _lines(Posting.objects.filter(account=account).order_by("-id")[:limit]):
        found.append((line, stands))
        stands -= line.amount
    return found


def _lines(rows: QuerySet[Posting]) -> list[AccountLine]:
    return [
        AccountLine(
            posting_id=row.pk,
            journal_id=row.journal.public_id,
            kind=JournalKind(row.journal.kind),
            key=row.journal.idempotency_key,
            memo=row.journal.memo,
            purchase_id=row.journal.purchase_id,
            occurred_at=row.journal.occurred_at,
            amount=from_minor(row.amount, row.currency),
        )
        for row in rows.select_related("journal")
    ]
