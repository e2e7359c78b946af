"""Tariffs · writes · measures of a list beside those in force: what is new, what ends, what stays · public schema.

A list of fifty thousand rows goes through temporary tables: read by COPY, compared and written by a statement each.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from apps.tariffs.loaders.rows import ListedMeasure, Unread
from apps.tariffs.models.rule import Rule
from apps.tariffs.types import RuleKind, RuleStatus
from apps.tariffs.types.life import RuleAct

from . import statements

_LONGEST_CODE = Rule._meta.get_field("code").max_length or 60
_SHORT = {"preference": "pref", "suspension": "susp", "quota": "quota", "general": "general", "prohibition": "ban"}
_TEXTS = ("code", "layer", "type", "hs_prefix", "origin", "additional_code", "order_number", "expression", "label",
          "basis", "note", "base_of")  # fmt: skip
_COLUMNS = (*_TEXTS, "excluded_origins", "needs_claim", "needs_proof", "needs_direct_transport", "is_open",
            "first_day", "last_day")  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """Which list is held against which rows: its kind, place and day; `prefixes` are the codes that it speaks of (None:
    every one), and a whole tariff ends shipped rates of the layers that it has.
    """

    kind: str
    place: str
    day: date
    prefixes: tuple[str, ...] | None
    is_whole: bool


@dataclass(frozen=True)
class Compared:
    """What came of it, in rows."""

    given: int
    written: int
    kept: int
    ended: int


def stage(measures: Iterable[ListedMeasure], *, mark: str) -> int:
    """Put measures into the temporary table that the rest works on; `mark` begins their ids. How many there are."""
    with connection.cursor() as cursor, tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as spool:
        cursor.execute(statements.FRESH)
        cursor.execute(statements.CREATE)
        writer = csv.writer(spool)
        used: set[str] = set()
        for number, measure in enumerate(measures):
            writer.writerow(_cells(measure, _code(measure, mark, number, used)))
        spool.seek(0)
        cursor.copy_expert(
            f"COPY tariffs_staged ({', '.join(_COLUMNS)}) FROM STDIN "
            f"WITH (FORMAT csv, FORCE_NOT_NULL ({', '.join(_TEXTS)}))",
            spool,
        )
        return len(used)


def compare(scope: Scope, unread: Unread) -> None:
    """Tell apart what the staged measures keep, follow and end."""
    known: dict[str, Any] = {"day": scope.day, "place": scope.place, "kind": scope.kind, "is_whole": scope.is_whole,
             "prefixes": None if scope.prefixes is None else list(scope.prefixes)}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statements.DAYS, known)
        cursor.execute(statements.INDEX)
        cursor.execute(statements.ANALYZE)
        cursor.execute(statements.TWICE, known)
        for (prefix,) in cursor.fetchall():
            unread.add("measures of a kind and place that hold on days of another", prefix)
        for statement in (
            statements.HELD,
            statements.KEEP,
            statements.KEEP_OLD,
            statements.DROP_KEPT,
            statements.FOLLOW,
        ):
            cursor.execute(statement, known)


def write(scope: Scope, unread: Unread, *, source: str, is_draft: bool, at: datetime) -> Compared:
    """End what the list ends and write what is new; as drafts, write only. A rule that a person wrote here stays."""
    known: dict[str, Any] = {
        "day": scope.day, "place": scope.place, "source": source, "at": at, "rules": RuleKind.MEASURE.value,
        "act": RuleAct.SUPERSEDED.value, "by": f"list {source}"[:64], "note": f"Superseded by the list {source}.",
        "is_active": not is_draft, "status": (RuleStatus.DRAFT if is_draft else RuleStatus.ACTIVE).value,
    }  # fmt: skip
    ended = 0
    with connection.cursor() as cursor:
        if is_draft:
            cursor.execute(statements.FROM_THE_DAY, known)
        else:
            cursor.execute(statements.RIVALS, known)
            rivals = cursor.fetchall()
            for prefix, _followed in rivals:
                unread.add("measures for which a rule made here holds", prefix)
            cursor.execute(statements.SPARE, {"spared": [followed for _prefix, followed in rivals if followed]})
            cursor.execute(statements.HISTORY, known)
            cursor.execute(statements.END, known)
            ended = cursor.rowcount
            cursor.execute(statements.CLIP, known)
        cursor.execute(statements.WRITE, known)
        written = cursor.rowcount
        cursor.execute(statements.COUNT)
        given, kept = cursor.fetchone()
    return Compared(given, written, kept, ended)


def _cells(measure: ListedMeasure, code: str) -> list[Any]:
    return [
        code, measure.layer, str(measure.type), measure.hs_prefix, measure.origin, measure.additional_code,
        measure.order_number, measure.expression, measure.label[:80], measure.basis[:200], measure.note[:300],
        measure.base_of, "{" + ",".join(measure.excluded_origins) + "}", measure.needs_claim, measure.needs_proof,
        measure.needs_direct_transport, measure.is_open, measure.first or "", measure.last or "",
    ]  # fmt: skip


def _code(measure: ListedMeasure, mark: str, number: int, used: set[str]) -> str:
    """An id that a person can read; its place in the list, where that would be too long or is taken."""
    parts = (
        mark, measure.hs_prefix, _SHORT.get(measure.type, ""), measure.layer if measure.layer != "mfn" else "",
        measure.origin.strip("*"), measure.additional_code, measure.order_number,
        measure.first.isoformat() if measure.first else "",
    )  # fmt: skip
    code = "-".join(part for part in parts if part)
    if len(code) > _LONGEST_CODE or code in used:
        code = f"{mark}-{measure.hs_prefix}-row-{number + 1}"
    used.add(code)
    return code
