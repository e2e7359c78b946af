"""Landed cost by the API: the same answer that its document describes, and the price at the door with what is open."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from django.test import Client

from apps.accounts.types import Audience
from apps.api import schema

ADDRESS = "/api/v1/landed-cost/assessments"
PARCEL = {
    "ship_from": "CN", "ship_to": "DE", "date": "2026-11-21", "currency": "EUR", "freight": "9.00",
    "goods": [{"hs": "6912.00", "origin": "CN", "value": "40.00", "quantity": 2, "weight_kg": "0.9"}],
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("audience", [Audience.STOREFRONT, Audience.STAFF])
def test_an_assessment_is_as_its_document_says(audience: Audience) -> None:
    document = schema.document(audience)
    operation = document["paths"][ADDRESS]["post"]
    said = operation["responses"]["200"]["content"]["application/json"]["schema"]

    answer = Client(headers={"host": "portolan.localhost"}).post(ADDRESS, PARCEL, content_type="application/json")

    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    jsonschema.validate(found, {**said, "components": document["components"]})
    assert {line["collected_at"] for line in found["lines"]} <= {"sale", "import"}
    assert found["payable"]["amount"] == "12.88"
    assert ADDRESS not in schema.document(Audience.VENDOR)["paths"]
