"""What the oracle looks at: our database over all schemas, the gateway's own file, and what shoppers saw."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.chaos.shopper import Visit

_WITHOUT_DECIMALS = ("JPY",)
_SHOWN = 5


@dataclass
class Finding:
    """One invariant: over how many things it was asked, and each that breaks it."""

    name: str
    count: int
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it, and there was something to look at."""
        return not self.problems and self.count > 0

    @property
    def note(self) -> str:
        """The first problems, or why nothing is shown by it."""
        if not self.count:
            return "there was nothing to look at"
        more = len(self.problems) - _SHOWN
        return "; ".join(self.problems[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


@dataclass
class Evidence:
    """`link` is an open connection to our database, as somebody who may read every schema.

    `subscribers` maps a topic to the names of all who listen to it; events up to `watermark` were the world's.
    """

    link: Any
    gateway_file: Path
    mail_folder: Path
    visits: Sequence[Visit]
    subscribers: dict[str, set[str]]
    watermark: int

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement on our database."""
        with self.link.cursor() as cursor:
            cursor.execute(statement, values or None)
            return list(cursor.fetchall())

    def of_vendors(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a statement over every vendor's schema; `{schema}` and `{vendor}` stand for each."""
        parts = [statement.format(schema=schema, vendor=vendor) for vendor, schema in self._vendors]
        return self.rows(" UNION ALL ".join(parts))

    def documents(self, kind: str) -> Iterable[dict[str, Any]]:
        """The gateway's documents of a kind, as it stores them."""
        with closing(sqlite3.connect(f"file:{self.gateway_file}?mode=ro", uri=True)) as link:
            return [json.loads(body) for (body,) in link.execute("SELECT body FROM documents WHERE kind = ?", [kind])]

    @cached_property
    def captured(self) -> dict[str, list[dict[str, Any]]]:
        """The gateway's charges that took money and kept some of it, by our intent."""
        found: dict[str, list[dict[str, Any]]] = {}
        for charge in self.documents("charge"):
            if kept(charge) > 0:
                found.setdefault(charge["metadata"]["intent"], []).append(charge)
        return found

    @cached_property
    def _vendors(self) -> list[tuple[int, str]]:
        return [
            (vendor, str(schema))
            for vendor, schema in self.rows("SELECT id, schema_name FROM vendors_vendor ORDER BY id")
            if schema != "public"
        ]


def kept(charge: dict[str, Any]) -> int:
    """What a charge took and did not give back, in minor units. An authorisation that was released took nothing."""
    if not charge["captured"]:
        return 0
    never_taken = charge["amount"] - charge["amount_captured"]
    return int(charge["amount_captured"] - (charge["amount_refunded"] - never_taken))


def units(amount: Decimal, currency: str) -> int:
    """An amount in the gateway's minor units."""
    return int(amount if currency.upper() in _WITHOUT_DECIMALS else amount * 100)
