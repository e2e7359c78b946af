"""Currencies · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class RatesRefreshed(Event):
    """New rates are in use; `published_on` is the newest date among them."""

    topic: ClassVar[str] = "currencies.rates_refreshed"
    aggregate: ClassVar[str] = "currencies.rates"
    key: ClassVar[str] = "published_on"

    published_on: date


@dataclass(frozen=True, kw_only=True)
class MarkupChanged(Event):
    """Another markup on the middle rate is in force; an empty `currency` is every one without its own."""

    topic: ClassVar[str] = "currencies.markup_changed"
    aggregate: ClassVar[str] = "currencies.markup"
    key: ClassVar[str] = "use"

    use: str
    currency: str
