"""API · vendor · giving money back by program, and the statement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django_tenants.utils import tenant_context

from apps.checkout.models import Refund
from apps.common.clock import now
from apps.orders import selectors as orders
from apps.payments import operations as payments
from apps.vendors.types import TeamRole
from tests.factories import checkout as make
from tests.factories.programs import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def order_id(kiln: Any, at: datetime, drain: Any) -> str:
    make.purchase(make.goods(kiln, at=at), at=at, quantity=2)
    drain()
    payments.resolve_due(at=now())
    drain()
    with tenant_context(kiln):
        return str(orders.orders().get().public_id)


@pytest.fixture
def finance(program: Any, kiln: Any) -> Program:
    return program(kiln, TeamRole.FINANCE)


def test_a_program_looks_first_and_gives_once(finance: Program, order_id: str) -> None:
    body = {"kind": "lines", "reason": "damaged", "lines": [{"line": 1, "quantity": 1}], "restock": True}
    shown = finance("post", f"orders/{order_id}/refund-preview", body)
    assert shown.status_code == 200
    assert {leg["account"] for leg in shown.json()["postings"]} >= {"buyer_receivable", "vendor_payable"}
    assert not Refund.objects.exists()

    made, again = (finance("post", f"orders/{order_id}/refunds", body, key="refund-1") for _ in range(2))

    assert (made.status_code, made.content) == (201, again.content)
    assert made.json()["amount"] == shown.json()["amount"]
    assert made.json()["lines"][0]["line"] == 1
    listed = finance("get", f"orders/{order_id}/refunds").json()
    assert [one["id"] for one in listed["data"]] == [made.json()["id"]]
    assert listed["left"] == shown.json()["left"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "lines", "reason": "other"}, "lines"),
        ({"kind": "lines", "reason": "other", "lines": [{"line": 9, "quantity": 1}]}, "lines"),
        ({"kind": "amount", "reason": "other"}, "amount"),
        ({"kind": "amount", "reason": "other", "amount": {"amount": "1.00", "currency": "USD"}}, "amount"),
        ({"kind": "amount", "reason": "other", "amount": {"amount": "99999.00", "currency": "EUR"}}, "amount"),
        ({"kind": "chargeback", "reason": "other"}, "kind"),
        ({"kind": "whole", "reason": "cancelled"}, "reason"),
        (
            {"kind": "goodwill", "reason": "late", "amount": {"amount": "1.00", "currency": "EUR"}, "funder": "us"},
            "funder",
        ),
    ],
)
def test_a_refusal_names_the_field_and_writes_nothing(
    finance: Program, order_id: str, body: dict[str, Any], field: str
) -> None:
    answer = finance("post", f"orders/{order_id}/refunds", body, key="refund-1")

    assert answer.status_code in (400, 422)
    assert field in str(answer.json()["errors"])
    assert not Refund.objects.exists()


def test_the_statement_ends_where_the_balance_stands(finance: Program, order_id: str) -> None:
    finance("post", f"orders/{order_id}/refunds", {"kind": "whole", "reason": "other"}, key="refund-1")

    found = finance("get", "statement").json()

    assert [line["kind"] for line in found["lines"]] == ["sale", "return"]
    assert [part["label"] for part in found["lines"][0]["parts"]] == ["Goods", "Commission"]
    assert found["lines"][-1]["balance"] == found["closing"] == {"amount": "0.00", "currency": "CNY"}
    assert finance("get", "statement?since=2026-01-02&until=2026-01-01").status_code == 400
