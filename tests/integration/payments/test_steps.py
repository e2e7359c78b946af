"""Payments · the steps that the database knows are those of the tables."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from apps.common.machines import Machine
from apps.payments import rules

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("table", "machine"),
    [("payments_intent", rules.INTENT), ("payments_attempt", rules.ATTEMPT), ("payments_operation", rules.OPERATION)],
)
def test_the_database_knows_the_very_steps_of_the_table(table: str, machine: Machine) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [f"{table}_steps"])
        (source,) = cursor.fetchone()
    known = set(re.findall(r"(\w+)>(\w+)", source))
    assert known == {(before.value, after.value) for (before, _), after in machine.table.items() if before is not after}
