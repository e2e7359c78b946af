"""Shipping · the sandbox carrier, and orders that are ready to be sent."""

from __future__ import annotations

from tests.integration.orders.test_fulfilment import carrier, sold

__all__ = ["carrier", "sold"]
