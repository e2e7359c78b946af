"""Tariffs · questions in JSON: the command and the API, and every example of docs/landed-cost.md."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts import operations as accounts
from apps.accounts.models import User
from apps.accounts.types import Audience
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.tariffs import selectors
from apps.tariffs.models import RuleRevision

pytestmark = pytest.mark.django_db
DOCS = Path(settings.BASE_DIR) / "docs" / "landed-cost.md"
PATH = "/api/v1/landed-cost/assessments"
CUP: dict[str, Any] = {
    "ship_from": "CN",
    "ship_to": "DE",
    "date": "2026-11-21",
    "currency": "EUR",
    "goods": [{"hs": "6912.00", "origin": "CN", "value": "40.00", "quantity": 2, "weight_kg": "0.9"}],
    "freight": "9.00",
}


@pytest.fixture(autouse=True)
def _forget():
    selectors.forget()
    yield
    selectors.forget()


def ask(body: Any, token: str = "") -> Any:
    client = Client(headers={"Host": settings.MARKETPLACE_HOST})
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post(PATH, json.dumps(body), content_type="application/json", headers=headers)


def examples() -> list[tuple[Any, Any]]:
    """The questions of the page, each with the answer's members that it shows."""
    blocks = re.findall(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
    found = [json.loads(block) for block in blocks]
    return list(zip(found[::2], found[1::2], strict=True))


def holds(answer: Any, shown: Any) -> bool:
    """Whether what is shown stands in the answer; of an object only the members shown are compared."""
    if isinstance(shown, dict):
        return isinstance(answer, dict) and all(
            name in answer and holds(answer[name], value) for name, value in shown.items()
        )
    if isinstance(shown, list):
        return len(answer) == len(shown) and all(holds(one, other) for one, other in zip(answer, shown, strict=True))
    return bool(answer == shown)


def test_the_page_s_examples_are_answered_as_they_are_shown(tmp_path, capsys):
    assert len(examples()) >= 4
    for number, (question, shown) in enumerate(examples()):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(question))
        call_command("assess", str(path))
        answer = json.loads(capsys.readouterr().out)
        assert holds(answer, shown), json.dumps(answer, indent=1, ensure_ascii=False)


def test_one_of_a_list_that_fails_carries_its_error_and_the_rest_is_answered():
    broken = {**CUP, "goods": [{**CUP["goods"][0], "hs": ""}]}
    typo = {**CUP, "fright": "3.00"}

    good, missing, unknown = ask([CUP, broken, typo]).json()

    assert good["payable"] == {"amount": "12.88", "currency": "EUR"}
    assert good["collected"]["marketplace"] == {"amount": "9.88", "currency": "EUR"}
    assert (missing["error"]["code"], missing["error"]["field"]) == ("tariffs.datum_missing", "hs_code")
    assert (unknown["error"]["code"], unknown["error"]["field"]) == ("common.invalid_input", "consignment.fright")
    alone = ask(broken)
    assert (alone.status_code, alone.json()["code"]) == (422, "tariffs.datum_missing")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ship_to": "Germany"}, "ship_to"),
        ({"date": "2026-02-30"}, "date"),
        ({"currency": "EURO"}, "currency"),
        ({"sale": "wholesale"}, "sale"),
        ({"incoterm": "CIF"}, "incoterm"),
        ({"goods": []}, "goods"),
        ({"freight": "-1"}, "freight"),
        ({"freight": "NaN"}, "freight"),
        ({"registrations": "IOSS"}, "registrations"),
        ({"rates": {"GBP": "0"}}, "rates"),
        ({"claims": 5}, "claims"),
        ({"goods": [5]}, "goods.0"),
        ({"goods": [{"hs": "691200", "origin": "CN"}]}, "goods.0.value"),
        ({"rules": {"duty": [{"hs": "6912", "expression": "lots"}]}}, "rules.duty.0.expression"),
        ({"rules": [{"rate": "0.2"}]}, "rules.0.kind"),
        ({"rules": {"dutty": []}}, "rules.dutty"),
        ({"rules": {"duty": [{"hs": "6912", "expression": "5%", "tariff": "GB"}]}}, "rules.duty"),
    ],
)  # fmt: skip
def test_what_is_unusable_is_named(changed, field):
    with pytest.raises(MarketError) as refused:
        selectors.answer({**CUP, **changed}, today=date(2026, 11, 21), may_suppose=True)
    assert refused.value.field == field


def test_supposed_rules_change_this_answer_and_nothing_else():
    before = selectors.answer(CUP, today=date(2026, 11, 21))
    rules = {
        "duty": [{"hs": "6912", "origin": "CN", "expression": "10%"}],
        "vat": [{"rate": "21%"}],
        "thresholds": [{"scheme": name, "threshold": "30"} for name in ("eu_ioss", "eu_flat")],
    }
    supposed = selectors.answer({**CUP, "rules": rules}, today=date(2026, 11, 21), may_suppose=True)

    layers = {line["layer"]: Decimal(line["amount"]["amount"]) for line in supposed["lines"] if line["kind"] == "duty"}
    tax = next(line for line in supposed["lines"] if line["kind"] == "tax")
    assert supposed["scheme"] == "eu_standard"
    assert layers["mfn"] == Decimal("4.90")
    assert Decimal(tax["rate"]) == Decimal("0.21")
    assert supposed["is_verified"] is False
    assert supposed["rule_set"] != before["rule_set"]
    assert selectors.answer(CUP, today=date(2026, 11, 21)) == before


def test_a_supposed_rate_of_exchange_is_used_both_ways():
    question = {
        **CUP,
        "ship_to": "GB",
        "currency": "USD",
        "goods": [{**CUP["goods"][0], "value": "100.00"}],
        "freight": "0",
        "rules": {"fx": [{"base": "GBP", "currency": "USD", "rate": "1.25"}]},
    }
    found = selectors.answer(question, today=date(2026, 11, 21), may_suppose=True)
    assert found["lines"][0]["authority_base"] == {"amount": "80.00", "currency": "GBP"}
    assert found["tax"] == {"amount": "20.00", "currency": "USD"}


def test_only_staff_suppose_rules_and_nobody_writes_any():
    supposing = {**CUP, "rules": {"vat": [{"rate": "0.21"}]}}
    revisions = RuleRevision.objects.count()
    boss = User.objects.create_user("boss@example.com", is_staff=True, is_superuser=True)
    shopper = User.objects.create_user("ada@example.com")

    def token(user: User, audience: Audience, scope: str) -> str:
        return accounts.issue_token(user.pk, audience=audience, name="t", scopes=[scope], at=now()).secret

    staff = token(boss, Audience.STAFF, "tariffs:read")
    buyer = token(shopper, Audience.STOREFRONT, "purchases:read")
    assert ask(supposing).status_code == ask(supposing, buyer).status_code == 403
    assert ask(CUP, buyer).status_code == 200
    assert ask(CUP, "ptl_s_nonsense").status_code == 401
    found = ask(supposing, staff)
    assert found.status_code == 200
    assert Decimal(found.json()["tax"]["amount"]) == Decimal("10.92")
    assert RuleRevision.objects.count() == revisions


def test_the_command_says_what_is_wrong_with_a_file(tmp_path):
    for text in ("{", "{}"):
        path = tmp_path / "q.json"
        path.write_text(text)
        with pytest.raises(CommandError):
            call_command("assess", str(path))
    with pytest.raises(CommandError) as refused:
        call_command("assess", str(tmp_path / "none.json"))
    assert "none.json" in str(refused.value)
