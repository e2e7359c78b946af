"""Ledger · commission rules that two people agree on, and the shipped rules of tax on commission · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from apps.common.transactions import transaction_required
from apps.ledger import selectors
from apps.ledger.errors import RuleChecked, RuleReplaced, SamePerson
from apps.ledger.models import CommissionBound, CommissionRule, CommissionTaxRule
from apps.ledger.types import Bounds
from apps.reference import operations as reference
from apps.reference.types import LoadedTable


@dataclass(frozen=True)
class RuleDraft:
    """A commission rule as somebody wishes it; empty conditions match everything, `rate` is a fraction."""

    rate: Decimal
    valid_from: date
    position: int = 100
    vendor_id: int | None = None
    market: str = ""
    category: str = ""
    product_id: UUID | None = None
    valid_until: date | None = None
    bounds: Mapping[str, Bounds] = field(default_factory=dict, hash=False)
    replaces: int | None = None


@transaction_required
def propose_rule(draft: RuleDraft, *, by: int) -> int:
    """Write down a rule that counts as soon as somebody else has checked it; its key. `by` is a person's key.

    Raises:
        RuleReplaced: the rule that it would replace has been replaced, or is about to be.
    """
    if draft.replaces is not None and CommissionRule.objects.filter(replaces_id=draft.replaces).exists():
        raise RuleReplaced()
    row = CommissionRule.objects.create(
        position=draft.position,
        vendor_id=draft.vendor_id,
        market=draft.market,
        category=draft.category,
        product_id=draft.product_id,
        rate=draft.rate,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
        replaces_id=draft.replaces,
        made_by_id=by,
    )
    CommissionBound.objects.bulk_create(
        CommissionBound(rule=row, currency=currency, floor=bound.floor, cap=bound.cap)
        for currency, bound in draft.bounds.items()
    )
    return row.pk


@transaction_required
def approve_rule(rule_id: int, *, by: int, at: datetime) -> None:
    """Have a proposed rule count from now on, in place of the one that it replaces.

    Raises:
        SamePerson: it was made by whoever approves it. RuleChecked: it counts already, or was withdrawn.
    """
    row = _waiting(rule_id)
    if row.made_by_id == by:
        raise SamePerson()
    row.checked_by_id, row.checked_at = by, at
    row.save(update_fields=["checked_by", "checked_at"])
    selectors.forget_terms()


@transaction_required
def withdraw_rule(rule_id: int) -> None:
    """Take a proposal back that nobody has checked.

    Raises:
        RuleChecked: it counts already.
    """
    _waiting(rule_id).delete()


def _waiting(rule_id: int) -> CommissionRule:
    row = CommissionRule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None or not row.is_waiting:
        raise RuleChecked()
    return row


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """How commission is taxed, by the country in which a vendor is established."""
    shipped = reference.fixture("reference/commission_tax.json")
    rows = [
        {
            "country": country,
            "treatment": row["treatment"],
            "rate": Decimal(row.get("rate", 0)),
            "valid_from": date.fromisoformat(row["valid_from"]),
            "source_title": row["source_title"],
            "source_url": row["source_url"],
            "checked_on": date.fromisoformat(shipped["checked_on"]),
        }
        for row in shipped["rules"]
        for country in row["countries"]
    ]
    return [reference.upsert(CommissionTaxRule, rows, key=("country", "valid_from"))]
