"""Numbers of the marketplace and of vendors: taken down, ended, and what refuses them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.common.errors import InvalidInput
from apps.registrations import operations, selectors
from apps.registrations.errors import RegistrationOverlaps, RegistrationUnknown
from apps.registrations.models import TaxRegistration
from tests.factories.registrations import IOSS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def test_what_the_marketplace_holds_is_known_by_the_names_of_the_tariff_rules_and_asked_for_once() -> None:
    assert {"IOSS", "OSS", "EORI", "GB-VAT", "AU-GST", "NZ-GST", "CH-VAT", "NO-VOEC"} <= set(selectors.held(TODAY))
    with CaptureQueriesContext(connection) as queries:
        assert selectors.number("IOSS", TODAY) == IOSS
        assert selectors.held(TODAY + timedelta(days=1))
        assert selectors.requester(TODAY) == "DE999999903"
    assert not queries.captured_queries
    assert selectors.number("IOSS", date(2017, 12, 31)) == ""
    assert "IOSS" not in selectors.held(date(2017, 12, 31))


def test_an_ended_number_holds_up_to_the_day_before_and_the_next_may_follow(at: Any) -> None:
    row = TaxRegistration.objects.get(kind="IOSS")
    with transaction.atomic():
        operations.end(row.public_id, vendor_id=None, on=TODAY, at=at)
    assert selectors.number("IOSS", TODAY - timedelta(days=1)) == IOSS
    assert selectors.number("IOSS", TODAY) == ""
    operations.register(kind="IOSS", jurisdiction="EU", number="IM2760000000", since=TODAY, at=at)
    assert selectors.number("IOSS", TODAY) == "IM2760000000"


def test_a_vendors_number_is_its_own_and_nobody_elses(kiln: Any, loom: Any, at: Any) -> None:
    row = operations.register(
        kind="VAT", jurisdiction="GB", number="GB 9999 00015", since=TODAY, vendor_id=loom.pk, at=at
    )
    assert (row.number, row.format) == ("999900015", "right")
    assert selectors.of_vendor(kiln.pk) == []
    assert selectors.of_vendor(loom.pk) == [row]
    with pytest.raises(RegistrationUnknown):
        operations.end(row.public_id, vendor_id=kiln.pk, on=TODAY + timedelta(days=2), at=at)
    with pytest.raises(RegistrationUnknown):
        operations.end(row.public_id, vendor_id=None, on=TODAY + timedelta(days=2), at=at)
    row.refresh_from_db()
    assert row.valid.upper is None


def test_what_cannot_be_is_refused_by_its_field_and_nothing_is_written(at: Any) -> None:
    before = TaxRegistration.objects.count()
    for field, given in (
        ("number", {"kind": "IOSS", "jurisdiction": "EU", "number": "IN2760012000"}),
        ("number", {"kind": "VAT", "jurisdiction": "FR", "number": "FR66000041729"}),
        ("number", {"kind": "VAT", "jurisdiction": "FR", "number": "DE999999911"}),
        ("number", {"kind": "VOEC", "jurisdiction": "NO", "number": "٢٠٢١٢٣٤"}),
        ("jurisdiction", {"kind": "IOSS", "jurisdiction": "GB", "number": IOSS}),
        ("kind", {"kind": "VIP", "jurisdiction": "GB", "number": "1"}),
        ("until", {"kind": "VAT", "jurisdiction": "FR", "number": "FR66000041728", "until": TODAY}),
    ):
        with pytest.raises(InvalidInput) as refused:
            operations.register(**{"since": TODAY, "at": at, **given})
        assert refused.value.field == field, given
    with pytest.raises(RegistrationOverlaps):
        operations.register(kind="IOSS", jurisdiction="EU", number="IM2760000000", since=TODAY, at=at)
    assert TaxRegistration.objects.count() == before
