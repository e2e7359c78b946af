"""Tills' tests pay in the shop; others at the no-op gateway."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "noop"
