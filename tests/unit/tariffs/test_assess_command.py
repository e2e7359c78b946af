"""`manage.py assess` where nothing was ever loaded."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import ProgrammingError

from apps.tariffs import selectors


def test_a_database_without_tables_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_tables(*_given: Any, **_more: Any) -> None:
        raise ProgrammingError('relation "currencies_exchangerate" does not exist')

    monkeypatch.setattr(selectors, "answers", without_tables)
    monkeypatch.setattr("sys.stdin", io.StringIO("{}"))
    with pytest.raises(CommandError, match="make demo"):
        call_command("assess", "-")
