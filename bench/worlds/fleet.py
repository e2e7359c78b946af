"""bench · no app · `bench.inside bench.worlds.fleet`: vendors with empty schemas, some as django-tenants wants them."""

from __future__ import annotations

from django.db import transaction
from psycopg2 import sql

from apps.common.clock import now
from apps.vendors import operations as vendors
from apps.vendors import schema_sql
from apps.vendors.models import Vendor


def main(count: str, stock: str) -> None:
    """Register and provision so many, the first of them for migrate_schemas."""
    made = [_registered(f"fleet-{number:03d}") for number in range(int(count))]
    for number, vendor in enumerate(made, start=1):
        vendors.provision(vendor.pk, at=now())
        print(f"{number}/{count}", flush=True)
    _remember_all([vendor.schema_name for vendor in made[: int(stock)]])


def _registered(slug: str) -> Vendor:
    with transaction.atomic():
        return vendors.register(slug=slug, name=slug, legal_name=slug, country="DE", currency="EUR", languages=["en"])


def _remember_all(schemas: list[str]) -> None:
    """Note the shared apps' migrations in these schemas too, as those have that django-tenants itself has made.

    Our own schemas name their own migrations alone, which `migrate_schemas` takes for a broken history.
    """
    with schema_sql.owner_connection() as link, link.cursor() as cursor:
        for schema in schemas:
            cursor.execute(
                sql.SQL(
                    "INSERT INTO {0}.django_migrations (app, name, applied) SELECT app, name, applied "
                    "FROM public.django_migrations p WHERE NOT EXISTS "
                    "(SELECT 1 FROM {0}.django_migrations o WHERE o.app = p.app AND o.name = p.name)"
                ).format(sql.Identifier(schema))
            )
