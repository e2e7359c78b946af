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


_OTHERS = {
    "alipay": "SELECT out_trade_no, 'CNY', amount, refunded FROM alipay_trades WHERE paid IS NOT NULL",
    "wechat": "SELECT out_trade_no, 'CNY', amount, refunded FROM wechat_orders WHERE paid IS NOT NULL",
    "bank": "SELECT remittance, currency, amount, 0 FROM bank_entries WHERE kind = 'transfer' AND amount > 0",
}


@dataclass(frozen=True)
class Charge:
    """A payment as the provider has it: of our intent, what it took and what of it was kept, in minor units."""

    gateway: str
    name: str
    intent: str
    currency: str
    taken: int
    kept: int


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
    def captured(self) -> dict[str, list[Charge]]:
        """What providers and bank took and kept some of, by our intent; what is of none of ours under its own name."""
        found: dict[str, list[Charge]] = {}
        for charge in self.charges:
            if charge.kept > 0:
                found.setdefault(charge.intent, []).append(charge)
        return found

    @cached_property
    def charges(self) -> list[Charge]:
        """All that buyers paid, as the providers and the bank have it."""
        cards = [
            Charge("stripe", one["id"], one["metadata"]["intent"], one["currency"].upper(), _taken(one), kept(one))
            for one in self.documents("charge")
        ]
        ours = {
            (gateway, reference.partition(".")[0]): intent
            for gateway, reference, intent in self.rows(
                "SELECT a.gateway, CASE a.gateway WHEN 'bank' THEN a.payment_reference ELSE a.reference END,"
                " i.public_id::text FROM payments_attempt a"
                " JOIN payments_intent i ON i.id = a.intent_id WHERE a.reference <> ''"
            )
        }
        return cards + [
            Charge(gateway, name, ours.get((gateway, name), name), currency, taken, taken - back)
            for gateway, statement in _OTHERS.items()
            for name, currency, taken, back in self._of_gateway(statement)
        ]

    @cached_property
    def at_the_bank(self) -> dict[str, int]:
        """The balances of our accounts there, in minor units."""
        with closing(sqlite3.connect(f"file:{self.gateway_file}?mode=ro", uri=True)) as link:
            return dict(link.execute("SELECT currency, sum(amount) FROM bank_entries GROUP BY 1").fetchall())

    def _of_gateway(self, statement: str) -> list[tuple[str, str, int, int]]:
        with closing(sqlite3.connect(f"file:{self.gateway_file}?mode=ro", uri=True)) as link:
            return list(link.execute(statement))

    @cached_property
    def _vendors(self) -> list[tuple[int, str]]:
        return [
            (vendor, str(schema))
            for vendor, schema in self.rows("SELECT id, schema_name FROM vendors_vendor ORDER BY id")
            if schema != "public"
        ]


def _taken(charge: dict[str, Any]) -> int:
    return int(charge["amount_captured"]) if charge["captured"] else 0


def kept(charge: dict[str, Any]) -> int:
    """What a charge took and did not give back, in minor units. An authorisation that was released took nothing."""
    if not charge["captured"]:
        return 0
    never_taken = charge["amount"] - charge["amount_captured"]
    return int(charge["amount_captured"] - (charge["amount_refunded"] - never_taken))


def units(amount: Decimal, currency: str) -> int:
    """An amount in the gateway's minor units."""
    return int(amount if currency.upper() in _WITHOUT_DECIMALS else amount * 100)
