"""Fulfilment · orders that are to be sent."""

from __future__ import annotations

from tests.integration.orders.test_fulfilment import sold

__all__ = ["sold"]
