"""Tills · the counter's pages: a basket without JavaScript, and what a page that had no connection sends later."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from apps.catalog.models import Variant
from apps.catalog.types import Compliance
from apps.stock import selectors as stock
from apps.tills.models import TillEntry
from tests.factories import checkout as make
from tests.factories import tills as build
from tests.integration.tenancy.people import member, team_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def variant(loom: Any, at: datetime) -> UUID:
    return make.goods(loom, at=at)[0]


def page(name: str, **kwargs: Any) -> str:
    return reverse(name, urlconf="marketplace.urls.team", kwargs=kwargs)


def test_a_seller_scans_sells_and_prints_without_a_script(loom: Any, variant: UUID, enter: Any, at: datetime) -> None:
    with enter(loom):
        till, sku = build.till(at=at), Variant.objects.get().sku
    client = team_browser(loom, member(loom, "fulfilment"))

    unknown = client.post(page("dash_till", till_id=till), {"scan": "nothing"})
    scanned = client.post(page("dash_till", till_id=till), {"scan": sku, "variant": [str(variant)], "pieces": ["1"]})
    paid = {"key": str(uuid4()), "means": "cash", "given": "100", "variant": [str(variant)], "pieces": ["2"]}
    told = {**paid, "told": scanned.context["told"]}
    short = client.post(page("dash_till_sell", till_id=till), {**told, "given": "1"})
    sold = client.post(page("dash_till_sell", till_id=till), told, follow=True)

    assert unknown.status_code == 422
    assert [line.pieces for line in scanned.context["basket"].lines] == [2]
    assert short.status_code == 422
    assert short.context["pay"].errors["given"]
    assert sold.status_code == 200
    assert sold.context["receipt"].entry.given.amount == 100
    assert client.get(page("dash_receipt_file", sale_id=sold.context["receipt"].entry.public_id)).content[:4] == b"%PDF"
    assert stock.availability([variant])[variant].sellable == 18


def test_a_sale_that_was_kept_is_sold_once_and_what_is_gone_is_named(
    loom: Any, variant: UUID, enter: Any, at: datetime
) -> None:
    with enter(loom):
        till = build.till(at=at)
    client, address = team_browser(loom, member(loom, "owner")), page("dash_till_sell", till_id=till)
    knife = make.goods(loom, at=at, compliance=Compliance(minimum_age=18))[0]
    goods = client.get(page("dash_till_goods", till_id=till)).json()["goods"]
    listed = [one for one in goods if one["variant_id"] == str(variant)]
    kept = {"key": str(uuid4()), "means": "terminal", "told": listed[0]["price"], "variant": [str(variant)],
            "pieces": ["1"], "happened_at": "2026-01-02T03:04:05.678Z"}  # fmt: skip

    assert {one["variant_id"]: one["minimum_age"] for one in goods} == {str(variant): 0, str(knife): 18}
    first = client.post(address, kept, headers={"Accept": "application/json"})
    again = client.post(address, kept, headers={"Accept": "application/json"})
    much = {**kept, "key": str(uuid4()), "pieces": ["20"], "told": ""}
    gone = client.post(address, much, headers={"Accept": "application/json"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (gone.status_code, gone.json()["gone"]) == (409, [str(variant)])
    assert listed[0]["title"].partition(" · ")[0] in gone.json()["problem"]
    with enter(loom):
        (entry,) = TillEntry.objects.all()
    assert entry.happened_at.isoformat() == "2026-01-02T03:04:05.678000+00:00"


def test_each_label_of_the_page_that_closes_a_till_is_of_one_field(
    loom: Any, variant: UUID, enter: Any, at: datetime
) -> None:
    with enter(loom):
        till = build.till(at=at)
    client = team_browser(loom, member(loom, "fulfilment"))
    client.post(
        page("dash_till_sell", till_id=till),
        {"key": str(uuid4()), "means": "cash", "variant": [str(variant)], "pieces": ["1"]},
    )

    shown = client.get(page("dash_till_close", till_id=till)).content.decode()

    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert shown.count('name="note"') == 2
    assert sorted(ids) == sorted(set(ids))
