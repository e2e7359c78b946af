"""Markets · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class PricesChanged(Event):
    """The prices that buyers are shown are other ones now: a rule of neat prices or a rate that it keeps changed."""

    topic: ClassVar[str] = "markets.prices_changed"
    aggregate: ClassVar[str] = "markets.prices"
    key: ClassVar[str] = "market"

    market: str
