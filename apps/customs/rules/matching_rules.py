"""Customs · the dated rules of matching, read from matching_cn.json beside this file: pure."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ..types.ceb import Flow, MatchRule, MessageKind


@cache
def data() -> dict[str, Any]:
    """The file as it stands."""
    read: dict[str, Any] = json.loads(Path(__file__).with_name("matching_cn.json").read_text())
    return read


@cache
def rules() -> tuple[MatchRule, ...]:
    """Every rule, of any day."""
    return tuple(
        MatchRule(
            code=row["code"], flow=Flow(row["flow"]), documents=frozenset(map(MessageKind, row["documents"])),
            first=date.fromisoformat(row["from"]), last=date.fromisoformat(row["to"]) if row["to"] else None,
            basis=row["basis"], url=row["url"], is_verified=row["is_verified"],
        )
        for row in data()["rules"]
    )  # fmt: skip


def rule_on(flow: Flow, day: date) -> MatchRule | None:
    """The rule in force on a day in China; None before there was any."""
    for rule in rules():
        if rule.flow is flow and rule.first <= day and (rule.last is None or day <= rule.last):
            return rule
    return None
