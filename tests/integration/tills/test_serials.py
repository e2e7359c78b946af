"""Tills · pieces that have numbers of their own leave by them, at the page and by program."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from apps.catalog.models import Variant
from apps.checkout.models import CheckoutSession
from apps.common.errors import InvalidInput
from apps.shipping.errors import SerialsWanted
from apps.stock import selectors as stock
from apps.tills import operations, selectors
from apps.tills.errors import KeyOfOtherSale
from apps.tills.models import TillEntry
from apps.tills.types import Means
from apps.warehouse import operations as houses
from apps.warehouse.errors import WhichCameBack
from apps.warehouse.models import Serial
from tests.factories import checkout as make
from tests.factories import tills as build
from tests.factories.tills import sell
from tests.integration.tenancy.people import member, team_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def variant(loom: Any, enter: Any, at: datetime) -> UUID:
    """Goods of which three pieces have numbers: two in the shop, one that left."""
    found = make.goods(loom, at=at)[0]
    with enter(loom), transaction.atomic():
        houses.keep_serials(found, ["N-1", "N-2", "N-3"], warehouse="MAIN", at=at)
        houses.lose_serial(found, "N-3", at=at)
    return found


@pytest.fixture
def till(loom: Any, variant: UUID, enter: Any, at: datetime) -> UUID:
    with enter(loom):
        return build.till(at=at)


@pytest.mark.parametrize(
    ("numbers", "refusal"),
    [
        ((), SerialsWanted),
        (("N-1",), SerialsWanted),
        (("N-1", "N-1"), SerialsWanted),
        (("N-1", "N-9"), InvalidInput),
        (("N-1", "N-3"), InvalidInput),
    ],
    ids=["none", "too few", "one twice", "nobody's", "one that is gone"],
)
def test_a_piece_with_a_number_is_not_sold_without_it(
    numbers: tuple[str, ...],
    refusal: type[InvalidInput],
    till: UUID,
    variant: UUID,
    loom: Any,
    enter: Any,
    at: datetime,
) -> None:
    with enter(loom):
        with pytest.raises(refusal) as told:
            sell(till, (variant, 2, numbers), at=at)

        assert told.value.field == "serials"
        assert not TillEntry.objects.exists()
        assert set(Serial.objects.exclude(number="N-3").values_list("state", flat=True)) == {"in_house"}
    assert not CheckoutSession.objects.exists()
    assert stock.availability([variant])[variant].sellable == 20


def test_the_pieces_that_are_named_leave_and_stand_on_the_receipt(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime
) -> None:
    with enter(loom):
        key = uuid4()
        entry = sell(till, (variant, 1, ("N-2",)), key=key, at=at)
        assert sell(till, (variant, 1, ("N-2",)), key=key, at=at) == entry
        with pytest.raises(KeyOfOtherSale):
            sell(till, (variant, 1, ("N-1",)), key=key, at=at)
        with pytest.raises(InvalidInput):
            sell(till, (variant, 1, ("N-2",)), at=at)

        assert selectors.receipt(entry).lines[0].serials == ("N-2",)
        assert dict(Serial.objects.values_list("number", "state")) == {
            "N-1": "in_house", "N-2": "sent", "N-3": "gone"
        }  # fmt: skip


def test_the_page_asks_for_the_number_and_takes_it_from_a_scan(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime
) -> None:
    with enter(loom):
        sku = Variant.objects.get().sku
    client = team_browser(loom, member(loom, "fulfilment"))
    address, sold = (
        reverse(name, urlconf="marketplace.urls.team", kwargs={"till_id": till})
        for name in ("dash_till", "dash_till_sell")
    )
    field = f"serials-{variant}"

    bare = client.post(address, {"scan": sku})
    assert f'name="{field}"' in bare.content.decode()
    line = {"variant": [str(variant)], "pieces": ["1"]}
    named = client.post(address, {**line, field: "", "scan": "N-2"}).context["basket"].lines[0]
    again = client.post(address, {**line, field: "N-2", "scan": "N-2"}).context["basket"].lines[0]
    other = client.post(address, {**line, field: "N-2\0", "scan": "\0N-1\r"}).context["basket"].lines[0]
    assert [(one.pieces, one.serials) for one in (named, again, other)] == [
        (1, ("N-2",)), (1, ("N-2",)), (2, ("N-2", "N-1"))
    ]  # fmt: skip

    pay = {"key": str(uuid4()), "means": "cash", **line}
    refused = client.post(sold, pay)
    unknown = client.post(sold, {**pay, field: "N-9"})
    done = client.post(sold, {**pay, field: "N-2"})
    assert (refused.status_code, unknown.status_code, done.status_code) == (422, 422, 302)
    assert sku in refused.context["wrong"]
    assert "N-9" in unknown.context["wrong"]
    (listed,) = client.get(
        reverse("dash_till_goods", urlconf="marketplace.urls.team", kwargs={"till_id": till})
    ).json()["goods"]
    assert listed["by_serial"] is True


def test_a_piece_that_is_given_back_is_on_the_shelf_under_its_number(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime
) -> None:
    def back(sale: Any, *numbers: str, restock: bool = True) -> None:
        with transaction.atomic():
            operations.give_back(
                till, sale.public_id, pieces={0: 1}, restock=restock, serials=numbers, key=uuid4(), means=Means.CASH,
                cashier=build.ADA, by=build.SELLER, at=at,
            )  # fmt: skip

    with enter(loom):
        entry = sell(till, (variant, 2, ("N-1", "N-2")), at=at)
        for numbers, refusal in (((), WhichCameBack), (("N-9",), WhichCameBack), (("N-2", "N-9"), InvalidInput)):
            with pytest.raises(refusal) as told:
                back(entry, *numbers)
            assert told.value.field == "serials"
        assert states() == {"N-1": "sent", "N-2": "sent", "N-3": "gone"}
        assert TillEntry.objects.count() == 1

        back(entry, "N-2")
        assert states() == {"N-1": "sent", "N-2": "in_house", "N-3": "gone"}
        back(entry)
        assert states() == {"N-1": "in_house", "N-2": "in_house", "N-3": "gone"}
        assert selectors.receipt(entry).lines[0].serials == ("N-1", "N-2")

        again = sell(till, (variant, 1, ("N-2",)), at=at)
        back(again, restock=False)
        assert states()["N-2"] == "sent"


def test_the_page_asks_which_piece_is_given_back(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime
) -> None:
    with enter(loom):
        entry = sell(till, (variant, 2, ("N-1", "N-2")), at=at)
    client = team_browser(loom, member(loom, "fulfilment"))
    page, address = (
        reverse(name, urlconf="marketplace.urls.team", kwargs={"sale_id": entry.public_id})
        for name in ("dash_counter_sale", "dash_counter_back")
    )
    assert asked_for(client, page) == "N-1, N-2"

    told = {"key": str(uuid4()), "means": "cash", "restock": "on", "line_0": "1"}
    refused = client.post(address, told)
    done = client.post(address, {**told, "serials": "\x02N-1\x03"})

    assert (refused.status_code, list(refused.context["form"].errors), done.status_code) == (422, ["serials"], 302)
    with enter(loom):
        assert states()["N-1"] == "in_house"
    assert asked_for(client, page) == "N-2", "what is back cannot come back"
    client.post(address, {**told, "key": str(uuid4())})
    assert "serials" not in client.get(page).context["form"].fields


def test_a_number_is_text_on_the_page_whatever_it_is(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime
) -> None:
    with enter(loom):
        with transaction.atomic():
            houses.keep_serials(variant, ["<i>4"], warehouse="MAIN", at=at)
        entry = sell(till, (variant, 1, ("<i>4",)), at=at)
    address = reverse("dash_counter_sale", urlconf="marketplace.urls.team", kwargs={"sale_id": entry.public_id})

    page = team_browser(loom, member(loom, "fulfilment")).get(address).content.decode()

    assert "<i>4" not in page
    assert page.count("&lt;i&gt;4") == 2, "on the receipt, and beside the field that asks for it"


def asked_for(client: Any, page: str) -> str:
    """The numbers beside the field that asks which are back, which is not called optional."""
    body = client.get(page).content.decode()
    label, rest = body.split('<label for="id_serials">')[1].split("</label>", 1)
    assert "field__optional" not in label
    return re.sub("<[^>]+>", "", rest.split("</div>")[0])


def states() -> dict[str, str]:
    return dict(Serial.objects.values_list("number", "state"))
