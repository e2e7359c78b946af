"""Promises · the figures on a published history of shipments, where it lies."""

from __future__ import annotations

import os
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

FILE = Path(os.environ.get("SHIPPING_DATA", "")) / "eta" / "scms_shipments_to_2013-12-23.csv"


@pytest.mark.skipif(not os.environ.get("SHIPPING_DATA") or not FILE.exists(), reason="SHIPPING_DATA has no shipments")
def test_eight_of_ten_later_shipments_come_within_their_window_and_freight_is_estimated() -> None:
    out = StringIO()

    call_command("backtest_eta", str(FILE), stdout=out)  # exits with 1 where a bar is missed

    covered = re.search(r"80 % interval covers ([\d.]+) %", out.getvalue())
    wape = re.search(r"cost WAPE ([\d.]+)", out.getvalue())
    assert covered is not None
    assert 77 <= float(covered[1]) <= 83
    assert wape is not None
    assert float(wape[1]) <= 0.50


def test_a_file_that_is_no_history_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")

    with pytest.raises(CommandError, match="lacks columns: Scheduled Delivery Date"):
        call_command("backtest_eta", str(file))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("backtest_eta", str(tmp_path / "none.csv"))
