"""What a run found out: tables for people, JSON for programs."""

from __future__ import annotations

import dataclasses
import json
import statistics
from collections import defaultdict
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from tests.chaos.course import Record
from tests.chaos.people import Method
from tests.chaos.shopper import Outcome


def show(record: Record) -> None:
    """Print the tables."""
    console = Console(width=None if Console().is_terminal else 140, highlight=False)
    for table in (_kills(record), _visits(record), _methods(record), _invariants(record)):
        console.print(table)
    figures = f"seed {record.seed}, load {record.load_before:.1f} at the start; built in {record.build_s:.0f} s"
    figures += (
        f", shopping {record.shopping_s:.0f} s, settled in {record.settle_s:.0f} s, {record.total_s:.0f} s in all"
    )
    console.print(figures)
    failed = [finding.name for finding in record.findings if not finding.holds]
    console.print("PASS: every invariant holds." if not failed else f"FAIL: {'; '.join(failed)}")


def write_json(record: Record, file: Path) -> None:
    """The same and every single visit and kill."""
    content: dict[str, Any] = dataclasses.asdict(record)
    content["findings"] = [dataclasses.asdict(one) | {"holds": one.holds} for one in record.findings]
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def recoveries(record: Record) -> dict[str, list[float]]:
    """Seconds until mended, by kind; infinite where it was not."""
    found: dict[str, list[float]] = defaultdict(list)
    for wound in record.wounds:
        found[wound.kind].append(float("inf") if wound.seconds is None else wound.seconds)
    return dict(sorted(found.items()))


def _kills(record: Record) -> Table:
    table = _table("Killed with -9", "who", "kills", "back after, p50", "longest")
    for kind, seconds in recoveries(record).items():
        table.add_row(kind, str(len(seconds)), f"{statistics.median(seconds):.1f} s", f"{max(seconds):.1f} s")
    faults = ", ".join(f"{count} {kind}" for kind, count in sorted(record.faults.items()))
    table.caption = f"{len(record.wounds)} kills; faults at the gateway: {faults or 'none'}"
    return table


def _visits(record: Record) -> Table:
    table = _table("Visits", "outcome", "people", "troubles seen", "seconds, p50", "longest")
    for outcome in Outcome:
        those = [visit for visit in record.visits if visit.outcome is outcome]
        if those:
            seconds = [visit.seconds for visit in those]
            troubles = sum(visit.troubles for visit in those)
            table.add_row(
                outcome.value,
                str(len(those)),
                str(troubles),
                f"{statistics.median(seconds):.1f}",
                f"{max(seconds):.1f}",
            )
    return table


def _methods(record: Record) -> Table:
    table = _table("Ways to pay", "method", "people", "share", "paid")
    for method in Method:
        those = [visit for visit in record.visits if visit.method is method]
        paid = sum(visit.outcome in (Outcome.THANKED, Outcome.LEFT_PAID) for visit in those)
        share = len(those) / max(len(record.visits), 1)
        table.add_row(method.value.replace("_", " "), str(len(those)), f"{share:.0%}", str(paid))
    return table


def _invariants(record: Record) -> Table:
    table = _table("Invariants", "what must be true", "looked at", "", "what breaks it")
    for finding in record.findings:
        verdict = "PASS" if finding.holds else "FAIL"
        table.add_row(finding.name, str(finding.count), verdict, "" if finding.holds else finding.note)
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, box=box.SIMPLE, title_justify="left", caption_justify="left")
    for at, column in enumerate(columns):
        is_text = at == 0 or column in ("", "what breaks it")
        table.add_column(column, justify="left" if is_text else "right", overflow="fold")
    return table
