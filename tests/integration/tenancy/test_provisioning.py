"""A vendor's schema: made by replay, equal to a migrated one, usable by the application's role alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from apps.vendors import fleet, operations, selectors
from apps.vendors.errors import SlugTaken
from apps.vendors.models import FleetStatus, SchemaMigration, Vendor
from apps.vendors.types import VendorStatus

pytestmark = pytest.mark.django_db


def test_the_two_vendors_are_active_and_current(kiln: Any, loom: Any) -> None:
    assert {kiln.status, loom.status} == {VendorStatus.ACTIVE}
    assert set(FleetStatus.objects.values_list("state", flat=True)) == {"current"}
    assert SchemaMigration.objects.count() > 0


def test_an_unusable_slug_is_refused_and_nothing_is_written() -> None:
    from apps.common.errors import InvalidInput

    with pytest.raises(InvalidInput) as refused:
        operations.register(slug="Admin", name="A", legal_name="A", country="DE", currency="EUR")

    assert refused.value.field == "slug"
    assert not Vendor.objects.filter(name="A").exists()


def test_a_taken_slug_is_refused(kiln: Any) -> None:
    with pytest.raises(SlugTaken):
        operations.register(slug="kiln", name="B", legal_name="B", country="DE", currency="EUR")

    assert selectors.by_slug("kiln").name == "Kiln"


def test_the_application_role_may_not_create_tables(kiln: Any) -> None:
    from django.db import ProgrammingError, transaction

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {kiln.schema_name}.sneaked (id int)")


@pytest.mark.django_db(transaction=True)
def test_a_fleet_that_is_current_has_nothing_to_do(kiln: Any) -> None:
    assert fleet.migrate(workers=1) == []
