"""Tariffs · what changes on a day: consignments by the rules of one day and of another · public schema."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

from djmoney.money import Money

from apps.common.errors import MarketError
from apps.common.money import total
from apps.markets import selectors as markets
from apps.markets.errors import MarketUnknown
from apps.tariffs.entries import asked
from apps.tariffs.types import Assessment, AssessmentLine, Consignment
from apps.tariffs.types.schemes import scheme_texts

from .asking import market_rates
from .assessing import assess
from .lenses import NOW, Lens

MOST = 200
_BASKETS = Path(__file__).resolve().parent.parent / "baskets.json"


@dataclass(frozen=True)
class Sample:
    """A consignment to try rules on, and what to call it; `names` are of its lines by their refs, where people have
    others for them."""

    label: str
    consignment: Consignment
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangedLine:
    """A charge before and after; None: there is none. `goods` is what its line is called, "" for all together."""

    before: AssessmentLine | None
    after: AssessmentLine | None
    goods: str = ""

    @property
    def line(self) -> AssessmentLine:
        """Whichever there is."""
        found = self.after or self.before
        if found is None:
            raise ValueError("A changed line has two sides, one at least.")
        return found


@dataclass(frozen=True)
class Flip:
    """A sample by the rules of both days: assessments, or why there is none, and the charges that differ."""

    sample: Sample
    before: Assessment | None
    after: Assessment | None
    before_problem: str
    after_problem: str
    lines: tuple[ChangedLine, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything differs: a charge, its rule, the scheme, or whether it can be told at all."""
        if self.before is None or self.after is None:
            return self.before_problem != self.after_problem
        return bool(self.lines) or self.before.scheme != self.after.scheme

    @property
    def difference(self) -> Money | None:
        """How much more is owed after; None where it cannot be told."""
        return self.after.payable - self.before.payable if self.before and self.after else None

    @property
    def schemes(self) -> tuple[str, str]:
        """The schemes of both days in the reader's words."""
        both = (", ".join(scheme_texts(one.scheme)) if one else "" for one in (self.before, self.after))
        return next(both), next(both)

    @property
    def goods(self) -> Money:
        """The value of the goods."""
        return total([line.goods for line in self.sample.consignment.lines], self.sample.consignment.currency)


Loader = Callable[[int, Sequence[str]], Sequence[Sample]]
_LOADERS: dict[str, Loader] = {}


def register_samples(name: str, load: Loader) -> None:
    """Have `load(most, destinations)` asked for real consignments, the newest first; no destinations: any."""
    _LOADERS[name] = load


def recent(most: int, destinations: Sequence[str] = ()) -> list[Sample]:
    """Consignments that were really sent, the newest first."""
    return [sample for load in _LOADERS.values() for sample in load(most, destinations)][:most]


def baskets(destinations: Sequence[str], *, today: date) -> list[Sample]:
    """The shipped baskets, each sent to each destination."""
    shipped: list[Mapping[str, Any]] = json.loads(_BASKETS.read_text(encoding="utf-8"))
    return [
        Sample(f"{basket['label']} → {to}", _read({**basket["consignment"], "ship_to": to}, today))
        for to in destinations
        for basket in shipped
        if basket["consignment"]["ship_from"] != to
    ]


def typed(given: Any, *, today: date) -> list[Sample]:
    """Consignments in the JSON form of docs/landed-cost.md, one or a list. Their days and supposed rules are left out.

    Raises:
        MarketError: one is unusable; the member at fault is named.
    """
    each = given if isinstance(given, list) else [given]
    return [Sample(f"{number}", _read(one, today)) for number, one in enumerate(each, start=1)]


def flips(samples: Iterable[Sample], *, before: date, after: date, lens: Lens = NOW) -> Iterator[Flip]:
    """Each sample, sold and imported on the one day and on the other; `lens` is for the second day.

    Rates of exchange of the market are the sample's on both days; those of authorities are those of the day.
    """
    for sample in samples:
        one, problem = _assessed(sample.consignment, before, NOW)
        other, its_problem = _assessed(sample.consignment, after, lens)
        yield Flip(sample, one, other, problem, its_problem, tuple(_changed(one, other, sample.names)))


def _assessed(consignment: Consignment, day: date, lens: Lens) -> tuple[Assessment | None, str]:
    sent = replace(consignment, import_date=None, export_date=None)
    try:
        return replace(assess(sent, as_of=day, lens=lens), outcomes=()), ""
    except MarketError as problem:
        return None, problem.text()


def _changed(before: Assessment | None, after: Assessment | None, names: Mapping[str, str]) -> Iterator[ChangedLine]:
    sides: dict[tuple[str, ...], tuple[list[AssessmentLine], list[AssessmentLine]]] = defaultdict(lambda: ([], []))
    for place, assessment in enumerate((before, after)):
        for line in assessment.lines if assessment else ():
            sides[line.kind, line.ref or "", line.layer or line.label][place].append(line)
    for (_kind, ref, _layer), (one, other) in sides.items():
        for first, second in zip_longest(one, other):
            if first is None or second is None or _said(first) != _said(second):
                yield ChangedLine(first, second, names.get(ref, ref))


def _said(line: AssessmentLine) -> tuple[str, Decimal, str, Decimal | None]:
    return line.rule_id, line.amount.amount, line.expression, line.rate


def _read(given: Mapping[str, Any], today: date) -> Consignment:
    known = {name: value for name, value in given.items() if name not in ("rules", "date")}
    if not known.get("region") and (region := _assumed_region(str(known.get("ship_to") or ""))):
        known["region"] = region
    return asked(known, today=today, rates_on=market_rates).consignment


def _assumed_region(country: str) -> str:
    try:
        return str(markets.for_country(country).default_regions.get(country, ""))
    except MarketUnknown:
        return ""
