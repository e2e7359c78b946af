"""Registrations · the shipped table of who accounts for tax · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from apps.common.transactions import transaction_required
from apps.reference import operations as reference
from apps.reference.types import LoadedTable
from apps.registrations.models import AccountingRow
from apps.registrations.selectors import accounting


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """The shipped table; rows that people added stay."""
    shipped = reference.fixture("reference/tax_accounting.json")["rows"]
    loaded = reference.upsert(AccountingRow, [fields_of(row) for row in shipped])
    accounting.forget()
    transaction.on_commit(accounting.forget)
    return [loaded]


def fields_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A shipped row as fields of the model; `from` and `to` are the first and the last day."""
    plain = {name: value for name, value in row.items() if name not in ("from", "to", "checked_on")}
    until = date.fromisoformat(row["to"]) + timedelta(days=1) if row.get("to") else None
    days = DateRange(date.fromisoformat(row["from"]), until)
    return {**plain, "valid": days, "checked_on": date.fromisoformat(row["checked_on"])}
