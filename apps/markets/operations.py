"""Markets · writes · public schema."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.common.transactions import transaction_required
from apps.reference import operations as reference
from apps.reference.types import LoadedTable

from . import selectors
from .models import Market, MarketCountry


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
