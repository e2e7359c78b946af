"""Staff reckon what a parcel would cost, and keep the rate book."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from apps.logistics.models import Service, TableRate
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
