"""Currencies · what a source of rates is."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from apps.currencies.types import PublishedRate


class RateSource(Protocol):
    """A publisher of rates. `name` is the `source` of each of its rates."""

    @property
    def name(self) -> str: ...

    def read(self, *, at: datetime) -> list[PublishedRate]:
        """What it publishes now; none of it dated later than `at`.

        Raises:
            Retryable: it did not answer as it should.
            FeedInvalid: its answer is no list of rates.
        """
