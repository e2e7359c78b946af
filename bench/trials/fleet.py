"""bench · no app · inside the marketplace: vendors that lack two migrations get them, in both ways."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from apps.common.tenancy import leave_vendor
from apps.vendors import fleet
from apps.vendors.models import Vendor
from bench.trials.spending import spending


def main(answer: str, postmaster: str, sample: str) -> None:
    """The first vendors by migrate_schemas one by one, all others by migrate_fleet."""
    schemas = list(Vendor.objects.order_by("pk").values_list("schema_name", flat=True))
    with spending(int(postmaster)) as stock:
        for number, schema in enumerate(schemas[: int(sample)], start=1):
            call_command("migrate_schemas", tenant=True, schema_name=schema, interactive=False, verbosity=0)
            leave_vendor()
            print(f"migrate_schemas {number}/{sample}", flush=True)
    with spending(int(postmaster)) as ours:
        outcomes = fleet.migrate()
    print(f"migrate_fleet: {len(outcomes)} schemas in {ours.wall_s:.1f} s", flush=True)
    Path(answer).write_text(
        json.dumps(
            {
                "stock": [stock.wall_s, stock.cpu_s],
                "fleet": [ours.wall_s, ours.cpu_s],
                "behind": abs(len(outcomes) - (len(schemas) - int(sample))) + _without_the_column(schemas),
            }
        )
    )


def _without_the_column(schemas: list[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_schema = ANY(%s) "
            "AND table_name = 'bench_fleet_note' AND column_name = 'weight'",
            [schemas],
        )
        return len(schemas) - int(cursor.fetchone()[0])
