"""bench · which statements count."""

from __future__ import annotations

import re

import pytest

from bench.statements import BOOKKEEPING

# PostgreSQL's \M is the end of a word; \b says the same here.
bookkeeping = re.compile(BOOKKEEPING.replace(r"\M", r"\b"), re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    ["BEGIN", "begin", "COMMIT", "ROLLBACK TO SAVEPOINT x", 'SAVEPOINT "s1"', 'RELEASE SAVEPOINT "s1"',
     "SET search_path = public", "  SET LOCAL lock_timeout = '5s'", "RESET ALL", "SHOW server_version", "DISCARD ALL",
     "START TRANSACTION"],
)  # fmt: skip
def test_what_opens_closes_or_marks_does_not_count(text: str) -> None:
    assert bookkeeping.search(text)


@pytest.mark.parametrize(
    "text",
    ["SELECT 1", "INSERT INTO t VALUES (1)", "WITH a AS (SELECT 1) UPDATE t SET x = 1", "SELECT setval('s', 1)",
     "SELECT pg_advisory_xact_lock(1)", "settle", "UPDATE t SET begin = 1"],
)  # fmt: skip
def test_what_reads_or_writes_counts(text: str) -> None:
    assert not bookkeeping.search(text)
