"""Currencies · fetching a feed, bounded in time and size."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import requests
from django.utils.translation import gettext as _

from apps.common.errors import Retryable
from apps.currencies.errors import FeedInvalid
from apps.currencies.types import PublishedRate

LARGEST_FEED_BYTES = 2_000_000
TIMEOUT_S = 10
# The place on earth where a day begins first.
_FIRST_DAY = ZoneInfo("Pacific/Kiritimati")


def fetch(url: str, *, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> bytes:
    """The feed's bytes. What stands in `query` and `headers` may be secret: no message repeats it.

    Raises:
        Retryable: the server did not answer in time, or with an error.
        FeedInvalid: the answer is larger than a feed can be.
    """
    try:
        with requests.get(
            url, params=query, headers=headers, timeout=TIMEOUT_S, stream=True, allow_redirects=False
        ) as response:
            if response.status_code != requests.codes.ok:
                raise Retryable(f"{url} answered with {response.status_code}")
            body = response.raw.read(LARGEST_FEED_BYTES + 1, decode_content=True)
    except (requests.RequestException, OSError) as problem:
        raise Retryable(f"{url}: {type(problem).__name__}") from None
    if len(body) > LARGEST_FEED_BYTES:
        raise FeedInvalid(problem=_("it is larger than %(size)s bytes") % {"size": LARGEST_FEED_BYTES})
    return bytes(body)


def of_the_past(rates: list[PublishedRate], *, at: datetime) -> list[PublishedRate]:
    """The rates, none of which is from tomorrow: nobody knows what a currency will be worth.

    Raises:
        FeedInvalid: one is dated later than any place on earth, or published later than five minutes from `at`.
    """
    newest: date = at.astimezone(_FIRST_DAY).date()
    for rate in rates:
        instant = rate.published_at
        if rate.published_on > newest or (instant is not None and instant > at + timedelta(minutes=5)):
            when = instant or rate.published_on
            raise FeedInvalid(problem=_("a rate is dated later than now: %(day)s") % {"day": when})
    return rates
