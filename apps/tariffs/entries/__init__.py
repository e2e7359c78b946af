"""Tariffs · what people and programs ask, as JSON states it · pure."""

from __future__ import annotations

from .consignments import Asked, asked

__all__ = ["Asked", "asked"]
