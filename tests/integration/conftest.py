"""Goods and a purchase that stand for all tests of a file, for those that begin with nothing else."""

from __future__ import annotations

from uuid import UUID

import pytest

from apps.checkout.types import PurchaseSummary
from tests.factories import checkout as make


@pytest.fixture(scope="module")
def of_both(kept: None) -> list[UUID]:
    """A variant of kiln's and one of loom's, twenty pieces of each on the shelf."""
    return make.goods_of_both()


@pytest.fixture(scope="module")
def captured(of_both: list[UUID]) -> PurchaseSummary:
    """Two pieces of each, paid and captured."""
    return make.captured(of_both)
