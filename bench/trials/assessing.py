"""bench · no app · inside the marketplace: a tariff of so many rows, and carts assessed by it."""

from __future__ import annotations

import gc
import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from djmoney.money import Money

from apps.common.clock import now
from apps.tariffs import operations, selectors
from apps.tariffs.models import Measure
from apps.tariffs.types import Consignment, ConsignmentLine
from bench.trials.spending import spending

_UNION, _LINES, _DAY = "EU", 20, date(2026, 11, 20)
_COLD, _WARM, _WARM_UPS = 20, 300, 20
# So many codes even the shortest tariff has: the cart is the same, whatever the number of rows.
_FEWEST = 300
_LAY = """
    INSERT INTO {table}
    SELECT row.*
      FROM {table} AS pattern,
           (SELECT number, lpad((number %% 97 + 1)::text, 2, '0') || lpad((number / 97)::text, 8, '0') AS code,
                   layer, origin
              FROM generate_series(0, %s / 3) AS number,
                   (VALUES ('mfn', '*'), ('anti_dumping', 'CN'), ('safeguard', '*')) AS layers (layer, origin)) AS made,
           LATERAL jsonb_populate_record(pattern, jsonb_build_object(
               'code', 'bench-' || made.layer || '-' || made.code, 'layer', made.layer, 'type', '',
               'hs_prefix', made.code, 'origin', made.origin, 'is_exact', true,
               'expression', (made.number %% 19) || '.' || (made.number %% 7) || '%%')) AS row
     WHERE pattern.code = %s
"""


def main(answer: str, postmaster: str, count: str) -> None:
    """Lay a union's tariff of `count` rows beside the shipped one; assess a cart of 20 lines cold and warm."""
    codes = _lay(int(count))
    cart = _cart(random.Random(3), codes[:_FEWEST])
    selectors.forget()
    found = selectors.assess(cart, as_of=_DAY)
    gc.collect()
    gc.freeze()
    cold, queries = [], 0
    for number in range(_COLD):
        selectors.forget()
        with spending(int(postmaster)) as bill:
            if number:
                selectors.assess(cart, as_of=_DAY)
            else:
                queries = _counted(cart)
        cold.append(bill)
    # Each with another freight: the same question would be answered out of the process's memory.
    warm_ups, asked = (
        [replace(cart, freight=Money(Decimal(cents) / 100, "EUR")) for cents in range(first, first + many)]
        for first, many in ((1000, _WARM_UPS), (2000, _WARM))
    )
    for one in warm_ups:
        selectors.assess(one, as_of=_DAY)
    clock = []
    with spending(int(postmaster)) as warm:
        for one in asked:
            began = time.perf_counter()
            selectors.assess(one, as_of=_DAY)
            clock.append(1000 * (time.perf_counter() - began))
    result = {
        "cold_ms": 1000 * sum(bill.cpu_s for bill in cold) / _COLD,
        "cold_own_ms": 1000 * sum(bill.own_s for bill in cold) / _COLD,
        "cold_statements": queries,
        "warm_ms": 1000 * warm.cpu_s / _WARM,
        "warm_p95_ms": sorted(clock)[int(_WARM * 0.95)],
        "charges": len(found.lines),
        "rows": Measure.objects.count(),
    }
    print(f"{result['rows']} rows: {result['warm_ms']:.2f} ms warm, {result['cold_ms']:.1f} ms cold", flush=True)
    Path(answer).write_text(json.dumps(result))


def _lay(count: int) -> list[str]:
    """Third country duties, anti-dumping and safeguards under whole codes, until there are `count`; the codes.

    Laid once a database, for what keeps rows of one key apart in time takes most of it.
    """
    ours = Measure.objects.filter(pk__startswith="bench-")
    pattern = (
        Measure.objects.filter(jurisdiction=_UNION, layer="mfn").exclude(pk__startswith="bench-").order_by("pk")[0]
    )
    if ours.count() < count:
        with transaction.atomic(), connection.cursor() as cursor:
            ours.delete()
            cursor.execute(_LAY.format(table=Measure._meta.db_table), [count, pattern.pk])
            operations.record_revision(name="bench", digest=str(count), written=count, at=now())
    return list(Measure.objects.filter(pk__startswith="bench-mfn-").order_by("pk").values_list("hs_prefix", flat=True))


def _cart(dice: random.Random, codes: list[str]) -> Consignment:
    lines = tuple(
        ConsignmentLine(
            ref=f"line-{number}",
            hs_code=code,
            origin=dice.choice(("CN", "VN", "TR", "IN")),
            quantity=dice.randint(1, 5),
            goods=Money(Decimal(dice.randint(2000, 9000)) / 100, "EUR"),
            weight_g=dice.randint(100, 3000),
        )
        for number, code in enumerate(dice.sample(codes, _LINES))
    )
    freight, insurance = Money("39.00", "EUR"), Money("4.00", "EUR")
    return Consignment("CN", "DE", "", False, "EUR", lines, freight, insurance, {})


def _counted(cart: Consignment) -> int:
    statements = 0

    def note(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal statements
        statements += 1
        return run(sql, *rest)

    with connection.execute_wrapper(note):
        selectors.assess(cart, as_of=_DAY)
    return statements
