"""The tables at the end."""

from __future__ import annotations

import statistics

from rich import box
from rich.console import Console
from rich.table import Table

from tests.isolation.course import Record


def show(record: Record) -> None:
    """Print what was done, what was found, and the verdict."""
    console = Console(width=None if Console().is_terminal else 140, highlight=False)
    acts = Table(title="Operations", box=box.SIMPLE, title_justify="left")
    for title in ("act", "times", "p50", "server errors", "wrong"):
        acts.add_column(title, justify="left" if title == "act" else "right")
    for name in sorted(record.seconds):
        times, wrong = record.seconds[name], record.faults.get(name, [])
        p50 = f"{statistics.median(times) * 1000:.0f} ms"
        acts.add_row(name.replace("_", " "), str(len(times)), p50, str(record.server_errors[name]), str(len(wrong)))
    console.print(acts)
    rows = Table(title="Rows", box=box.SIMPLE, title_justify="left")
    for title in ("what must be true", "looked at", "", "what breaks it"):
        rows.add_column(title, justify="right" if title == "looked at" else "left", overflow="fold")
    for finding in record.findings:
        rows.add_row(finding.name, str(finding.count), "PASS" if finding.holds else "FAIL", finding.note)
    console.print(rows)
    for name, faults in sorted(record.faults.items()):
        for fault in faults[:3]:
            console.print(f"  {name}: {fault}", markup=False)
    done = sum(len(times) for times in record.seconds.values())
    console.print(
        f"seed {record.seed}, load {record.load_before:.1f} at the start; built in {record.build_s:.0f} s; "
        f"{done} operations over {record.vendors} vendors in {record.attack_s:.0f} s, {record.cuts} connections cut"
    )
    leaks = sum(fault.startswith("LEAK") for faults in record.faults.values() for fault in faults)
    console.print(f"{'PASS' if record.holds else 'FAIL'}: {leaks} leaks.")
