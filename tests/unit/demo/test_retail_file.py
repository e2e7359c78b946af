"""The real file, where there is one: set RETAIL_FILE to UCI's Online Retail data (parquet, CSV or XLSX)."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

from apps.demo.retail.countries import code_of
from apps.demo.retail.loading import survey

FILE = os.environ.get("RETAIL_FILE", "")


@pytest.mark.skipif(not FILE, reason="RETAIL_FILE does not name the Online Retail data")
def test_the_published_counts_and_the_known_sum_are_read() -> None:
    """541,909 rows, 4,372 customers and 38 countries: UCI's published counts; the sum is the file's own."""
    found = survey(Path(FILE), progress=lambda count: None)
    assert found.tally.rows == 541_909
    assert len(found.tally.in_file) == 38
    assert sum(found.tally.in_file.values()) == Decimal("9747747.934")
    assert all(code_of(name) for name in found.tally.in_file)
    codes = [code_of(name) for name in found.tally.in_file]
    assert len(set(codes)) == len(codes), "each country of the file has a code of its own"
    assert {goods.family.vendor for goods in found.goods.values()} >= {"kettle-and-crumb", "paper-lark"}
