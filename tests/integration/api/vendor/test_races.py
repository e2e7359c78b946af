"""Programs of one vendor at the same instant: one edit of a version wins, the newest count stays, a key acts once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections
from django_tenants.utils import tenant_context

from apps.catalog.models import Product
from apps.warehouse import selectors
from tests.factories.programs import Program

HOUSE = {"code": "MAIN", "name": "Works", "address": {"recipient": "Kiln", "country": "CN", "lines": ["1 Kiln Road"]}}


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Carry out all calls together, each in a thread with a connection of its own."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_at_the_same_instant(own_database: str, kiln: Any, mine: Program, program: Any, mug: dict[str, Any]) -> None:
    programs = [mine, *(program(kiln) for _ in range(3))]

    made = at_once([lambda: mine("post", "products", mug, key="the-same")] * 4)
    assert {answer.status_code for answer in made} == {201}
    assert len({answer.content for answer in made}) == 1
    with tenant_context(kiln):
        assert Product.objects.count() == 1

    path = f"products/{made[0].json()['id']}"
    edits = at_once(
        [lambda one=one, n=n: one("patch", path, {"brand": f"B{n}"}, match='"1"') for n, one in enumerate(programs)]
    )
    assert sorted(answer.status_code for answer in edits) == [200, 412, 412, 412]
    won = next(answer for answer in edits if answer.status_code == 200)
    assert mine("get", path).json()["brand"] == won.json()["brand"]

    assert mine("post", "warehouses", HOUSE).status_code == 201
    rows = [{"sku": "API-1", "warehouse": "MAIN", "quantity": 10 * n, "version": n} for n in (3, 8, 1, 6)]
    sent = at_once(
        [
            lambda one=one, row=row: one("post", "stock-counts", {"counts": [row]})
            for one, row in zip(programs, rows, strict=True)
        ]
    )
    assert {answer.status_code for answer in sent} == {200}
    with tenant_context(kiln):
        assert list(selectors.shelves().values()) == [80]
        assert selectors.discrepancies() == []
