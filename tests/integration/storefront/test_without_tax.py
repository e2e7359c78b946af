"""Prices without tax for who buys for a company whose tax id counts, and the energy class beside the price."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Company
from apps.catalog.types import Compliance, ProductText
from apps.common.clock import now
from apps.common.types import Actor, ActorKind
from apps.discovery.models import ListingCard
from apps.registrations import operations
from tests.factories import catalog as goods
from tests.factories import discovery
from tests.integration.tenancy import people

pytestmark = pytest.mark.django_db
LIST, PRODUCT = "/en-de/goods/", "/en-de/product/slate-mug/"


@pytest.fixture
def shopper(kiln: Any, at: Any) -> Any:
    """Somebody who buys for a British company whose VAT id was confirmed."""
    texts = {"en": ProductText("Slate mug", "Fine.")}
    mug = goods.product("mug", texts=texts, compliance=Compliance(energy_class="C"))
    discovery.listed(kiln, [mug], at=at)
    person = get_user_model().objects.create_user("imogen@example.com", "long-enough-1")
    company = operations.enter_company(person.pk, legal_name="Harbour Lane", country="GB", tax_id="GB999900015")
    staff, until = Actor(ActorKind.STAFF, "somebody"), now() + timedelta(days=30)
    operations.confirm_by_hand(company.pk, consultation="HMRC-42", note="", until=until, by=staff, at=now())
    return people.browser(user=person, cookie=settings.SHOPPER_COOKIE_NAME)


def door(client: Client, address: str) -> str:
    """What a page says of the price at the door."""
    html = client.get(address).content.decode()
    found = re.search(r'class="(?:card__landed|door)"[^>]*>(.*?)</p>', html)
    assert found, html
    return re.sub(r"<[^>]+>", "", found[1]).replace("\xa0", " ")


def test_who_buys_for_a_recognised_company_reads_prices_without_tax_and_may_ask_for_them_with_it(
    shopper: Client,
) -> None:
    before = door(shopper, LIST)
    assert "tax included" in before
    assert "Show them with" not in shopper.get(LIST).content.decode()
    company = Company.objects.get()
    shopper.post("/en-de/account/company/for/", {"company": company.public_id})

    card = ListingCard.objects.get(market="DE")
    assert card.landed is not None
    assert card.landed_tax
    with CaptureQueriesContext(connection) as without:
        assert "plus 19 % tax" in door(shopper, LIST)
    assert f"{card.landed - card.landed_tax:.2f}".replace(".", ",") in door(shopper, LIST)
    assert "plus 19 % tax" in door(shopper, PRODUCT)

    answer = shopper.post("/en-de/account/company/prices/", {"without": "0", "next": LIST})
    assert answer.headers["Location"] == LIST
    with CaptureQueriesContext(connection) as with_tax:
        assert door(shopper, LIST) == before
    assert len(without) == len(with_tax)
    assert "Show them without" in shopper.get(PRODUCT).content.decode()

    shopper.post("/en-de/account/company/for/", {"company": ""})
    shopper.post("/en-de/account/company/prices/", {"without": "1", "next": "https://elsewhere.example/"})
    assert door(shopper, LIST) == before


def test_the_energy_class_stands_as_an_arrow_beside_the_price_on_lists_and_on_the_page(shopper: Client) -> None:
    for address in (LIST, PRODUCT):
        html = shopper.get(address).content.decode()
        assert "Energy class C, on a scale from A (best) to G" in html
        assert 'class="energy"' in html
