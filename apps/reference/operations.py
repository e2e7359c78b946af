"""Reference · loading the rows that ship with the software · public schema.

Every app with shipped rows registers its loader in `AppConfig.ready`; the command
`load_reference` runs them in the order of the app list, so imports point down.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

from apps.common.currency_table import CODES
from apps.common.transactions import transaction_required

from . import rules
from .models import Country, Currency, Unit
from .types import LoadedTable

Loader = Callable[[datetime], Sequence[LoadedTable]]

_LOADERS: dict[str, Loader] = {}


def register_loader(name: str, load: Loader) -> None:
    """Have `load(at)` called by `load_reference`. A second registration of a name replaces the first."""
    _LOADERS[name] = load


def loaders() -> Iterator[tuple[str, Loader]]:
    """The registered loaders, lowest app first."""
    yield from _LOADERS.items()


def fixture(name: str) -> Any:
    """The JSON of `fixtures/<name>`, numbers with a decimal point as Decimal."""
    return json.loads(fixture_text(name), parse_float=Decimal)


def fixture_text(name: str) -> str:
    """The text of `fixtures/<name>`."""
    return (Path(settings.BASE_DIR) / "fixtures" / name).read_text(encoding="utf-8")


@transaction_required
def upsert(
    model: type[models.Model], rows: Iterable[Mapping[str, Any]], *, key: Sequence[str] = ("code",)
) -> LoadedTable:
    """Make the table hold `rows`, each found by the fields in `key`; other rows stay as they are.

    Field names are attribute names (`parent_id`). One query to read and at most two
    to write, whatever the number of rows.
    """
    wanted = [dict(row) for row in rows]
    known = {tuple(getattr(row, name) for name in key): row for row in model._default_manager.all()}
    fresh: list[models.Model] = []
    changed: list[models.Model] = []
    touched: set[str] = set()
    for values in wanted:
        row = known.get(tuple(values[name] for name in key))
        if row is None:
            fresh.append(model(**values))
            continue
        differing = {name for name, value in values.items() if getattr(row, name) != value}
        if differing:
            for name in differing:
                setattr(row, name, values[name])
            changed.append(row)
            touched |= differing
    model._default_manager.bulk_create(fresh, batch_size=1000)
    if changed:
        model._default_manager.bulk_update(changed, sorted(touched), batch_size=500)
    written = len(fresh) + len(changed)
    return LoadedTable(model._meta.db_table, written, len(wanted) - written)


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """Countries with their places, every currency of ISO 4217, units of measure."""
    countries = list(rules.countries(fixture("reference/countries.json")))
    codes = {country["currency_code"] for country in countries} | set(settings.CURRENCIES) | set(CODES)
    units = fixture("reference/units.json")["units"]
    return [
        upsert(Currency, rules.currencies(codes)),
        upsert(Country, countries),
        upsert(Unit, ({**unit, "factor": Decimal(unit["factor"])} for unit in units)),
    ]
