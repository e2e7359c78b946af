"""Where exchange rates come from, in order of preference."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from . import environment as env

ECB_FEED_URL = env.text("ECB_FEED_URL", "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml")
RATES_FEED = {
    "url": env.text("RATES_URL", ""),
    "name": env.text("RATES_NAME", "Open Exchange Rates"),
    "shape": env.choice("RATES_SHAPE", ("openexchangerates", "fixer", "frankfurter")),
    "key": env.text("RATES_KEY", ""),
}


def _order(words: list[str]) -> dict[str, int]:
    """The sources with the days after which each is stale, the preferred one first.

    Raises:
        ImproperlyConfigured: a word that is not «source:days» of a known source.
    """
    found: dict[str, int] = {}
    for word in words:
        source, _, days = word.partition(":")
        if source not in ("manual", "ecb", "json") or not days.isdecimal() or not 0 < int(days) < 400:
            raise ImproperlyConfigured(f"RATES_ORDER: {word!r} is not manual, ecb or json with its days, as in ecb:5.")
        found[source] = int(days)
    return found


RATES_ORDER = _order(env.words("RATES_ORDER", "manual:7,ecb:5,json:2"))
# How far a rate may move from the one before, and differ from another source's, without a person: fractions as text.
RATES_LARGEST_JUMP_PERCENT = env.integer("RATES_LARGEST_JUMP_PERCENT", 10)
RATES_LARGEST_DEVIATION_PERCENT = env.integer("RATES_LARGEST_DEVIATION_PERCENT", 3)
