"""What a vendor takes along: every public row that bears its id is taken, or left for a reason that is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from apps.common import checks
from apps.portability import tables
from apps.vendors import schema_sql


def test_every_public_row_of_a_vendor_is_taken_or_left() -> None:
    assert checks.every_public_row_of_a_vendor_is_taken_or_left() == []


def test_a_model_that_is_in_neither_list_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EXPORTED_PUBLIC_MODELS", ["reviews.Review", "taxonomy.Category"])
    monkeypatch.setattr(settings, "LEFT_PUBLIC_MODELS", {"reviews.Review": "twice", "checkout.CartLine": ""})

    found = [(message.id, message.msg.split()[0]) for message in checks.every_public_row_of_a_vendor_is_taken_or_left()]

    assert ("portolan.E009", "stock.Counter") in found
    assert [message for id_, message in found if id_ == "portolan.E010"] == ["settings/schemas.py"] * 2 + [
        "checkout.CartLine"
    ]


def test_what_is_listed_is_written() -> None:
    assert {table.label for table in tables.PUBLIC} == {*settings.EXPORTED_PUBLIC_MODELS, *tables.REACHED}


@pytest.mark.parametrize("table", tables.PUBLIC, ids=lambda table: table.label)
def test_no_column_of_a_taken_table_is_a_secret_or_a_key_of_this_installation(table: Any) -> None:
    columns = set(table.columns())
    keys = {
        field.column
        for field in table.model._meta.local_concrete_fields
        if field.is_relation and isinstance(field.related_model._meta.pk, models.AutoField)
    }

    assert not [name for name in columns if any(word in name for word in ("secret", "password", "token", "hash"))]
    assert keys & columns <= set(table.put), "this installation's keys mean nothing elsewhere: put another value"


def test_vendors_rows_name_rows_of_public_by_codes_alone() -> None:
    """Elsewhere the same code is the same thing; a counted key would not be."""
    ours = schema_sql.vendor_apps()
    found = {
        f"{model._meta.label}.{field.name}": field.related_model
        for label in ours
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.related_model._meta.app_label not in ours
    }

    assert found
    assert [name for name, target in found.items() if isinstance(target._meta.pk, models.AutoField)] == []
