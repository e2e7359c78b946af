"""Currencies · the sources that the settings name, in order of preference."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from apps.currencies.history import ECB

from .ecb import EuropeanCentralBank
from .json_feed import JsonFeed, Shape
from .port import RateSource

MANUAL = "Entered by staff"


@dataclass(frozen=True)
class Preference:
    """A source's name, and the days after which its newest rate is stale."""

    name: str
    oldest_days: int


def preferences() -> tuple[Preference, ...]:
    """The configured sources, the preferred one first (RATES_ORDER)."""
    names = {"manual": MANUAL, "ecb": ECB, "json": settings.RATES_FEED["name"]}
    is_on = {"manual": True, "ecb": bool(settings.ECB_FEED_URL), "json": bool(settings.RATES_FEED["url"])}
    return tuple(Preference(names[word], days) for word, days in settings.RATES_ORDER.items() if is_on[word])


def feeds() -> tuple[RateSource, ...]:
    """The sources that can be read, in the order of the settings."""
    feed = settings.RATES_FEED
    known: dict[str, RateSource] = {}
    if settings.ECB_FEED_URL:
        known["ecb"] = EuropeanCentralBank(settings.ECB_FEED_URL)
    if feed["url"]:
        known["json"] = JsonFeed(feed["name"], feed["url"], Shape(feed["shape"]), feed["key"])
    return tuple(known[word] for word in settings.RATES_ORDER if word in known)
