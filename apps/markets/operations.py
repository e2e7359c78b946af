"""Markets · writes · public schema."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.currencies import selectors as currencies
from apps.currencies.rules import as_converted
from apps.outbox import operations as outbox
from apps.reference import operations as reference
from apps.reference.types import LoadedTable

from . import rules, selectors
from .events import PricesChanged
from .models import Market, MarketCountry, PriceRule


@transaction_required
def hold_rates(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Bring the rates that neat prices keep up to the day's, where these moved far enough. Returns how many moved.

    Repeating it changes nothing. A rule without hysteresis keeps none.
    """
    moved = 0
    for row in PriceRule.objects.select_for_update().filter(is_active=True).order_by("pk"):
        held = _held(row, at)
        if held != row.held:
            moved += sum(held.get(code) != row.held.get(code) for code in held.keys() | row.held.keys())
            row.held = held
            row.save(update_fields=["held"])
            outbox.emit(PricesChanged(market=row.market_id), at=at, by=by)
    _forget()
    return moved


@transaction_required
def change_price_rule(row: PriceRule, *, by: Actor, at: datetime) -> None:
    """Keep a rule of neat prices as it was edited, with the day's rates; prices follow.

    Raises:
        ValidationError: an ending or a bound that cannot be (PriceRule.clean).
    """
    row.full_clean()
    row.held = {}
    row.held = _held(row, at) if row.is_active else {}
    row.save()
    outbox.emit(PricesChanged(market=row.market_id), at=at, by=by)
    _forget()


@transaction_required
def drop_price_rule(row: PriceRule, *, by: Actor, at: datetime) -> None:
    """Show prices of a market and currency as they are converted, from now on."""
    market = row.market_id
    row.delete()
    outbox.emit(PricesChanged(market=market), at=at, by=by)
    _forget()


def _held(row: PriceRule, at: datetime) -> dict[str, dict[str, str]]:
    if not row.hysteresis:
        return {}
    table = currencies.rate_table(at.date())
    held = dict(row.held)
    for code in settings.CURRENCIES:
        if code == row.currency or code not in table.per_euro:
            continue
        today = as_converted(table.rate(code, row.currency).value)
        known = held.get(code)
        if rules.follows(Decimal(known["rate"]) if known else None, today, row.hysteresis):
            held[code] = {"rate": format(today, "f"), "since": at.date().isoformat()}
    return held


def _forget() -> None:
    selectors.forget()
    transaction.on_commit(selectors.forget)


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """The shipped markets and the countries that belong to them."""
    shipped = reference.fixture("reference/markets.json")["markets"]
    markets = [{name: value for name, value in row.items() if name != "countries"} for row in shipped]
    members = [{"market_id": row["code"], "country_id": country} for row in shipped for country in row["countries"]]
    loaded = [reference.upsert(Market, markets), reference.upsert(MarketCountry, members, key=["country_id"])]
    transaction.on_commit(selectors.forget)
    selectors.forget()
    return loaded
