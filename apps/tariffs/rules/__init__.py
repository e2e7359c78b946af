"""Tariffs · the landed-cost engine · pure: no database, clock or settings."""

from __future__ import annotations

from .charges import BELOW_MINIMUM, INEXACT
from .engine import assess, per_line
from .exchange import MARKET_RATE
from .explanation import recomputed

__all__ = ["BELOW_MINIMUM", "INEXACT", "MARKET_RATE", "assess", "per_line", "recomputed"]
