"""Tariffs · writes · the life of a rule: drafted, verified by a second person, in force, superseded · public schema."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.tariffs.errors import RuleDecided, RulesOverlap, SamePerson
from apps.tariffs.models import Rule, RuleSource
from apps.tariffs.models.changes import SOURCES
from apps.tariffs.models.rule import IN_USE
from apps.tariffs.rules import expressions
from apps.tariffs.selectors import lists
from apps.tariffs.types import RuleKind, RuleStatus
from apps.tariffs.types.life import RuleAct

from . import history
from .revisions import record_revision

LONGEST_CODE = 60
_DAY = re.compile(r"-\d{4}-\d{2}-\d{2}(-\d+)?$")


@transaction_required
def draft(
    kind: RuleKind, values: Mapping[str, Any], *, reason: str, by: Actor, at: datetime, code: str = "",
    supersedes: str = "", only_ends: bool = False,
) -> str:  # fmt: skip
    """Write a rule that a second person has to verify, and give its code; nothing that is reckoned changes.

    `values` are columns of the kind (`selectors.lists.columns`, keys of others as `source_id`); what the rule that is
    superseded says stands for those that are not given. Where the draft `only_ends` that rule, its first day is the
    day from which nothing follows. Without `code` one is made of the code of the rule that it supersedes.

    Raises:
        InvalidInput: a column is unusable, or the draft begins before the rule that it supersedes.
        RuleDecided: the rule to be superseded is not in use, or is superseded already.
    """
    model = lists.model_of(kind)
    old = _in_use(model, supersedes) if supersedes else None
    said = {name: getattr(old, name) for name in lists.columns(model)} if old else {}
    row = model(**{**said, **{name: values[name] for name in lists.columns(model) if name in values}})
    row.code = _code(model, code or (old.pk if old else ""), row.valid)
    row.status, row.is_enabled, row.made_by = RuleStatus.DRAFT, False, by.ref
    row.supersedes, row.only_ends = old, only_ends
    _check(row, old, reason)
    row.save(force_insert=True)
    history.change(kind, row, RuleAct.DRAFTED, at=at, by=by.ref, note=reason).save()
    return str(row.pk)


@transaction_required
def verify(kind: RuleKind, code: str, *, by: Actor, at: datetime, note: str = "") -> None:
    """State that a second person has read the draft and its source.

    Raises:
        RuleDecided: it is no draft. SamePerson: `by` wrote it.
    """
    row = _waiting(kind, code, RuleStatus.DRAFT)
    if row.made_by == by.ref:
        raise SamePerson()
    history.alter(
        kind, row, RuleAct.VERIFIED, at=at, by=by.ref, note=note,
        status=RuleStatus.VERIFIED, checked_by=by.ref, checked_at=at,
    )  # fmt: skip


@transaction_required
def activate(kind: RuleKind, code: str, *, by: Actor, at: datetime) -> None:
    """Put a verified rule in force on its days; the one that it supersedes ends where it begins.

    Raises:
        RuleDecided: it is not verified, or the rule that it supersedes has been superseded by another.
        RulesOverlap: another rule of the same key holds on some of its days.
    """
    row = _waiting(kind, code, RuleStatus.VERIFIED)
    if row.supersedes_id:
        _end(kind, _in_use(type(row), row.supersedes_id), row, by=by, at=at)
    values: dict[str, Any] = {"status": RuleStatus.ACTIVE, "is_enabled": not row.only_ends}
    try:
        with transaction.atomic():
            history.alter(kind, row, RuleAct.ACTIVATED, at=at, by=by.ref, **values)
    except IntegrityError as error:
        raise RulesOverlap(rule=code) from error
    _revise(kind, [row.pk], by=by, at=at)


@transaction_required
def reject(kind: RuleKind, code: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Drop a draft, or a verified rule that is not in force yet; whoever wrote it may do so too.

    Raises:
        InvalidInput: no reason is given. RuleDecided: it does not wait.
    """
    if not reason.strip():
        raise InvalidInput(field="reason", problem=_("Say why it is rejected."))
    row = _waiting(kind, code, RuleStatus.DRAFT, RuleStatus.VERIFIED)
    history.alter(kind, row, RuleAct.REJECTED, at=at, by=by.ref, note=reason, status=RuleStatus.REJECTED)


@transaction_required
def read_at_source(kind: RuleKind, codes: Collection[str], *, by: Actor, at: datetime) -> int:
    """State that a person read the figures of rules in use at the sources that they name; how many were not read yet.

    Raises:
        SamePerson: `by` wrote one of them.
    """
    model = lists.model_of(kind)
    rows = list(model.objects.select_for_update().filter(pk__in=codes, status__in=IN_USE, is_verified=False))
    if any(row.made_by == by.ref for row in rows):
        raise SamePerson()
    for row in rows:
        history.alter(kind, row, RuleAct.READ, at=at, by=by.ref, is_verified=True)
    if rows:
        _revise(kind, [row.pk for row in rows], by=by, at=at)
    return len(rows)


@transaction_required
def recheck_sources(codes: Collection[str], *, on: date, by: Actor, at: datetime) -> int:
    """State that a person found sources on a day to say what the rules say; how many were looked at earlier."""
    rows = list(RuleSource.objects.select_for_update().filter(pk__in=codes, checked_on__lt=on))
    for row in rows:
        history.alter(SOURCES, row, RuleAct.READ, at=at, by=by.ref, checked_on=on)
    if rows:
        _revise(SOURCES, [row.pk for row in rows], by=by, at=at)
    return len(rows)


def _end(kind: RuleKind, old: Any, follower: Any, *, by: Actor, at: datetime) -> None:
    """The old row holds for the days before; one that is corrected from its first day on holds on none."""
    first = follower.valid.lower
    values: dict[str, Any] = {"status": RuleStatus.SUPERSEDED, "superseded_by_id": follower.pk}
    if first <= old.valid.lower:
        values["is_enabled"] = False
    elif old.valid.upper is None or first < old.valid.upper:
        values["valid"] = DateRange(old.valid.lower, first, "[)")
    history.alter(kind, old, RuleAct.SUPERSEDED, at=at, by=by.ref, note=follower.pk, **values)


def _in_use(model: type[Rule], code: str) -> Any:
    row = model._default_manager.select_for_update().filter(pk=code, status=RuleStatus.ACTIVE).first()
    if row is None:
        raise RuleDecided(rule=code)
    return row


def _waiting(kind: RuleKind, code: str, *states: RuleStatus) -> Any:
    row = lists.model_of(kind).objects.select_for_update().filter(pk=code, status__in=states).first()
    if row is None:
        raise RuleDecided(rule=code)
    return row


def _check(row: Any, old: Any, reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(field="reason", problem=_("Say why the rule changes."))
    if row.valid is None or row.valid.lower is None or (row.valid.upper and row.valid.upper <= row.valid.lower):
        raise InvalidInput(field="valid", problem=_("Give the first day, and a last one that is not before it."))
    if old is not None and row.valid.lower < old.valid.lower:
        problem = _("Begin on %(day)s, when the rule that it supersedes begins, or later.")
        raise InvalidInput(field="valid", problem=problem, day=old.valid.lower.isoformat())
    if getattr(row, "expression", ""):
        try:
            expressions.parse(row.expression)
        except ValueError as error:
            problem = _("Write the duty like 12%% or 4.9%% + 0.51 USD/item. %(said)s")
            raise InvalidInput(field="expression", problem=problem, said=str(error)) from error
    try:
        row.full_clean(validate_constraints=False)
    except ValidationError as error:
        field, problems = next(iter(error.message_dict.items()))
        raise InvalidInput(field=field, problem="%(said)s", said=problems[0]) from error


def _code(model: type[Rule], base: str, valid: DateRange | None) -> str:
    """The base with the first day in place of one that it ends with, and a number where that is taken."""
    if not base or valid is None or valid.lower is None:
        return base
    stem = f"{_DAY.sub('', base)[: LONGEST_CODE - 14]}-{valid.lower.isoformat()}"
    taken = set(model._default_manager.filter(pk__startswith=stem).values_list("pk", flat=True))
    return next(code for code in (stem, *(f"{stem}-{number}" for number in range(2, 999))) if code not in taken)


def _revise(kind: str, codes: Collection[str], *, by: Actor, at: datetime) -> None:
    digest = hashlib.sha256(f"{kind} {sorted(codes)} {by.ref} {at.isoformat()}".encode()).hexdigest()
    record_revision(name=f"staff: {next(iter(codes))}"[:40], digest=digest, written=len(codes), at=at)
