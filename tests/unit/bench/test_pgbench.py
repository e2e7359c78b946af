"""bench · reading the report of pgbench."""

from __future__ import annotations

import pytest

from bench.trials.pgbench import tps
from marketplace.demo.progress import StepFailed

_REPORT = """\
transaction type: <builtin: simple update>
number of transactions actually processed: 8812
number of failed transactions: {failed} (0.000%)
latency average = 3.631 ms
initial connection time = 30.177 ms
tps = 2203.114904 (without initial connection time)
"""


def test_the_rate_is_read() -> None:
    assert tps(_REPORT.format(failed=0)) == pytest.approx(2203.114904)


@pytest.mark.parametrize("report", ["", _REPORT.format(failed=3)])
def test_a_report_without_a_rate_or_with_failures_counts_for_nothing(report: str) -> None:
    with pytest.raises(StepFailed, match="pgbench"):
        tps(report)
