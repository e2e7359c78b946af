"""What a buyer does after buying, by the API: read, follow, claim and review; lists cost the same however long."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.accounts.types import Audience
from apps.checkout import operations as checkout
from apps.checkout import selectors
from apps.reviews import operations as reviews
from apps.reviews.models import Review
from tests.factories import checkout as make
from tests.integration.api.shopping import Shopper

pytestmark = pytest.mark.django_db
LISTS = ("/listings", "/listing-facets", "/purchases", "/vendors", "/shelves")


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "noop"


@pytest.fixture
def bought(goods: dict[str, list[str]], at: Any) -> UUID:
    """A guest's purchase of a piece of both makers."""
    return make.purchase([UUID(one) for one in goods["variants"]], at=at).public_id


def claimed(person: User, purchase: UUID, at: Any) -> None:
    with transaction.atomic():
        checkout.claim(purchase, user_id=person.pk, verified_emails=[make.EMAIL], at=at)


def test_a_purchase_opens_to_its_buyer_and_to_its_token_alone(person: User, issue: Any, bought: UUID, at: Any) -> None:
    token = selectors.purchase_token(bought)
    buyer, stranger = Shopper(issue(Audience.STOREFRONT)), User.objects.create_user("grace@example.com")

    assert Shopper().get(f"/purchases/{bought}", Purchase_Token=token)["email"] == make.EMAIL
    Shopper().call("get", f"/purchases/{bought}", expect=404)
    Shopper().call("get", f"/purchases/{bought}", expect=404, Purchase_Token=token[:-1] + "x")
    buyer.call("get", f"/purchases/{bought}", expect=404)
    claimed(person, bought, at)
    found = buyer.get(f"/purchases/{bought}")
    Shopper(issue(Audience.STOREFRONT, user_id=stranger.pk)).call("get", f"/purchases/{bought}", expect=404)
    Shopper(issue(Audience.STOREFRONT, "cart:write")).call("get", f"/purchases/{bought}", expect=403)

    assert {order["vendor_slug"] for order in found["orders"]} == {"kiln", "loom"}
    assert found["timeline"][0]["code"] == "checkout.placed"
    assert [row["id"] for row in buyer.get("/purchases")["data"]] == [str(bought)]


def test_claiming_takes_what_was_bought_with_a_verified_address(person: User, issue: Any, bought: UUID) -> None:
    shopper = Shopper(issue(Audience.STOREFRONT))
    entry = EmailAddress.objects.create(user=person, email=make.EMAIL, verified=False, primary=True)

    assert shopper.call("post", "/purchase-claims").json() == {"purchases": []}
    EmailAddress.objects.filter(pk=entry.pk).update(verified=True)
    assert shopper.call("post", "/purchase-claims").json() == {"purchases": [str(bought)]}
    assert shopper.get("/email-addresses")["data"] == [{"email": make.EMAIL, "is_primary": True, "is_verified": True}]


def test_what_arrived_is_reviewed_once(kiln: Any, goods: dict[str, list[str]], bought: UUID, at: Any) -> None:
    shopper, token = Shopper(), selectors.purchase_token(bought)
    said = {"variant_id": goods["variants"][0], "stars": 5, "title": "A good mug", "author_name": "J."}
    path = f"/purchases/{bought}/reviews"

    shopper.call("post", path, said, expect=404)
    early = shopper.call("post", path, said, expect=403, Purchase_Token=token).json()
    assert (early["code"], Review.objects.count()) == ("reviews.not_delivered", 0)
    with transaction.atomic():
        reviews.record_delivery(purchase_id=bought, variant_ids=[UUID(goods["variants"][0])], vendor_id=kiln.pk, at=at)
    assert shopper.get(f"/purchases/{bought}", Purchase_Token=token)["reviewable"] == [goods["variants"][0]]
    shopper.call("post", path, {**said, "stars": 6}, expect=422, Purchase_Token=token)
    shopper.call("post", path, said, expect=201, Purchase_Token=token)
    shopper.call("post", path, said, expect=409, Purchase_Token=token)

    assert Review.objects.count() == 1
    slug = Shopper().get("/listings?vendor=kiln")["data"][0]["slug"]
    assert [one["title"] for one in Shopper().get(f"/products/{slug}/reviews")["data"]] == ["A good mug"]


def test_lists_cost_the_same_at_two_rows_and_at_twenty(kiln: Any, person: User, issue: Any, at: Any) -> None:
    shopper = Shopper(issue(Audience.STOREFRONT))

    def costs(count: int) -> dict[str, int]:
        for variant in make.goods(kiln, at=at, count=count):
            claimed(person, make.purchase([variant], at=at).public_id, at)
        return {path: cost(path) for path in LISTS}

    def cost(path: str) -> int:
        shopper.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert shopper.get(path)
        return len(asked)

    few = costs(2)
    assert costs(18) == few
    assert max(few.values()) <= 6
