"""Cells of files with hubs and legs."""

from __future__ import annotations

from datetime import time

from apps.logistics.rules import network


def test_a_leg_departs_by_its_hubs_own_clock_and_no_other() -> None:
    columns = {"departs_at": network.LEG_COLUMNS["departs_at"]}
    rows, problems = network.read_rows("departs_at\n18:30\n18:30+02:00\n25:00\n", columns, {})
    assert [row["departs_at"] for row in rows] == [time(18, 30)]
    assert [(one.line, one.column) for one in problems] == [(3, "departs_at"), (4, "departs_at")]
