"""Tariffs · writes · the history of rules and sources: who did what, and how columns were before · public schema."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from apps.common.transactions import transaction_required
from apps.tariffs.models import RuleChange
from apps.tariffs.types.life import RuleAct


def as_text(row: Any, columns: Iterable[str]) -> dict[str, str | None]:
    """Columns of a row as `RuleChange.before` holds them."""
    fields = (row._meta.get_field(column) for column in columns)
    return {
        field.attname: None if getattr(row, field.attname) is None else field.value_to_string(row) for field in fields
    }


def change(
    kind: str, row: Any, act: RuleAct, *, at: datetime, by: str = "", note: str = "", columns: Iterable[str] = ()
) -> RuleChange:
    """What is about to be done to a row, not yet stored; `columns` are those that will change."""
    return RuleChange(kind=kind, rule=row.pk, act=act, by=by, at=at, note=note[:300], before=as_text(row, columns))


@transaction_required
def alter(kind: str, row: Any, act: RuleAct, *, at: datetime, by: str = "", note: str = "", **values: Any) -> None:
    """Set columns of a row, and keep how they were."""
    change(kind, row, act, at=at, by=by, note=note, columns=values).save()
    for column, value in values.items():
        setattr(row, column, value)
    row.save(update_fields=[row._meta.get_field(column).name for column in values])
