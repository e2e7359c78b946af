"""Tariffs · the rules of a destination, read as far as they are needed and remembered · public schema.

All but the measures of a destination are read at once. A tariff has a hundred thousand of those: of them come the ones
that the codes of a consignment ask for, in one query, and stay.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q

from apps.common.remember import Remembered
from apps.markets import selectors as markets
from apps.markets.errors import MarketUnknown
from apps.tariffs import rows, types
from apps.tariffs.errors import DatumMissing
from apps.tariffs.models import (
    Fee,
    FxRate,
    GeoGroupMember,
    Jurisdiction,
    JurisdictionPolicy,
    Measure,
    OriginProof,
    Regime,
    Stacking,
    TaxRate,
)
from apps.tariffs.types.prefixes import Prefixes

from . import editions
from .lenses import NOW, Lens

EVERYWHERE = "WORLD"
_FULL_CODE = 10
_MOST = 50_000
_MOST_TABLES = 100
_MOST_ANSWERS = 1_000
Layers = dict[str, Prefixes[tuple[types.Measure, ...]]]


@dataclass(frozen=True)
class Place:
    """A jurisdiction that deliveries go to, with those whose rules it inherits."""

    code: str
    union: str | None
    country: str
    region: str
    postcodes: str
    tax_parent: str | None

    @property
    def chain(self) -> list[str]:
        """Whose rules hold, its own first."""
        return [code for code in (self.code, self.union, EVERYWHERE) if code]

    @property
    def tax_chain(self) -> list[str]:
        """Whose taxes hold, its own first."""
        return [code for code in (self.code, self.tax_parent or self.union, EVERYWHERE) if code]

    @property
    def is_part(self) -> bool:
        """Whether it is a part of its country."""
        return bool(self.region or self.postcodes)

    def is_meant(self, region: str, postcode: str) -> bool:
        """Whether an address of its country lies in it."""
        if self.region and self.region == region:
            return True
        return bool(self.postcodes) and re.fullmatch(self.postcodes, postcode.strip().upper()) is not None


@dataclass(frozen=True)
class Book:
    """The rules of a destination, and the sets made of them: one for each span of days in which nothing changes."""

    place: Place
    edition: editions.Edition
    members: frozenset[str]
    stored: rows.Stored
    changes: list[date]
    lens: Lens = NOW
    sets: dict[tuple[int, str], types.RuleSet] = field(default_factory=dict)
    measures: dict[str, list[rows.Dated]] = field(default_factory=dict)
    layers: dict[tuple[str, date], Layers] = field(default_factory=dict)
    answers: Remembered[types.Assessment] = field(default_factory=lambda: Remembered(seconds=600, most=_MOST_ANSWERS))

    @property
    def incoterm(self) -> str:
        """What our market promises; where we have none, duties are the buyer's."""
        try:
            return str(markets.for_country(self.place.country).duty_policy)
        except MarketUnknown:
            return "DAP"

    @property
    def is_full(self) -> bool:
        """Whether so much was read that it is better to begin anew."""
        return max(len(self.measures), len(self.layers)) > _MOST

    def rules(self, as_of: date, codes: Collection[str]) -> types.RuleSet:
        """The rules in force on a day, with the measures that the codes ask for."""
        incoterm = self.incoterm
        span = bisect_right(self.changes, as_of)
        found = self.sets.get((span, incoterm))
        if found is None:
            found = self.sets[span, incoterm] = rows.rule_set(
                self.place.country,
                as_of,
                members=self.members,
                incoterm=incoterm,
                stored=self.stored.on(as_of),
                digest=self._digest(span, incoterm),
            )
        return replace(found, as_of=as_of, measures=self._layers(as_of, codes))

    def days_of_change(self, codes: Iterable[str]) -> list[date]:
        """The days on which a rule for goods of these codes begins or ends, ascending; the codes are known already."""
        bounds = {day for code in codes for dated in self.measures[code] for day in (dated.lower, dated.upper)}
        return sorted({*self.stored.changes, *(day for day in bounds if day is not None)})

    def _digest(self, span: int, incoterm: str) -> str:
        """The hash of all rows that hold for the destination, and of the span of days."""
        known = self.edition.places
        places = dict.fromkeys((*self.place.chain, *self.place.tax_chain, editions.GROUPS))
        since = self.changes[span - 1].isoformat() if span else ""
        parts = [known.get(place, {}).get("digest", "") for place in places]
        parts += [self.lens.mark] if self.lens.mark else []
        return hashlib.sha256("|".join([*parts, *sorted(self.members), incoterm, since]).encode()).hexdigest()

    def _layers(self, as_of: date, codes: Collection[str]) -> Layers:
        self._read(code for code in codes if code not in self.measures)
        each = [self._layers_of(code, as_of) for code in codes]
        if len(each) == 1:
            return each[0]
        together: Layers = {}
        for layers in each:
            for layer, by_prefix in layers.items():
                together.setdefault(layer, Prefixes()).update(by_prefix)
        return together

    def _layers_of(self, code: str, as_of: date) -> Layers:
        known = self.layers.get((code, as_of))
        if known is None:
            found = [dated.measure for dated in self.measures[code] if dated.holds_on(as_of)]
            known = self.layers[code, as_of] = rows.by_layer(found)
        return known

    def _read(self, codes: Iterable[str]) -> None:
        missing = list(dict.fromkeys(codes))
        if not missing:
            return
        read = self.lens.rows(_measures(self.place.chain, missing))
        found = [rows.dated(row) for row in _in_order(read, self.place.chain)]
        for code in missing:
            self.measures[code] = [
                dated
                for dated in found
                if code.startswith(dated.measure.hs_prefix) or dated.measure.hs_prefix.startswith(code)
            ]


_places: tuple[int, tuple[Place, ...]] = (-1, ())
_official: dict[tuple[int, str, str, date], dict[str, types.OfficialRate]] = {}


def book_of(ship_to: str, *, region: str = "", postcode: str = "", lens: Lens = NOW) -> Book:
    """The rules for deliveries to a country, or to the part of it with rules of its own that the address lies in.

    Remembered in the process until rules change; a change by another process is seen within a minute. Through
    another lens than NOW they are remembered as long as the lens is.

    Raises:
        DatumMissing: we have no rules for the country.
    """
    edition = lens.edition or editions.current()
    place = _place(ship_to, region, postcode)
    book: Book | None = lens.shelf.get(place.code)
    if book is None or book.edition.revision != edition.revision or book.is_full:
        book = lens.shelf[place.code] = _read(place, edition, lens)
    return book


def digest_at(edition: editions.Edition, ship_to: str, day: date, *, region: str = "", postcode: str = "") -> str:
    """The hash that the rules for a destination on a day had in an edition. No query when warm.

    Raises:
        DatumMissing: we have no rules for the country.
    """
    place = _place(ship_to, region, postcode)
    nothing = rows.Stored((), (), (), (), ())
    return Book(place, edition, territory_of(place), nothing, _changes(place, edition)).rules(day, ()).digest


def _place(ship_to: str, region: str, postcode: str) -> Place:
    here = [place for place in _known_places(editions.current().revision) if place.country == ship_to]
    whole = [place for place in here if not (place.region or place.postcodes)]
    part = [place for place in here if place.is_meant(region, postcode)]
    if not whole and not part:
        raise DatumMissing(datum=f"rules for deliveries to {ship_to}", field="ship_to")
    return (part or whole)[0]


def place_of(country: str) -> Place | None:
    """The jurisdiction of a whole country, or None where we have no rules for it."""
    known = _known_places(editions.current().revision)
    return next((place for place in known if place.country == country and not place.is_part), None)


def territory_of(place: Place) -> frozenset[str]:
    """The countries of the customs territory that a jurisdiction belongs to."""
    known = _known_places(editions.current().revision)
    union = {one.country for one in known if place.union and one.union == place.union and not one.is_part}
    return frozenset(union if place.is_part else union | {place.country})


def with_official_rates(
    rule_set: types.RuleSet, days: Iterable[date], *, sold: date, lens: Lens = NOW
) -> types.RuleSet:
    """The rules with the rates of exchange of the authorities that their policies name, on those days. Remembered.

    An authority that has not published the rates of a day after the sale is taken at those of the day of sale.
    """
    asked = {(row.fx_authority, row.fx_kind, day) for row in rule_set.policies if row.fx_authority for day in days}
    if not asked:
        return rule_set
    rates = {}
    for authority, kind, day in sorted(asked):
        found = _official_rates(authority, kind, day)
        is_known = day <= sold or lens.knows([rate.rate_id for rate in found.values()])
        rates[authority, kind, day] = found if is_known else _official_rates(authority, kind, sold)
    return replace(rule_set, official=types.OfficialRates(rates))


def told_apart(place: Book, region: str, postcode: str) -> tuple[str, ...]:
    """The part of a country that an address lies in, and the rows of tax that are for its region or postcode alone."""
    here = [
        row.code
        for row in place.stored.taxes
        if (row.region or row.postcodes)
        and row.region in ("", region)
        and (not row.postcodes or re.fullmatch(row.postcodes, postcode.strip()))
    ]
    return (place.place.code, *here)


def forget() -> None:
    """Read all rules again at the next call."""
    global _places
    editions.forget()
    NOW.shelf.clear()
    _official.clear()
    _places = (-1, ())


def _known_places(revision: int) -> tuple[Place, ...]:
    global _places
    if _places[0] != revision:
        columns = ("code", "parent_id", "country", "region", "postcodes", "tax_parent_id")
        _places = (revision, tuple(Place(*row) for row in Jurisdiction.objects.values_list(*columns)))
    return _places[1]


def _read(place: Place, edition: editions.Edition, lens: Lens) -> Book:
    members = territory_of(place)

    def of(model: Any, chain: Sequence[str]) -> list[Any]:
        found = lens.rows(model.objects.filter(jurisdiction__in=chain).select_related("source"))
        return _in_order(found, chain)

    stored = rows.Stored(
        policies=of(JurisdictionPolicy, place.chain),
        regimes=of(Regime, place.chain),
        measures=(),
        taxes=of(TaxRate, place.tax_chain),
        fees=of(Fee, place.chain),
        stackings=of(Stacking, place.chain),
        proofs=of(OriginProof, place.chain),
        members=list(GeoGroupMember.objects.all()),
    )
    return Book(place, edition, members, stored, sorted({*_changes(place, edition), *lens.days}), lens)


def _changes(place: Place, edition: editions.Edition) -> list[date]:
    """The days on which a rule for the place begins or ends."""
    days = {
        date.fromisoformat(day)
        for code in (*place.chain, *place.tax_chain, editions.GROUPS)
        for day in edition.places.get(code, {}).get("changes", ())
    }
    return sorted(days)


def _measures(chain: Sequence[str], codes: Sequence[str]) -> Any:
    """The measures under the prefixes of codes, and those of the national lines beneath codes that are not whole."""
    prefixes = {code[:length] for code in codes for length in range(len(code) + 1)}
    asked = Q(hs_prefix__in=sorted(prefixes))
    for code in codes:
        if len(code) < _FULL_CODE:
            asked |= Q(hs_prefix__startswith=code)
    return Measure.objects.filter(asked, jurisdiction__in=chain).select_related("source")


def _in_order(found: Iterable[Any], chain: Sequence[str]) -> list[Any]:
    return sorted(found, key=lambda row: (chain.index(row.jurisdiction_id), row.pk))


def _official_rates(authority: str, kind: str, day: date) -> dict[str, types.OfficialRate]:
    key = (editions.current().revision, authority, kind, day)
    if key not in _official:
        if len(_official) > _MOST_TABLES:
            _official.clear()
        found = FxRate.objects.filter(authority=authority, kind=kind, valid__contains=day).select_related("source")
        _official[key] = {row.currency: rows.as_official_rate(row) for row in found}
    return _official[key]
