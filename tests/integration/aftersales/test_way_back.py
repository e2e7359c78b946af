"""A parcel that comes back by a label of ours is followed by its carrier's news, in whatever order they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import transaction

from apps.aftersales import operations, selectors
from apps.aftersales.models import Claim, ReturnParcel, ReturnRequest
from apps.aftersales.types import Pieces, ReturnReason, ReturnWish
from apps.checkout.models import PurchasePart, Refund
from apps.common.types import Actor, ActorKind
from apps.logistics import operations as logistics
from apps.logistics.models import Tracker
from apps.logistics.types import Scan, Tracking, TrackingStatus
from apps.shipping.operations import tracking as folding
from tests.factories import aftersales as make

pytestmark = pytest.mark.django_db
BUYER = Actor(ActorKind.BUYER, "guest")
NUMBER, SECOND = "RB000000001DE", "RB000000002DE"
S = TrackingStatus


class Undone(Exception):
    """Ends an attempt, so that the next begins where it began."""


@pytest.fixture
def approved(bought: PurchasePart, kiln: Any, enter: Any, at: datetime) -> ReturnRequest:
    """A return whose label was booked with the carrier that brought the goods."""
    wish = ReturnWish(pieces=(Pieces(0, 2),), reason=ReturnReason.DEFECTIVE)
    with enter(kiln), transaction.atomic():
        row = operations.ask_for_return(bought.order_id, wish=wish, at=at, by=BUYER)
        operations.approve(row.public_id, at=at, by=BUYER)
        row = selectors.return_request(row.public_id)
        row.carrier_code, row.tracking_number, row.way, row.hub_code = "meridian", NUMBER, "direct", ""
        row.save()
        ReturnParcel.objects.create(request=row, number=1, tracking_number=NUMBER)
        logistics.watch(
            vendor_id=kiln.pk, shipment_id=row.public_id, carrier_code="meridian", tracking_numbers=[NUMBER], at=at
        )
    return row


def told(at: datetime, *statuses: TrackingStatus) -> list[Scan]:
    """Scans an hour apart, from the first to the last."""
    return [
        Scan(f"e{hour}", status.name, status, status.name.title(), at + timedelta(hours=hour), "Leipzig", "DE",
             None, None)
        for hour, status in enumerate(statuses)
    ]  # fmt: skip


def fold(scans: Sequence[Scan], *, at: datetime, number: str = NUMBER) -> None:
    status = scans[-1].status if scans else S.PENDING
    with transaction.atomic():
        folding.fold(Tracking(number, status, tuple(scans), None, None, ""), at=at)


def test_the_carrier_says_that_it_was_sent_and_that_it_is_here(
    approved: ReturnRequest, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    scans = told(at, S.INFO_RECEIVED, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED)

    def stands(seen: Sequence[Scan]) -> str:
        with enter(kiln):
            fold(seen, at=at)
        drain()
        with enter(kiln):
            return str(selectors.return_request(approved.public_id).status)

    with enter(kiln):
        fold([], at=at)
    assert stands(scans[:1]) == "approved"
    assert stands(scans[:2]) == "in_transit"
    assert stands(scans[:2]) == "in_transit"
    assert Tracker.objects.get(tracking_number=NUMBER).is_open
    assert stands(scans) == "received"
    assert stands(scans[1:3]) == "received", "late news take nothing back"
    assert not Tracker.objects.get(tracking_number=NUMBER).is_open, "nobody asks any more"
    with enter(kiln):
        parcel = ReturnParcel.objects.get()
        assert (parcel.status, parcel.scans.count()) == ("delivered", 4)


def test_news_in_any_order_give_the_same(
    approved: ReturnRequest, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    ends = set()
    for order in permutations(told(at, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED)):
        with suppress(Undone), transaction.atomic():
            for scan in order:
                with enter(kiln):
                    fold([scan], at=at)
                drain()
            with enter(kiln):
                ends.add(selectors.return_request(approved.public_id).status)
            raise Undone
    assert ends == {"received"}


def test_what_is_lost_on_the_way_back_is_paid_and_claimed_of_the_carrier(
    approved: ReturnRequest, bought: PurchasePart, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    for _twice in range(2):
        with enter(kiln):
            fold(told(at, S.IN_TRANSIT, S.LOST), at=at)
        make.settled(drain)
    with enter(kiln):
        row, claim = selectors.return_request(approved.public_id), Claim.objects.get()
        assert (row.status, [line.disposed for line in row.lines.all()]) == ("settled", [2])
        assert (claim.kind, claim.status, claim.remedy, claim.tracking_number) == ("lost", "open", "refunded", NUMBER)
        assert claim.worth == 2 * selectors.options(bought.order_id, at=at).lines[0].unit_price.amount
        assert selectors.options(bought.order_id, at=at).lines[0].left == 1
    assert Refund.objects.get().public_id == row.refund_id


def test_of_several_parcels_all_have_to_be_lost(
    approved: ReturnRequest, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    with enter(kiln):
        ReturnParcel.objects.create(request=approved, number=2, tracking_number=SECOND)
    for number, stands in ((NUMBER, "in_transit"), (SECOND, "settled")):
        with enter(kiln):
            fold(told(at, S.IN_TRANSIT, S.LOST), at=at, number=number)
        drain()
        with enter(kiln):
            assert selectors.return_request(approved.public_id).status == stands
