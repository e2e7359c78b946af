"""Tariffs · the landed-cost engine · pure: no database, clock or settings."""

from __future__ import annotations

from .charges import INEXACT
from .engine import assess, per_line

__all__ = ["INEXACT", "assess", "per_line"]
