"""Staff reckon what a parcel would cost, and keep the rate book."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.common.remember import forget_everything
from apps.logistics.models import ScheduledLeg, Service, TableRate
from apps.promises.models import Transit
from tests.factories import itineraries as network
from tests.integration.tenancy.people import person, staff_browser

pytestmark = pytest.mark.django_db
SIMULATOR = "/admin/logistics/service/simulator/"
PARCEL = {"ship_from": "de", "ship_to": "gb", "postcode": "ZE2 9BW", "weight_g": 1400, "length_mm": 1600,
          "width_mm": 100, "height_mm": 100}  # fmt: skip


def desk(*rights: str) -> Client:
    clerk = person(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(content_type__app_label="logistics", codename__in=rights))
    return staff_browser(clerk)


def test_the_simulator_says_of_what_a_price_is_made_and_who_could_not_be_asked() -> None:
    """1,400 g of 16 dm³ are charged as 3,000 g; nobody listens where the carrier should be."""
    page = desk("view_service").get(SIMULATOR, PARCEL)
    text = page.content.decode()

    assert page.status_code == 200
    assert "3000 g" in text
    assert "6.50" in text
    assert "18.00" in text
    assert "too heavy or too large" in text
    assert "meridian: The carrier does not answer." in text
    assert desk("view_service").get(SIMULATOR, PARCEL | {"ship_to": "Britain"}).status_code == 422
    assert desk("view_carrier").get(SIMULATOR, PARCEL).status_code == 403


def test_weight_breaks_rise_and_never_get_cheaper() -> None:
    from apps.logistics.admin.tables import RateForm

    row = TableRate.objects.filter(service_id="MX-STD", currency="EUR").first()
    assert row is not None
    known = """from_zone to_zone currency first_g first_price step_g step_price fuel_rate min_days max_days source
        valid_from remote_fee oversize_fee"""
    fields = {name: getattr(row, name) for name in known.split()}

    class Form(RateForm):
        class Meta:
            model = TableRate
            fields = "__all__"

    def problems(ends: str, prices: str) -> set[str]:
        form = Form({**fields, "service": row.service_id, "break_g": ends, "break_prices": prices}, instance=row)
        return set(form.errors)

    assert problems("1000,2000", "50.00,60.00") == set()
    assert problems("1000,2000", "50.00") == {"break_prices"}
    assert problems("2000,1000", "50.00,60.00") == {"break_g"}
    assert problems("100,2000", "50.00,60.00") == {"break_g"}
    assert problems("1000,2000", "60.00,50.00") == {"break_prices"}
    assert problems("1000", "0.01") == {"break_prices"}
    assert Service.objects.get(pk="MX-STD").oversize_length_mm == 1500


def test_a_parcel_without_a_tariff_is_estimated_by_what_others_cost_and_says_so(kiln: Any, at: datetime) -> None:
    heavy = PARCEL | {"ship_to": "us", "postcode": "", "weight_g": 90_000}
    clerk = desk("view_service")
    assert "Too few shipments are known" in clerk.get(SIMULATOR, heavy).text
    forget_everything()
    Transit.objects.bulk_create(
        Transit(shipment_id=uuid4(), vendor=kiln, carrier_code="meridian", service_code="MX-STD", ship_from="DE",
                ship_to="US", from_zone="EU", to_zone="US", created_at=at, handed_over_at=at, due_on=at.date(),
                promised_from=at.date(), promised_until=at.date(), weight_g=kilos * 1000, cost=10 * kilos,
                currency="EUR")
        for kilos in range(20, 60)
    )  # fmt: skip

    page = clerk.get(SIMULATOR, heavy).text
    assert "An estimate, since no tariff takes this parcel" in page
    assert "900.00" in page
    assert "DE → US (40)" in page
    assert 'id="estimate"' not in clerk.get(SIMULATOR, PARCEL).text


def test_staff_read_timetables_from_a_file_and_close_a_leg(at: datetime) -> None:
    clerk = desk("view_scheduledleg", "change_scheduledleg", "view_plannedway")
    file = "/admin/logistics/scheduledleg/file/"
    legs = network.sheet()
    wrong = clerk.post(file, {"sheet": SimpleUploadedFile("legs.csv", legs.replace("NLRTM", "NLXXX").encode())})
    assert wrong.status_code == 422
    assert "No hub has this code." in wrong.text
    assert not ScheduledLeg.objects.exists()
    assert clerk.post(file, {"sheet": SimpleUploadedFile("legs.csv", b"\xff\x00\x01")}).status_code == 422
    assert clerk.post(file, {"sheet": SimpleUploadedFile("legs.csv", legs.encode())}).status_code == 302
    assert ScheduledLeg.objects.count() == len(network.LEGS)
    assert clerk.get("/admin/logistics/scheduledleg/").status_code == 200
    assert clerk.get("/admin/logistics/plannedway/?met=no&leg=SHIP").status_code == 200

    closing = "/admin/logistics/scheduledleg/SHIP/closing/"
    assert clerk.post(closing, {"since": "2026-05-31 18:00", "reason": ""}).status_code == 422
    assert ScheduledLeg.objects.get(code="SHIP").closed_from is None
    told = {"since": "2026-05-31 18:00", "until": "2026-06-14 06:00", "reason": "Strike"}
    assert clerk.post(closing, told).status_code == 302
    assert ScheduledLeg.objects.get(code="SHIP").closed_reason == "Strike"
    assert LogEntry.objects.filter(object_id="SHIP", change_message__contains="Strike").count() == 1
    assert "It runs again" in clerk.get(closing).text
    assert clerk.post(closing, {"step": "open"}).status_code == 302
    assert ScheduledLeg.objects.get(code="SHIP").closed_from is None
    assert desk("view_scheduledleg").post(closing, told).status_code == 403
