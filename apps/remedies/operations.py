"""Remedies · loading what ships, and keeping who has to act in a case · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from apps.common.transactions import transaction_required
from apps.reference import operations as reference
from apps.reference.types import LoadedTable

from .models import Case, ClaimTerms, ReturnHub, WithdrawalRight
from .types import CaseState


@transaction_required
def load_rows(at: datetime) -> Sequence[LoadedTable]:
    """The shipped rights, hubs and terms; hubs and terms only where there are none, so that what staff set stays."""
    pack = reference.fixture("reference/remedies.json")
    rights = [
        {**row, "countries": row["countries"].split(), "valid_from": date.fromisoformat(row["valid_from"])}
        for row in pack["rights"]
    ]
    loaded = [reference.upsert(WithdrawalRight, rights)]
    if not ReturnHub.objects.exists():
        hubs = [{**row, "serves": row["serves"].split()} for row in pack["hubs"]]
        loaded.append(reference.upsert(ReturnHub, hubs))
    if not ClaimTerms.objects.exists():
        terms = [
            {**row, "most": Decimal(row["most"]), "valid_from": date.fromisoformat(row["valid_from"])}
            for row in pack["claims"]
        ]
        loaded.append(reference.upsert(ClaimTerms, terms, key=("carrier_id", "valid_from")))
    return loaded


@transaction_required
def look_after(one: CaseState, *, vendor_id: int) -> None:
    """Keep where a vendor's case stands. Twice is once."""
    facts = {name: value for name, value in vars(one).items() if name != "case_id"}
    Case.objects.update_or_create(case_id=one.case_id, defaults={**facts, "vendor_id": vendor_id})
