"""Applying to sell here, on the page and by the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.vendors.models import Application
from tests.integration.api.shopping import Shopper

pytestmark = pytest.mark.django_db
MAKER = {
    "name": "Kettle & Co",
    "slug": "kettle",
    "legal_name": "Kettle and Company Ltd",
    "country": "JP",
    "contact_name": "Yui Sato",
    "contact_email": "yui@kettle.example",
    "goods": "Kettles.",
}


def page(**more: Any) -> Any:
    client = Client(HTTP_HOST="portolan.localhost", headers={"sec-fetch-site": "same-origin"})
    return client.post("/en-gb/sell/", {**MAKER, **more})


def test_an_application_is_kept_with_the_country_s_currency() -> None:
    assert page().status_code == 200

    kept = Application.objects.get()
    assert (kept.slug, kept.currency, kept.status) == ("kettle", "JPY", "submitted")


def test_an_address_that_is_taken_is_named_and_nothing_is_kept(kiln: Any) -> None:
    refused = page(slug="kiln")

    assert refused.status_code == 422
    assert not Application.objects.exists()


def test_a_program_applies_alike_and_is_told_what_is_wrong(kiln: Any) -> None:
    made = Shopper().call("post", "/vendor-applications", MAKER, expect=201).json()
    taken = Shopper().call("post", "/vendor-applications", {**MAKER, "slug": "kiln"}, expect=409).json()
    nowhere = (
        Shopper().call("post", "/vendor-applications", {**MAKER, "slug": "pan", "country": "ZZ"}, expect=422).json()
    )

    assert str(Application.objects.get().public_id) == made["id"]
    assert taken["errors"][0]["field"] == "slug"
    assert nowhere["errors"][0]["field"] == "country"
