"""Risk · rules: a draft by one person, put into force by another · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from apps.common.transactions import transaction_required
from apps.risk.errors import OtherPersonNeeded, RuleInForce, RuleUnusable
from apps.risk.models import Rule
from apps.risk.rules import judging
from apps.risk.selectors import facts as known
from apps.risk.types import Action


@transaction_required
def draft(
    name: str,
    *,
    title: str,
    conditions: Sequence[Sequence[Any]],
    action: Action,
    weight: int,
    is_shadow: bool,
    valid_from: datetime,
    made_by: int,
    at: datetime,
    is_retired: bool = False,
) -> Rule:
    """Write the next version of a rule, or the first of a new one. It judges nothing before a second person checks it.

    Raises:
        RuleUnusable: a condition cannot be judged by. Nothing is written.
    """
    listed = [list(condition) for condition in conditions]
    if fault := judging.unusable(listed):
        raise RuleUnusable(field="conditions", condition=fault, example=judging.EXAMPLE)
    last = Rule.objects.filter(name=name).order_by("-version").values_list("version", flat=True).first() or 0
    return Rule.objects.create(
        name=name,
        version=last + 1,
        title=title,
        conditions=listed,
        action=action,
        weight=weight,
        is_shadow=is_shadow,
        is_retired=is_retired,
        valid_from=valid_from,
        made_by_id=made_by,
        made_at=at,
    )


@transaction_required
def put_into_force(rule_id: int, *, checked_by: int, at: datetime) -> None:
    """Let a draft judge from its date on, or from now if that has passed.

    Raises:
        OtherPersonNeeded: whoever wrote it asks. RuleInForce: it is in force already. Nothing is written.
    """
    rule = Rule.objects.select_for_update(of=("self",)).get(pk=rule_id)
    if rule.made_by_id == checked_by:
        raise OtherPersonNeeded()
    if rule.checked_at is not None or rule.made_by_id is None:
        raise RuleInForce()
    rule.checked_by_id, rule.checked_at, rule.valid_from = checked_by, at, max(rule.valid_from, at)
    rule.save(update_fields=["checked_by", "checked_at", "valid_from"])
    known.forget()


def ship(model: type[Any], rows: Sequence[tuple[str, str, list[list[Any]], str, int, bool]], *, at: datetime) -> int:
    """Insert rules that come with the software where no version of them is known; how many. For migrations."""
    there = set(model.objects.values_list("name", flat=True))
    new = [
        model(name=name, version=1, title=title, conditions=conditions, action=action, weight=weight,
              is_shadow=is_shadow, valid_from=at)
        for name, title, conditions, action, weight, is_shadow in rows
        if name not in there
    ]  # fmt: skip
    model.objects.bulk_create(new)
    return len(new)
