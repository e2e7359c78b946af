"""Checkout · a purchase is followed by its page and by a link that shows where the parcels are and nothing else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.checkout import operations
from apps.checkout import selectors as purchases
from apps.checkout.models import Purchase, PurchaseEvent
from apps.checkout.types import PurchaseSummary
from tests.factories import checkout as make

pytestmark = pytest.mark.django_db
PLACES = (
    ("PICKED_UP", "in_transit", 29.27, 117.18, "Jingdezhen", "CN"),
    ("ARRIVED", "in_transit", 50.03, 8.56, "Frankfurt am Main", "DE"),
    ("LOST", "lost", 50.03, 8.56, "Frankfurt am Main", "DE"),
)


@pytest.fixture
def bought(kiln: Any, at: datetime) -> PurchaseSummary:
    return make.purchase(make.goods(kiln, at=at), at=at)


def tell(bought: PurchaseSummary, code: str, at: datetime) -> None:
    """A scan of the first part's parcel reaches the purchase."""
    part = purchases.purchase(bought.public_id).parts[0]
    number, status, lat, lon, place, country = next(
        (number, *one[1:]) for number, one in enumerate(PLACES) if one[0] == code
    )
    when = at + timedelta(hours=number)
    told = {
        "tracking_number": "MX000000001DE", "code": code, "status": status, "text": code, "location": place,
        "country": country, "lat": lat, "lon": lon, "occurred_at": when.isoformat(),
    }  # fmt: skip
    with transaction.atomic():
        operations.record_parcel_news(
            "shipping.tracked", order_id=part.order_id, shipment_id=str(uuid4()), occurred_at=when, data=told,
            key=f"{code}", at=at,
        )  # fmt: skip


def test_the_page_tells_where_parcels_are_and_its_link_shows_nothing_else(
    bought: PurchaseSummary, at: datetime, settings: Any
) -> None:
    shop = Client(headers={"host": "portolan.localhost"})
    view = purchases.purchase(bought.public_id, language="en")
    own = f"/en-de/track/{bought.public_id}/{purchases.purchase_token(bought.public_id)}/"
    tell(bought, "PICKED_UP", at)
    tell(bought, "ARRIVED", at)

    with CaptureQueriesContext(connection) as asked:
        page = shop.get(own).content.decode()
    assert len(asked) <= 7, [one["sql"][:90] for one in asked.captured_queries]
    for words in (
        "Frankfurt am Main",
        "Jingdezhen",
        "MX000000001DE",
        "map__pulse",
        "here it is now",
        view.parts[0].lines[0].title,
    ):
        assert words in page, words
    link = re.search(r"http://portolan.localhost(/en-de/follow/[^\"]+)", page)
    assert link is not None

    row = Purchase.objects.get(public_id=bought.public_id)
    for code, data in (("checkout.refunded", {"amount": {"amount": "17.31", "currency": "EUR"}}),
                       ("orders.cancelled", {"reason": "The teapot is broken"})):  # fmt: skip
        PurchaseEvent.objects.create(purchase=row, code=code, source="test", key=code, data=data, occurred_at=at,
                                     recorded_at=at)  # fmt: skip
    assert "17.31" in shop.get(own).content.decode()
    shared = shop.get(link[1]).content.decode()
    assert "17.31" not in shared
    assert "teapot is broken" not in shared
    assert "Frankfurt am Main" in shared
    private = [view.email, view.buyer_name, view.address.recipient, view.address.lines[0], view.number,
               *(line.title for part in view.parts for line in part.lines), str(view.totals.total.amount)]  # fmt: skip
    assert [one for one in private if one and one in shared] == []

    assert shop.get(link[1].replace(str(bought.public_id), str(uuid4()))).status_code == 404
    token = link[1].rstrip("/").rpartition("/")[2]
    assert shop.get(f"/en-de/track/{bought.public_id}/{token}/").status_code == 404, "it opens the parcels alone"
    settings.PURCHASE_LINK_DAYS = -1
    for address in (own, link[1]):
        late = shop.get(address)
        assert late.status_code == 410
        assert "This link has expired." in late.content.decode()


def test_an_open_page_is_sent_again_only_when_there_is_news(bought: PurchaseSummary, at: datetime) -> None:
    asks = Client(headers={"host": "portolan.localhost", "hx-request": "true"})
    own = f"/en-de/track/{bought.public_id}/{purchases.purchase_token(bought.public_id)}/"
    tell(bought, "PICKED_UP", at)

    first = asks.get(own)
    seen = re.search(r"seen=([0-9a-f]+)", first.content.decode())
    assert seen is not None
    assert asks.get(f"{own}?seen={seen[1]}").status_code == 204
    tell(bought, "LOST", at)
    news = asks.get(f"{own}?seen={seen[1]}")

    assert news.status_code == 200
    assert "Lost on the way" in news.content.decode()
    assert "You need not prove anything" in news.content.decode()
