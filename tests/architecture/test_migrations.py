"""The version before must run on the new schema: migrations expand, and contract one release later.

docs/operations.md, «Upgrading and going back», has the rule in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from apps.common.schemas import Schema

# Written before the first release, when there was no version before. Nothing is ever added here.
BEFORE_THE_RULE = {
    ("ledger", "0002_books_keep_themselves"),
    ("logistics", "0002_service_girth"),
    ("outbox", "0002_request_ids"),
}
GOING = (migrations.RemoveField, migrations.DeleteModel)
NAMING = (migrations.RenameField, migrations.RenameModel, migrations.AlterModelTable)
_CONTRACTING_SQL = re.compile(
    r"\bDROP\s+(TABLE|COLUMN|VIEW)|\bRENAME\b|\bSET\s+NOT\s+NULL|\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE|\bLOCK\s+TABLE",
    re.I,
)


def faults(migration: migrations.Migration, before: ProjectState) -> Iterator[str]:
    """Steps of a migration that the version before, or a table in use, would not survive.

    `before` is the state that the migration is applied to; it is changed.
    """
    label = migration.app_label
    contracts = "contract" in migration.name
    is_public = getattr(apps.get_app_config(label), "schema", None) is not Schema.VENDOR
    known = {name for app, name in before.models if app == label}
    for operation in migration.operations:
        model = str(getattr(operation, "model_name", "") or getattr(operation, "name", "")).lower()
        if isinstance(operation, GOING) and not contracts:
            yield f"{operation.describe()}: what the version before still uses goes one release later"
        elif isinstance(operation, NAMING):
            yield f"{operation.describe()}: add the new one beside it instead"
        elif model in known:
            yield from _on_a_table_in_use(
                operation, before.models[label, model], is_public=is_public, contracts=contracts
            )
        if isinstance(operation, migrations.RunSQL) and _CONTRACTING_SQL.search(str(operation.sql)) and not contracts:
            yield f"{operation.describe()}: {str(operation.sql).strip()[:60]}"
        operation.state_forwards(label, before)


def _on_a_table_in_use(operation: Any, model: Any, *, is_public: bool, contracts: bool) -> Iterator[str]:
    if isinstance(operation, migrations.AddField):
        field = operation.field
        if not (field.null or field.many_to_many or field.generated or field.db_default is not models.NOT_PROVIDED):
            yield f"{operation.describe()}: give it null or a db_default, or the version before cannot insert"
    elif isinstance(operation, migrations.AlterField):
        was, becomes = model.fields[operation.name], operation.field
        if was.null and not becomes.null and not contracts:
            yield f"{operation.describe()}: NOT NULL comes one release after everything is filled"
        if not _same_storage(was, becomes):
            yield f"{operation.describe()}: another type rewrites the table; add a column beside it"
    elif is_public and type(operation) is migrations.AddIndex:
        yield f"{operation.describe()}: a public table may be large; use AddIndexConcurrently"
    elif is_public and type(operation) is migrations.AddConstraint:
        yield f"{operation.describe()}: use AddConstraintNotValid, then ValidateConstraint in the next migration"


def _same_storage(was: Any, becomes: Any) -> bool:
    if was.get_internal_type() == becomes.get_internal_type():
        if isinstance(was, models.DecimalField):
            return (was.max_digits, was.decimal_places) == (becomes.max_digits, becomes.decimal_places)
        return (was.max_length or 0) <= (becomes.max_length or was.max_length or 0)
    return (was.get_internal_type(), becomes.get_internal_type()) == ("CharField", "TextField")


def test_every_migration_leaves_the_version_before_running() -> None:
    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("apps.")}
    state = ProjectState()
    found: dict[tuple[str, str], list[str]] = {}
    seen: set[tuple[str, str]] = set()
    for node in loader.graph.leaf_nodes():
        for key in loader.graph.forwards_plan(node):
            if key in seen:
                continue
            seen.add(key)
            migration = loader.graph.nodes[key]
            if key[0] in ours and not migration.initial:
                found[key] = list(faults(migration, state))
            else:
                for operation in migration.operations:
                    operation.state_forwards(migration.app_label, state)

    assert seen >= BEFORE_THE_RULE, "a name in the list is misspelt"
    assert {key: faults for key, faults in found.items() if faults and key not in BEFORE_THE_RULE} == {}


def made(label: str, operations: list[Any], *, name: str = "0099_made") -> list[str]:
    """The faults of a migration upon one table of a public and of a vendor's app."""
    before = ProjectState()
    for app in ("outbox", "catalog"):
        fields: list[Any] = [
            ("id", models.BigAutoField(primary_key=True)),
            ("title", models.CharField(max_length=50)),
            ("note", models.CharField(max_length=50, null=True)),
            ("price", models.DecimalField(max_digits=19, decimal_places=4)),
        ]
        migrations.CreateModel("Thing", fields).state_forwards(app, before)
    migration = migrations.Migration(name, label)
    migration.operations = operations
    return list(faults(migration, before))


TITLE_INDEX = models.Index(fields=["title"], name="thing_title")
TITLED = models.CheckConstraint(condition=~models.Q(title=""), name="thing_titled")
FORBIDDEN: list[tuple[str, str, Any]] = [
    ("outbox", "goes one release later", migrations.RemoveField("thing", "note")),
    ("outbox", "goes one release later", migrations.DeleteModel("Thing")),
    ("outbox", "beside it instead", migrations.RenameField("thing", "note", "remark")),
    ("outbox", "beside it instead", migrations.RenameModel("Thing", "Item")),
    ("outbox", "cannot insert", migrations.AddField("thing", "size", models.IntegerField(default=1))),
    ("catalog", "cannot insert", migrations.AddField("thing", "size", models.IntegerField(default=1))),
    ("outbox", "NOT NULL comes", migrations.AlterField("thing", "note", models.CharField(max_length=50))),
    ("outbox", "rewrites the table", migrations.AlterField("thing", "title", models.IntegerField())),
    ("outbox", "rewrites the table", migrations.AlterField("thing", "title", models.CharField(max_length=20))),
    ("outbox", "rewrites the table", migrations.AlterField("thing", "price", models.DecimalField(19, 20, 2))),
    ("outbox", "AddIndexConcurrently", migrations.AddIndex("thing", TITLE_INDEX)),
    ("outbox", "AddConstraintNotValid", migrations.AddConstraint("thing", TITLED)),
    ("outbox", "SET NOT NULL", migrations.RunSQL("ALTER TABLE outbox_thing ALTER note SET NOT NULL")),
    ("outbox", "DROP COLUMN", migrations.RunSQL("ALTER TABLE outbox_thing DROP COLUMN note")),
]
ALLOWED: list[tuple[str, Any]] = [
    ("outbox", migrations.AddField("thing", "size", models.IntegerField(null=True))),
    ("outbox", migrations.AddField("thing", "size", models.IntegerField(db_default=1))),
    ("outbox", migrations.AlterField("thing", "title", models.CharField(max_length=80))),
    ("outbox", migrations.AlterField("thing", "title", models.TextField())),
    ("outbox", AddIndexConcurrently("thing", TITLE_INDEX)),
    ("outbox", AddConstraintNotValid("thing", TITLED)),
    ("catalog", migrations.AddIndex("thing", TITLE_INDEX)),
    ("catalog", migrations.AddConstraint("thing", TITLED)),
    ("outbox", migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))])),
]


@pytest.mark.parametrize(("label", "reason", "operation"), FORBIDDEN)
def test_it_is_forbidden_to(label: str, reason: str, operation: Any) -> None:
    (fault,) = made(label, [operation])
    assert reason in fault


@pytest.mark.parametrize(("label", "operation"), ALLOWED)
def test_it_is_allowed_to(label: str, operation: Any) -> None:
    assert made(label, [operation]) == []


def test_what_is_no_longer_used_may_go_in_a_migration_that_says_so() -> None:
    assert made("outbox", [migrations.RemoveField("thing", "note")], name="0099_contract_note") == []


def test_a_table_made_in_the_same_migration_is_not_in_use() -> None:
    fields: list[Any] = [("id", models.BigAutoField(primary_key=True)), ("title", models.CharField(max_length=9))]
    index = migrations.AddIndex("other", models.Index(fields=["title"], name="other_title"))
    assert made("outbox", [migrations.CreateModel("Other", fields), index]) == []
