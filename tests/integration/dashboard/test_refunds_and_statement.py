"""Dashboard · giving money back by a form, and the statement that explains it."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.checkout.models import PurchasePart, Refund
from apps.checkout.types import PurchaseSummary
from apps.vendors.types import TeamRole
from tests.integration.tenancy.people import member, team_browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "noop"


@pytest.fixture
def part(captured: PurchaseSummary, kiln: Any) -> PurchasePart:
    """Kiln's part of a paid purchase of two pieces."""
    return PurchasePart.objects.get(purchase__public_id=captured.public_id, vendor=kiln)


@pytest.fixture
def owner(kiln: Any) -> Any:
    return team_browser(kiln, member(kiln, TeamRole.OWNER))


def address(part: PurchasePart) -> str:
    return f"/dashboard/orders/{part.order_id}/refund/"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def test_a_refund_is_shown_first_and_given_once(owner: Any, part: PurchasePart) -> None:
    wanted = {"kind": "lines", "line_0": "1", "reason": "damaged", "restock": "on", "note": "Sorry!"}
    key = hidden(owner.get(address(part)).content.decode(), "key")
    shown = owner.post(address(part), {**wanted, "key": key, "step": "preview"}).content.decode()
    assert "Commission income" in shown
    assert not Refund.objects.exists()

    sent = {**wanted, "key": key, "step": "give", "seen": hidden(shown, "seen")}
    answers = [owner.post(address(part), sent) for _ in range(2)]

    assert answers[0].status_code == 302
    row = Refund.objects.get()
    assert (row.status, row.reason, row.made_by.email, row.note) == (
        "requested",
        "damaged",
        row.made_by.email,
        "Sorry!",
    )
    page = owner.get(f"/dashboard/orders/{part.order_id}/").content.decode()
    assert "On its way" in page


def test_what_was_not_shown_is_not_given(owner: Any, part: PurchasePart) -> None:
    wanted = {"kind": "lines", "line_0": "1", "reason": "damaged", "key": "k"}
    shown = owner.post(address(part), {**wanted, "step": "preview"}).content.decode()
    seen = hidden(shown, "seen")

    answer = owner.post(address(part), {**wanted, "line_0": "2", "step": "give", "seen": seen})

    assert answer.status_code == 200
    assert hidden(answer.content.decode(), "seen") != seen
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"kind": "lines"}, "Say how many pieces of which line."),
        ({"kind": "amount"}, "Say how much."),
        ({"kind": "amount", "amount": "1.001"}, "no such small coins"),
        ({"kind": "amount", "amount": "999999"}, "more than is left"),
        ({"kind": "goodwill", "amount": "-1"}, "greater than or equal"),
        ({"kind": "lines", "line_0": "3"}, "less than or equal to 2"),
        ({"kind": "chargeback", "amount": "1"}, "chargeback is not one"),
    ],
)
def test_nonsense_is_refused_beside_its_field(owner: Any, part: PurchasePart, sent: dict[str, str], told: str) -> None:
    answer = owner.post(address(part), {"reason": "other", "step": "give", "seen": "x", **sent})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Refund.objects.exists()


def test_a_large_refund_asks_for_a_proof_of_who_gives_it(owner: Any, part: PurchasePart, settings: Any) -> None:
    settings.REFUND_LIMITS = {}
    wanted = {"kind": "whole", "reason": "other", "key": "k"}
    shown = owner.post(address(part), {**wanted, "step": "preview"}).content.decode()
    assert "somebody at the marketplace has to agree" in shown

    answer = owner.post(address(part), {**wanted, "step": "give", "seen": hidden(shown, "seen")})

    assert answer.status_code in (302, 403)
    assert not Refund.objects.exists()


def test_the_statement_explains_each_line_and_its_balances_follow(owner: Any, part: PurchasePart) -> None:
    shown = owner.post(address(part), {"kind": "lines", "line_0": "1", "reason": "late", "key": "k", "step": "preview"})
    seen = hidden(shown.content.decode(), "seen")
    owner.post(
        address(part), {"kind": "lines", "line_0": "1", "reason": "late", "key": "k", "step": "give", "seen": seen}
    )

    with CaptureQueriesContext(connection) as asked:
        page = owner.get("/dashboard/statement/")
    assert page.status_code == 200
    assert part.order_number in page.content.decode()
    assert len([one for one in asked if "ledger_" in one["sql"]]) <= 4

    rows = list(csv.DictReader(io.StringIO(owner.get("/dashboard/statement.csv").content.decode())))
    assert [(row["kind"], row["part"], row["amount"], row["balance"]) for row in rows] == [
        ("opening", "", "", "0.00"),
        ("sale", "Goods", "49.00", ""),
        ("sale", "Commission", "-4.90", ""),
        ("sale", "", "44.10", "44.10"),
        ("return", "Goods given back", "-24.50", ""),
        ("return", "Commission given back", "2.45", ""),
        ("return", "", "-22.05", "22.05"),
        ("closing", "", "", "22.05"),
    ]


def test_a_statement_of_impossible_days_is_refused(owner: Any, part: PurchasePart) -> None:
    for query in ("since=2026-02-01&until=2026-01-01", "since=2020-01-01&until=2026-01-01", "currency=EUR", "since=x"):
        for place in ("/dashboard/statement/", "/dashboard/statement.csv"):
            assert owner.get(f"{place}?{query}").status_code == 422, query
