"""Only who received a product reviews it, once, and it shows at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from apps.checkout.selectors import purchase_token
from apps.common.errors import InvalidInput
from apps.common.types import SYSTEM
from apps.discovery.models import ListingCard, ListingText
from apps.outbox.types import OutboxRecord
from apps.reviews import operations, selectors, subscribers
from apps.reviews.errors import AlreadyReviewed, NotDelivered
from apps.reviews.models import Eligibility, Review
from apps.reviews.types import Reviewer, ReviewText
from tests.factories import catalog as goods
from tests.factories import discovery

pytestmark = pytest.mark.django_db
SAID = ReviewText(stars=5, title="Lovely", text="Holds tea.", language="en")


@pytest.fixture
def mug(kiln, at):
    """(product, variant) of a listed mug."""
    [ref] = discovery.listed(kiln, [goods.product("mug")], at=at)
    return ref.product_id, next(iter(ref.variants.values()))


@pytest.fixture
def buyer(db):
    """A shopper with an account."""
    return get_user_model().objects.create_user("buyer@example.org", "a long pass phrase", name="Bo Buyer")


def deliver(vendor, variant_id, *, purchase_id=None, at):
    purchase_id = purchase_id or uuid4()
    payload = {
        "purchase_id": str(purchase_id),
        "variant_ids": [str(variant_id)],
        "occurred_at": at.isoformat(),
    }
    record = OutboxRecord(1, "shipping.delivered", str(uuid4()), vendor.pk, 1, payload, at)
    with transaction.atomic():
        subscribers.note_delivery(record)
    return purchase_id


def write(mug, purchase_id, *, at: datetime, said=SAID, user_id=None):
    product_id, variant_id = mug
    by = Reviewer(purchase_id, user_id, "Bo")
    with transaction.atomic():
        return operations.write_review(said, by=by, variant_id=variant_id, product_id=product_id, country="DE", at=at)


def test_delivered_goods_can_be_reviewed_and_the_card_shows_it(kiln, mug, buyer, at, drain):
    purchase_id = deliver(kiln, mug[1], at=at)

    write(mug, purchase_id, user_id=buyer.pk, at=at)
    drain()

    card = ListingCard.objects.get(market="DE")
    assert card.review_count == 1
    assert card.rating == selectors.ratings([mug[0]])[mug[0]].mean
    assert ListingText.objects.get().review_count == 1
    assert selectors.of_product(mug[0])[0].title == "Lovely"


def test_nothing_can_be_reviewed_before_it_is_delivered(mug, buyer, at):
    with pytest.raises(NotDelivered):
        write(mug, uuid4(), user_id=buyer.pk, at=at)
    assert not Review.objects.exists()


def test_purchase_without_the_product_gives_no_right_to_it(kiln, mug, at):
    deliver(kiln, mug[1], at=at)
    other = deliver(kiln, uuid4(), at=at)

    with pytest.raises(NotDelivered):
        write(mug, other, at=at)
    assert not Review.objects.exists()


def test_second_review_of_the_same_purchase_is_refused_and_changes_nothing(kiln, mug, buyer, at):
    purchase_id = deliver(kiln, mug[1], at=at)
    write(mug, purchase_id, user_id=buyer.pk, at=at)

    with pytest.raises(AlreadyReviewed):
        write(mug, purchase_id, user_id=buyer.pk, at=at, said=ReviewText(1, "No", "", "en"))

    assert Review.objects.get().stars == 5
    other = deliver(kiln, mug[1], at=at)
    write(mug, other, user_id=buyer.pk, at=at)
    assert Review.objects.count() == 2


def test_stars_outside_one_to_five_are_refused(kiln, mug, buyer, at):
    purchase_id = deliver(kiln, mug[1], at=at)

    for stars in (0, 6):
        with pytest.raises(InvalidInput):
            write(mug, purchase_id, user_id=buyer.pk, at=at, said=ReviewText(stars, "", "", "en"))
    assert not Review.objects.exists()


def test_delivery_told_twice_is_one_right(kiln, mug, at):
    purchase_id = deliver(kiln, mug[1], at=at)
    deliver(kiln, mug[1], purchase_id=purchase_id, at=at)

    assert Eligibility.objects.count() == 1
    assert selectors.reviewable(purchase_id) == {mug[1]}


def test_hidden_review_leaves_page_and_rating_and_needs_a_reason(kiln, mug, buyer, at, drain):
    purchase_id = deliver(kiln, mug[1], at=at)
    view = write(mug, purchase_id, user_id=buyer.pk, at=at)

    with pytest.raises(InvalidInput), transaction.atomic():
        operations.hide_review(view.public_id, reason=" ", by=SYSTEM, at=at)
    with transaction.atomic():
        operations.hide_review(view.public_id, reason="Insults", by=SYSTEM, at=at)
    drain()
    assert selectors.ratings([mug[0]]) == {}
    assert ListingCard.objects.get(market="DE").review_count == 0

    with transaction.atomic():
        operations.show_review(view.public_id, by=SYSTEM, at=at)
    drain()
    assert ListingCard.objects.get(market="DE").review_count == 1


def test_guest_writes_on_the_page_and_finds_the_review_on_the_product(kiln, mug, at, drain):
    purchase_id = deliver(kiln, mug[1], at=at)
    shop = Client(headers={"host": "portolan.localhost", "origin": "http://portolan.localhost"})
    address = f"/en-de/review/{purchase_id}/{mug[1]}/"
    token = selectors.review_token(purchase_id)
    assert shop.get(f"{address}?token={token[:-1]}").status_code == 403
    assert shop.get(address).status_code in (403, 404)
    assert shop.get(f"{address}?token={purchase_token(purchase_id)}").status_code == 200
    assert "How is" in shop.get(f"{address}?token={token}").content.decode()

    empty = shop.post(address, {"token": token, "title": "Kept"})
    assert empty.status_code == 422
    assert "Kept" in empty.content.decode()
    assert not Review.objects.exists()

    said = {"token": token, "stars": "4", "title": "Good <b>mug</b>", "text": "Fine", "name": "Gast"}
    done = shop.post(address, said)
    assert done.status_code == 302
    drain()
    html = shop.get(done["Location"].split("#")[0]).content.decode()
    assert "Good &lt;b&gt;mug&lt;/b&gt;" in html
    assert "Gast" in html


def test_delivery_without_goods_or_purchase_is_ignored(kiln, at):
    for payload in ({}, {"variant_ids": [str(UUID(int=1))]}, {"purchase_id": str(UUID(int=1)), "variant_ids": []}):
        subscribers.note_delivery(OutboxRecord(1, "shipping.delivered", "x", kiln.pk, 1, payload, at))
    assert not Eligibility.objects.exists()
