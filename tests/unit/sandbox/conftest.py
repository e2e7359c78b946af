"""These tests know no database."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _public_schema() -> None:
    """Nothing to reset."""
