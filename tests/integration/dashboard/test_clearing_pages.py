"""Dashboard · «will it clear?»: what keeps goods from a country is shown where it is mended, and gone afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django_tenants.utils import tenant_context

from apps.catalog import operations, selectors
from apps.common.types import SYSTEM
from apps.customs.operations import looking_over
from apps.vendors import operations as vendors
from apps.vendors import selectors as known
from apps.vendors.types import TeamRole
from tests.factories import catalog as build
from tests.integration.dashboard.test_catalogue_pages import browser

pytestmark = pytest.mark.django_db
MISSING = "Responsible person in the Union: missing is a responsible person there"


def test_a_seller_reads_what_is_missing_states_it_and_finds_it_mended(kiln: Any, at: Any) -> None:
    vendors.update_profile(kiln.pk, at=at, by=SYSTEM, responsible_persons={})
    with tenant_context(kiln):
        mug = operations.create_product(build.product("mug"), at=at)
    with transaction.atomic():
        owner, catalogue = browser(kiln, TeamRole.OWNER), browser(kiln, TeamRole.CATALOGUE)
    page = f"/dashboard/products/{mug.product_id}/"
    clearing = f"/dashboard/clearing/{mug.product_id}/"

    for address in (page, clearing):
        assert MISSING in catalogue.get(address).content.decode()
    assert b"EU-GPSR-PERSON" in catalogue.get(clearing).content
    assert catalogue.post("/dashboard/clearing/again/").status_code == 302
    with tenant_context(kiln):
        assert looking_over.state(kiln.pk) is None, "a worker was at it, and is done"
        assert looking_over.ask(kiln.pk)
        looking_over.tell(kiln.pk, 200, 500)
        assert not looking_over.ask(kiln.pk)
    assert 'value="200" max="500"' in catalogue.get("/dashboard/clearing/").content.decode()
    with tenant_context(kiln):
        looking_over.end(kiln.pk)
    listed = catalogue.get("/dashboard/clearing/?blocked=1").content.decode()
    assert "Mug number" in listed
    assert catalogue.get("/dashboard/clearing/?country=US&blocked=1").status_code == 200
    assert "EU-GPSR-PERSON" in catalogue.get("/dashboard/clearing/sheet.csv").content.decode()

    told = {"contact_email": "a@kiln.example", "trader_address": "1 Kiln Road", "responsible_EU": "Quay, Hamburg"}
    assert catalogue.post("/dashboard/clearing/seller/", told).status_code == 403
    assert known.profile(kiln.pk).responsible_persons == {}
    assert owner.post("/dashboard/clearing/seller/", told).status_code == 302
    assert known.profile(kiln.pk).responsible_persons == {"EU": "Quay, Hamburg"}
    for address in (page, clearing):
        assert MISSING not in catalogue.get(address).content.decode()


def test_what_is_typed_wrong_is_said_at_its_field_and_nothing_is_kept(kiln: Any, at: Any) -> None:
    with tenant_context(kiln):
        mug = operations.create_product(build.product("mug"), at=at)
    with transaction.atomic():
        client: Client = browser(kiln, TeamRole.CATALOGUE)
    save = f"/dashboard/products/{mug.product_id}/compliance/"

    wrong = client.post(save, {"version": "1", "un_number": "34", "warning": "Hot"})
    assert wrong.status_code == 422
    assert "A UN number has four digits" in wrong.content.decode()
    right = {"version": "1", "un_number": "3481", "battery_wh": "2.5", "permit-cites": "DE-1"}
    assert client.post(save, right).status_code == 302
    with tenant_context(kiln):
        stated = selectors.product_snapshot(mug.product_id).compliance
    assert (stated.un_number, stated.warning, stated.permits) == ("3481", "", {"cites": "DE-1"})
