"""Money never meets binary fractions: a walk over the syntax of the modules that reckon."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECKONING = ("ledger", "payments", "checkout", "tariffs", "currencies", "stock", "orders", "common", "catalog")
PARTS = ("rules", "operations", "money", "types", "selectors")
MODULES = sorted(
    path
    for app in RECKONING
    for part in PARTS
    for path in ((ROOT / "apps" / app).glob(f"{part}.py"), (ROOT / "apps" / app / part).rglob("*.py"))
    for path in path
)  # fmt: skip


def binary_fractions(tree: ast.AST) -> Iterator[str]:
    """Where a module names `float`, makes a Decimal or Money of a binary fraction, or writes one down."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "float":
                yield f"line {node.lineno}: float(…)"
            if node.func.id in ("Decimal", "Money") and any(
                isinstance(inner, ast.Constant) and isinstance(inner.value, float)
                for argument in node.args[:1] for inner in ast.walk(argument)
            ):  # fmt: skip
                yield f"line {node.lineno}: {node.func.id} of a binary fraction"
        if isinstance(node, ast.BinOp) and any(
            isinstance(side, ast.Constant) and isinstance(side.value, float) for side in (node.left, node.right)
        ):
            yield f"line {node.lineno}: arithmetic with a binary fraction"


def test_there_are_modules_to_read() -> None:
    assert {path.relative_to(ROOT / "apps").parts[0] for path in MODULES} == set(RECKONING)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT / "apps").as_posix())
def test_no_binary_fraction(path: Path) -> None:
    assert list(binary_fractions(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "line", ["float(price)", "Decimal(0.1)", "Money(-1.5, 'EUR')", "price * 1.19", "Decimal(str(0.1) if x else 0.2)"]
)
def test_the_walk_finds(line: str) -> None:
    assert list(binary_fractions(ast.parse(line)))


def test_amounts_are_stored_as_numeric_or_whole_minor_units() -> None:
    """Tables of money hold no double precision; places on earth and search ranks may."""
    from django.apps import apps
    from django.db import models

    strays = [
        f"{model._meta.label}.{field.name}"
        for label in ("ledger", "payments", "checkout", "tariffs", "currencies", "stock", "orders", "catalog")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.FloatField)
    ]
    assert strays == []
