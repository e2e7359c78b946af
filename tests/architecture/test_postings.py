"""No money moves without a journal: every kind of journal has its template, every payment and refund its kind."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from djmoney.money import Money

from apps.checkout.types.refunds import RefundKind
from apps.ledger import entries
from apps.ledger.types import AccountCode, Entry, JournalKind, Leg
from apps.payments.types import OperationKind

ROOT = Path(__file__).resolve().parents[2]
TEN, NINE = Money("10.00", "EUR"), Money("9.00", "USD")

# What each thing that is asked of a provider, or that it does, posts once it has succeeded; None: no money moves.
PAYMENTS: dict[OperationKind, JournalKind | None] = {
    OperationKind.AUTHORISE: None,
    OperationKind.VOID: None,
    OperationKind.CLOSE: None,
    OperationKind.CAPTURE: JournalKind.CAPTURE,
    OperationKind.REFUND: JournalKind.REFUND,
    OperationKind.REFUND_BOUNCED: JournalKind.REFUND,
    OperationKind.DISPUTE: JournalKind.DISPUTE_OPENED,
    OperationKind.DISPUTE_WON: JournalKind.DISPUTE_WON,
    OperationKind.DISPUTE_LOST: JournalKind.DISPUTE_LOST,
}
REFUNDS: dict[RefundKind, JournalKind] = {
    **dict.fromkeys(RefundKind, JournalKind.RETURN),
    RefundKind.GOODWILL: JournalKind.GOODWILL,
}
GIVEN: dict[str, Any] = {
    "key": "k", "amount": TEN, "gateway": "stripe", "bank": "main", "vendor_id": 1, "owed": TEN, "sent": TEN,
    "sold": TEN, "bought": NINE, "fee": TEN, "gain": TEN, "code": AccountCode.CASH, "memo": "why",
    "debit": Leg(AccountCode.CASH, TEN), "credit": AccountCode.SUSPENSE, "duty": TEN, "tax": TEN, "place": "DE",
    "carrier": "meridian",
}  # fmt: skip


def found(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    return getattr(import_module(module), name)


def templates() -> list[Any]:
    """Every function of the ledger's templates."""
    return [
        one
        for _, one in inspect.getmembers(entries, inspect.isfunction)
        if one.__module__ == entries.__name__ and not one.__name__.startswith("_")
    ]


def test_every_kind_of_journal_has_a_template_and_there_are_no_others() -> None:
    assert set(entries.TEMPLATES) == set(JournalKind)
    assert all(callable(found(dotted)) for dotted in entries.TEMPLATES.values())


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.__name__)
def test_a_template_balances_and_says_its_kind(template: Any) -> None:
    from apps.ledger.rules import postings_of

    needed = [
        name for name, one in inspect.signature(template).parameters.items() if one.default is inspect.Parameter.empty
    ]
    entry: Entry = template(**{name: GIVEN[name] for name in needed})

    assert postings_of(entry)
    assert entry.kind in entries.TEMPLATES


def test_every_payment_operation_and_every_refund_has_its_journal() -> None:
    assert set(PAYMENTS) == set(OperationKind)
    assert set(REFUNDS) == set(RefundKind)
    assert {kind for kind in (*PAYMENTS.values(), *REFUNDS.values()) if kind} <= set(entries.TEMPLATES)


def test_a_payment_operation_posts_what_is_said_of_it() -> None:
    from apps.common.ids import new_id
    from apps.payments.models import Attempt, Intent, Operation
    from apps.payments.operations.effects import entry_of

    intent = Intent(currency="EUR", amount=1000, gateway="stripe")
    for kind, journal in PAYMENTS.items():
        done = Operation(public_id=new_id(), attempt=Attempt(gateway="stripe"), kind=kind, currency="EUR", amount=1000)
        entry = entry_of(intent, done)
        assert (entry.kind if entry else None) == journal, kind


def test_only_templates_build_entries() -> None:
    """Elsewhere an Entry( would be a posting that nobody has looked at here."""
    allowed = {"apps/ledger/entries.py", "apps/ledger/types.py", "apps/checkout/rules/postings.py",
               "apps/checkout/operations/history.py", "apps/payments/operations/history.py"}  # fmt: skip
    strays = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "apps").rglob("*.py")
        for text in (path.read_text(encoding="utf-8"),)
        if "Entry(" in text
        for tree in (ast.parse(text),)
        if _knows_entry(tree, path)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Entry"
    }
    assert strays <= allowed
    assert allowed - strays <= {"apps/ledger/types.py"}


def _knows_entry(tree: ast.Module, path: Path) -> bool:
    """Whether a module's Entry is the ledger's: others have a word of the same name."""
    return any(
        isinstance(node, ast.ImportFrom)
        and (node.module == "apps.ledger.types" or (node.module == "types" and path.parent.name == "ledger"))
        and any(name.name == "Entry" for name in node.names)
        for node in ast.walk(tree)
    )
