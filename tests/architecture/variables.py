"""The environment variables that the programs read, found in their sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = {"text", "flag", "integer", "words", "choice", "networks", "amounts", "numbers", "document"}
# Set by programs for one another, or by the test runner; nobody types them.
INTERNAL = {"PORTOLAN_DATABASE_ROLE", "PORTOLAN_DRAIN_FILE", "PORTOLAN_SUPERVISED", "PYTEST_XDIST_WORKER", "PYTHONPATH",
            "NO_COLOR"}  # fmt: skip


@cache
def read_variables() -> frozenset[str]:
    """Names that marketplace/ reads through settings.environment or os.environ."""
    return frozenset(name for path in (ROOT / "marketplace").rglob("*.py") for name in _read_in(path)) - INTERNAL


def _read_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            named = node.args[0]
            owner = ast.unparse(node.func.value)
            reads = (owner == "env" and node.func.attr in READERS) or (
                owner == "os.environ" and node.func.attr == "get"
            )
            if reads and isinstance(named, ast.Constant):
                yield str(named.value)
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name) and isinstance(node.iter, ast.Tuple):
            body = "".join(ast.unparse(line) for line in node.body)
            if f"env.text({node.target.id})" in body:
                yield from (str(part.value) for part in node.iter.elts if isinstance(part, ast.Constant))
