"""Aftersales' tests pay at the no-op gateway."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from apps.checkout.models import PurchasePart
from tests.factories import aftersales as make


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "noop"


@pytest.fixture
def bought(kiln: Any, at: datetime, drain: Callable[[], int]) -> PurchasePart:
    """Three pieces of kiln's at a door in Germany for two days."""
    part = make.sold(kiln, at=at, drain=drain)
    make.delivered(kiln, part.order_id, at=at)
    drain()
    return part
