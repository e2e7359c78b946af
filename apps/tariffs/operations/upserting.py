"""Tariffs · writes · rows that were loaded, beside what people decided here · public schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint

from apps.common.transactions import transaction_required
from apps.reference import operations as reference
from apps.reference.types import LoadedTable
from apps.tariffs.models import Rule, RuleChange, RuleSource
from apps.tariffs.models.changes import SOURCES
from apps.tariffs.selectors import lists
from apps.tariffs.types import RuleKind
from apps.tariffs.types.life import RuleAct

from . import history


@transaction_required
def upsert_rules(kind: RuleKind, rows: Iterable[Mapping[str, Any]], *, at: datetime) -> LoadedTable:
    """Make the table of a kind hold `rows`, each found by its code, and keep how changed ones were.

    What a person decided here stays: a column that somebody changed is left as it is, and a new row that would hold
    on the same days as a person's rule of the same key comes in not enabled, with a note in its history.
    """
    model = lists.model_of(kind)
    known = model.objects.in_bulk()
    made = [row for row in known.values() if row.made_by and row.is_enabled]
    wanted = []
    for values in _decided_stay(kind, rows):
        if values["code"] not in known:
            values["known_at"] = at
            rival = next((row for row in made if values.get("is_enabled", True) and _collide(model, row, values)), None)
            if rival is not None:
                values["is_enabled"] = False
                RuleChange.objects.create(
                    kind=kind, rule=values["code"], act=RuleAct.LOADED, at=at, note=f"Not enabled: {rival.pk} holds."
                )
        wanted.append(values)
    _keep_history(kind, known, wanted, at)
    return reference.upsert(model, wanted)


@transaction_required
def upsert_sources(rows: Iterable[Mapping[str, Any]], *, at: datetime) -> LoadedTable:
    """As `upsert_rules`, for sources: a day on which somebody here checked one stays."""
    wanted = list(_decided_stay(SOURCES, rows))
    _keep_history(SOURCES, RuleSource.objects.in_bulk(), wanted, at)
    return reference.upsert(RuleSource, wanted)


def _decided_stay(kind: str, rows: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    decided: dict[str, set[str]] = defaultdict(set)
    for rule, before in RuleChange.objects.filter(kind=kind).exclude(by="").values_list("rule", "before"):
        decided[rule] |= before.keys()
    for row in rows:
        yield {name: value for name, value in row.items() if name not in decided.get(row["code"], ())}


def _keep_history(kind: str, known: Mapping[str, Any], rows: Iterable[Mapping[str, Any]], at: datetime) -> None:
    changes = []
    for values in rows:
        row = known.get(values["code"])
        differing = [name for name, value in values.items() if row and getattr(row, name) != value]
        if differing:
            changes.append(history.change(kind, row, RuleAct.LOADED, at=at, columns=differing))
    RuleChange.objects.bulk_create(changes, batch_size=1000)


def _collide(model: type[Rule], row: Any, values: Mapping[str, Any]) -> bool:
    """Whether a row that does not exist yet would break the rule that one of a key holds on a day."""
    fresh = model(**values)
    [once] = [one for one in model._meta.constraints if isinstance(one, ExclusionConstraint)]
    key = {name for name, _operator in once.expressions if name != "valid"}
    columns = [field.attname for field in model._meta.concrete_fields if field.name in key]
    if any(getattr(fresh, name) != getattr(row, name) for name in columns):
        return False
    ours, theirs = fresh.valid, row.valid
    return (theirs.upper is None or ours.lower is None or ours.lower < theirs.upper) and (
        ours.upper is None or theirs.lower is None or theirs.lower < ours.upper
    )
