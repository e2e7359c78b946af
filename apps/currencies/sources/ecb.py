"""Currencies · the European Central Bank's XML feed, read safely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from xml.parsers import expat

from django.utils.translation import gettext as _

from apps.currencies.errors import FeedInvalid
from apps.currencies.history import ECB
from apps.currencies.types import PublishedRate

from .fetching import fetch, of_the_past


@dataclass(frozen=True)
class EuropeanCentralBank:
    """The daily reference rates at `url`."""

    url: str
    name: str = ECB

    def read(self, *, at: datetime) -> list[PublishedRate]:
        return of_the_past(parse(fetch(self.url), url=self.url), at=at)


def parse(feed: bytes, *, url: str) -> list[PublishedRate]:
    """The rates of `eurofxref-daily.xml` or of the files with several days.

    A document type and entities are refused: the feed has neither, and they are
    how XML attacks its reader. The bank publishes no schema for programs; the
    form is `<Cube time="…"><Cube currency="USD" rate="1.0843"/>…</Cube>`.

    Raises:
        FeedInvalid: not this form, or a rate that is no positive number.
    """
    reader = _Reader(url)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.element
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    try:
        parser.Parse(feed, True)
    except expat.ExpatError as problem:
        raise FeedInvalid(problem=str(problem)) from problem
    if not reader.rates:
        raise FeedInvalid(problem=_("it holds no rates"))
    return reader.rates


class _Reader:
    def __init__(self, url: str) -> None:
        self.url = url
        self.day: date | None = None
        self.rates: list[PublishedRate] = []

    def refuse(self, *_args: object) -> None:
        raise FeedInvalid(problem=_("it declares a document type or an entity"))

    def element(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] != "Cube":
            return
        if "time" in attributes:
            self.day = self._day(attributes["time"])
        if "currency" in attributes:
            self.rates.append(self._rate(attributes))

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise FeedInvalid(problem=_("“%(text)s” is no date") % {"text": text[:40]}) from None

    def _rate(self, attributes: dict[str, str]) -> PublishedRate:
        currency, text = attributes["currency"], attributes.get("rate", "")
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal(0)
        if self.day is None or not value.is_finite() or value <= 0 or len(currency) != 3 or not currency.isalpha():
            raise FeedInvalid(problem=_("a rate is unusable: %(text)s") % {"text": f"{currency} {text}"[:60]})
        return PublishedRate("EUR", currency, value, ECB, self.url, self.day)
