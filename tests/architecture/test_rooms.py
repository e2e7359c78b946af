"""Who lives where, read from PostgreSQL's own catalogue: keys, triggers, names and rights of the two rooms."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader

from apps.common.checks import REFERENCE_APPS
from apps.common.models import SharedModel, TenantModel
from apps.common.schemas import Schema
from apps.vendors import schema_sql

VENDOR_APPS = sorted(
    config.label for config in apps.get_app_configs() if getattr(config, "schema", None) is Schema.VENDOR
)
APPEND_ONLY = [model for model in apps.get_models() if getattr(model, "append_only", False)]
# What is written once and never again, whatever the models say of themselves.
IMMUTABLE = {
    "ledger.Journal", "ledger.Posting", "orders.OrderEvent", "shipping.TrackingEvent", "checkout.PurchaseEvent",
    "warehouse.StockMovement",
}  # fmt: skip
KEYS = """
    SELECT conname, from_ns.nspname, from_table.relname, to_ns.nspname, to_table.relname
    FROM pg_constraint
    JOIN pg_class from_table ON from_table.oid = conrelid
    JOIN pg_namespace from_ns ON from_ns.oid = from_table.relnamespace
    JOIN pg_class to_table ON to_table.oid = confrelid
    JOIN pg_namespace to_ns ON to_ns.oid = to_table.relnamespace
    WHERE contype = 'f'
"""
# Operations that replaying as text cannot go wrong with: they look at the model states alone.
REPLAYABLE = (
    migrations.CreateModel, migrations.DeleteModel, migrations.AlterModelOptions, migrations.AlterModelManagers,
    migrations.AddField, migrations.RemoveField, migrations.AlterField, migrations.RenameField,
    migrations.AddIndex, migrations.RemoveIndex, migrations.AddConstraint, migrations.RemoveConstraint,
    migrations.AlterUniqueTogether, migrations.AlterModelTable, migrations.RenameIndex,
)  # fmt: skip


def rows(query: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def schemas(*vendors: Any) -> set[str]:
    return {settings.TEMPLATE_SCHEMA_NAME, *(vendor.schema_name for vendor in vendors)}


def table_of(model: type[models.Model]) -> str:
    return str(model._meta.db_table)


def test_keys_of_a_vendor_s_schema_stay_inside_or_name_small_reference_tables(kiln: Any, loom: Any) -> None:
    reference = {table_of(model) for label in REFERENCE_APPS for model in apps.get_app_config(label).get_models()}
    found = rows(KEYS)
    inside = [key for key in found if key[1] in schemas(kiln, loom)]

    assert inside, "no key found: the query is wrong"
    strays = [key for key in inside if key[3] != key[1] and not (key[3] == "public" and key[4] in reference)]
    assert strays == []


def test_no_key_leads_from_public_into_a_vendor_s_schema(kiln: Any, loom: Any) -> None:
    found = [key for key in rows(KEYS) if key[1] == "public"]

    assert found, "no key found: the query is wrong"
    assert [key for key in found if key[3] != "public"] == []


def test_vendor_schemas_have_no_triggers_functions_views_rules_or_children(kiln: Any, loom: Any) -> None:
    names = sorted(schemas(kiln, loom))
    assert rows(
        "SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE NOT tgisinternal AND nspname = ANY(%s)", names) == []  # fmt: skip
    assert rows(
        "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = ANY(%s)", names
    ) == []  # fmt: skip
    assert rows(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE relkind IN ('v', 'm', 'f', 'p') AND nspname = ANY(%s)", names) == []  # fmt: skip
    assert rows("SELECT rulename FROM pg_rules WHERE schemaname = ANY(%s)", names) == []
    assert rows(
        "SELECT c.relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid JOIN pg_namespace n"
        " ON n.oid = relnamespace WHERE relkind = 'r' AND nspname = ANY(%s)", names) == []  # fmt: skip


def test_a_name_is_a_vendor_s_table_or_a_public_one_never_both(kiln: Any) -> None:
    """search_path falls through: a vendor's table that is missing must not resolve to a public one."""
    mine = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = %s", kiln.schema_name)}
    public = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}

    assert mine & public == {"django_migrations"}
    expected = {
        table_of(model)
        for label in VENDOR_APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }
    assert mine - {"django_migrations"} == expected


@pytest.mark.parametrize("label", VENDOR_APPS)
def test_migrations_of_vendor_apps_replay_as_text(label: str) -> None:
    loader = MigrationLoader(None)
    found = [(name, op) for (app, name), m in loader.disk_migrations.items() if app == label for op in m.operations]

    assert found
    assert [f"{name}: {op.describe()}" for name, op in found if not isinstance(op, REPLAYABLE)] == []
    assert all(m.atomic for (app, _), m in loader.disk_migrations.items() if app == label)


def test_every_model_of_ours_inherits_the_base_of_its_room() -> None:
    for model in apps.get_models():
        config = apps.get_app_config(model._meta.app_label)
        if config.name.startswith("apps."):
            assert issubclass(model, TenantModel if config.label in VENDOR_APPS else SharedModel), model
            assert not model._meta.parents, f"{model} inherits a table"


def test_immutable_tables_say_so() -> None:
    assert {model._meta.label for model in APPEND_ONLY} >= IMMUTABLE


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model._meta.label)
def test_the_application_s_role_can_only_add_to(model: type[models.Model], kiln: Any, loom: Any) -> None:
    table = table_of(model)
    homes = schemas(kiln, loom) if model._meta.app_label in VENDOR_APPS else {"public"}

    for home in homes:
        rights = {
            right: rows("SELECT has_table_privilege(%s, %s, %s)", settings.APP_ROLE, f'{home}."{table}"', right)[0][0]
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        }
        assert rights == {"SELECT": True, "INSERT": True, "UPDATE": False, "DELETE": False, "TRUNCATE": False}, home
        pk = model._meta.pk.column  # type: ignore[union-attr]
        for statement in (f'UPDATE {home}."{table}" SET "{pk}" = "{pk}"', f'DELETE FROM {home}."{table}"'):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)


def test_the_application_s_role_owns_nothing_and_may_not_make_tables(kiln: Any) -> None:
    assert rows("SELECT current_user")[0][0] == settings.APP_ROLE
    assert rows("SELECT tablename FROM pg_tables WHERE tableowner = %s", settings.APP_ROLE) == []
    for schema in ("public", *sorted(schemas(kiln))):
        assert rows("SELECT has_schema_privilege(%s, %s, 'CREATE')", settings.APP_ROLE, schema) == [(False,)], schema
    assert rows("SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = %s",
                settings.APP_ROLE) == [(False, False, False, False)]  # fmt: skip


def test_vendor_apps_are_those_that_the_replay_knows() -> None:
    assert sorted(schema_sql.vendor_apps()) == VENDOR_APPS
