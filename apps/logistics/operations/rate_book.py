"""Logistics · loading the rate book · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from apps.common.transactions import transaction_required
from apps.reference import operations as reference
from apps.reference.types import LoadedTable

from .. import selectors
from ..models import Carrier, RemoteArea, Service, TableRate, Zone
from .network import load_hubs


@transaction_required
def load_rows(at: datetime) -> Sequence[LoadedTable]:
    """The shipped carriers, services, zones, table rates, remote areas and hubs."""
    pack = reference.fixture("reference/logistics.json")
    tables = [
        reference.upsert(Carrier, pack["carriers"]),
        reference.upsert(Service, pack["services"]),
        reference.upsert(
            Zone,
            [
                {"country_id": country, "zone": zone}
                for zone, countries in pack["zones"].items()
                for country in countries.split()
            ],
            key=("country_id",),
        ),
        reference.upsert(
            TableRate,
            [
                {
                    **row,
                    **{name: Decimal(row[name]) for name in ("first_price", "step_price", "fuel_rate")},
                    **{name: Decimal(fee) for name, fee in pack["fees"].get(row["service_id"], {}).items()},
                    "valid_from": date.fromisoformat(row["valid_from"]),
                }
                for row in pack["rates"]
            ],
            key=("service_id", "from_zone", "to_zone", "valid_from"),
        ),
        reference.upsert(RemoteArea, pack["remote_areas"], key=("carrier_id", "country", "first")),
        load_hubs(reference.fixture_text("reference/hubs.csv")),
    ]
    selectors.forget_rates()
    return tables
