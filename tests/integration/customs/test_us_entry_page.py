"""An entry into the United States on screen and as files; to whom it is nothing, it is not there."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from apps.customs.models import Declaration
from apps.customs.operations import drafting
from apps.vendors.types import TeamRole
from tests.factories.customs import line, snapshot
from tests.integration.tenancy.people import member, person, staff_browser, team_browser

pytestmark = pytest.mark.django_db


def test_who_ships_reads_and_downloads_the_entry_with_what_is_missing(
    kiln: Any, loom: Any, enter: Any, at: datetime
) -> None:
    goods = line(1, hs_code="691390")
    with transaction.atomic(), enter(kiln):
        elsewhere = drafting.draft(snapshot(), at=at)
        going = snapshot(goods, ship_to="US", authority_currency="USD", charges=(), shipment_id=elsewhere)
        public_id = drafting.draft(going, at=at)
    own = team_browser(kiln, member(kiln, TeamRole.FULFILMENT))
    address = f"/dashboard/customs/{public_id}/us-entry"
    assert f"{address}/" in own.get(f"/dashboard/customs/{public_id}/").content.decode()
    page = own.get(f"{address}/").content.decode()
    for told in (
        "Manufacturer&#x27;s id",
        "ten digits of the HTSUS for line 1: you",
        "importer&#x27;s number: the importer",
    ):
        assert told in page

    whole = json.loads(own.get(f"{address}.json").content)
    (row,) = csv.DictReader(io.StringIO(own.get(f"{address}.csv").content.decode()))
    assert row["entered_value_usd"] == whole["lines"][0]["entered_value_usd"] in page
    assert own.get(f"/dashboard/customs/{elsewhere}/us-entry/").status_code == 404
    with enter(kiln):
        keys = {row.public_id: row.pk for row in Declaration.objects.all()}
    staff = staff_browser(person(is_staff=True, is_superuser=True))
    table = f"/admin/v/{kiln.slug}/customs/declaration"
    assert "/us-entry/" in staff.get(f"{table}/{keys[public_id]}/change/").content.decode()
    assert "/us-entry/" not in staff.get(f"{table}/{keys[elsewhere]}/change/").content.decode()
    told = staff.get(f"{table}/{keys[public_id]}/us-entry/").content.decode()
    assert 'ten digits of the HTSUS for line 1</th><td class="py-1 px-3">the seller<' in told
    assert row["entered_value_usd"] in told
    assert json.loads(staff.get(f"{table}/{keys[public_id]}/us-entry/?format=json").content) == whole
    assert staff.get(f"{table}/{keys[elsewhere]}/us-entry/").status_code == 403
    assert team_browser(kiln, member(kiln, TeamRole.FINANCE)).get(f"{address}.json").status_code == 403
    assert team_browser(loom, member(loom, TeamRole.OWNER)).get(f"{address}.csv").status_code == 404
