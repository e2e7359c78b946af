"""Checkout · a refund puts pieces with numbers of their own back on the shelf: those that somebody names."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from apps.checkout import operations
from apps.checkout.models import PurchasePart, Refund
from apps.checkout.selectors import refunds
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundStatus, RefundView, RefundWish
from apps.common.errors import InvalidInput
from apps.vendors.types import TeamRole
from apps.warehouse import operations as houses
from apps.warehouse.errors import WhichCameBack
from apps.warehouse.models import Serial
from tests.factories import aftersales as make
from tests.factories import checkout
from tests.factories.warehouse import in_house
from tests.integration.tenancy.people import member, person, staff_browser, team_browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "noop"


@pytest.fixture
def part(kiln: Any, at: datetime, drain: Any) -> PurchasePart:
    """Three pieces of one line that have numbers, at the buyer's door."""
    found = make.sold(kiln, at=at, drain=drain)
    make.numbered(kiln, found.order_id, "N-1", "N-2", "N-3", at=at)
    make.delivered(kiln, found.order_id, at=at)
    return found


def wish(pieces: int, *named: str) -> RefundWish:
    return RefundWish(RefundKind.LINES, RefundReason.RETURNED, lines={0: pieces}, restock=True, serials=named)


def give(part: PurchasePart, asked: RefundWish, *, at: datetime, key: str = "", **who: Any) -> RefundView:
    with transaction.atomic():
        return operations.refund(part.order_id, wish=asked, key=key or str(uuid4()), at=at, **who)


def test_the_named_piece_is_on_the_shelf_once_and_the_rest_follows_unnamed(
    part: PurchasePart, kiln: Any, enter: Any, at: datetime
) -> None:
    key = str(uuid4())
    made, again = (give(part, wish(1, "N-2"), at=at, key=key) for _ in range(2))
    assert made == again
    assert made.lines[0].serials == ("N-2",)
    with enter(kiln):
        assert in_house() == ["N-2"]

    rest = give(part, RefundWish(RefundKind.WHOLE, RefundReason.RETURNED, restock=True), at=at)

    assert rest.lines[0].serials == ("N-1", "N-3")
    with enter(kiln):
        assert in_house() == ["N-1", "N-2", "N-3"]


def test_what_does_not_go_on_the_shelf_needs_no_number(part: PurchasePart, kiln: Any, enter: Any, at: datetime) -> None:
    give(part, RefundWish(RefundKind.LINES, RefundReason.RETURNED, lines={0: 1}), at=at)

    with enter(kiln):
        assert set(Serial.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.parametrize(
    ("named", "refusal"),
    [((), WhichCameBack), (("N-9",), WhichCameBack), (("L-1",), WhichCameBack), (("N-1", "L-1"), InvalidInput)],
    ids=["none", "nobody's", "another vendor's", "another vendor's besides"],
)
def test_a_wrong_number_is_told_before_anything_is_given(
    named: tuple[str, ...],
    refusal: type[InvalidInput],
    part: PurchasePart,
    kiln: Any,
    loom: Any,
    enter: Any,
    at: datetime,
) -> None:
    strange = checkout.goods(loom, at=at)[0]
    with enter(loom), transaction.atomic():
        houses.keep_serials(strange, ["L-1"], warehouse="MAIN", at=at)

    for act in (lambda: refunds.preview(part.order_id, wish(1, *named)), lambda: give(part, wish(1, *named), at=at)):
        with pytest.raises(refusal) as told:
            act()
        assert told.value.field == "serials"

    assert not Refund.objects.exists()
    with enter(kiln):
        assert in_house() == []


def test_what_waits_for_a_second_person_puts_the_named_piece_on_the_shelf_once_that_one_agrees(
    part: PurchasePart, kiln: Any, enter: Any, at: datetime, settings: Any
) -> None:
    settings.REFUND_LIMITS = {}
    one, other = (person(is_staff=True).pk for _ in range(2))
    waiting = give(part, wish(1, "N-3"), at=at, made_by=one)
    with enter(kiln):
        assert (waiting.status, in_house()) == (RefundStatus.WAITING, [])

    with transaction.atomic():
        operations.approve_refund(waiting.public_id, by=other, at=at)

    with enter(kiln):
        assert in_house() == ["N-3"]


def test_the_order_s_refund_page_asks_which_piece_is_back(
    part: PurchasePart, kiln: Any, enter: Any, at: datetime
) -> None:
    desk, page = team_browser(kiln, member(kiln, TeamRole.FINANCE)), f"/dashboard/orders/{part.order_id}/refund/"
    assert "<bdi>N-2</bdi>" in desk.get(page).content.decode()
    asked = {"kind": "lines", "line_0": "1", "reason": "returned", "restock": "on", "key": str(uuid4())}

    refused = desk.post(page, {**asked, "step": "preview"})
    shown = desk.post(page, {**asked, "serials": "N-2", "step": "preview"})
    sent = {**asked, "serials": "N-2", "step": "give", "seen": shown.context["preview"].digest}
    done = [desk.post(page, sent) for _ in range(2)]

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["serials"])
    assert (shown.status_code, done[0].status_code) == (200, 302)
    assert Refund.objects.get().serials == {"0": ["N-2"]}
    with enter(kiln):
        assert in_house() == ["N-2"]


def test_the_page_asks_for_none_where_there_are_none(kiln: Any, at: datetime, drain: Any) -> None:
    part = make.sold(kiln, at=at, drain=drain)

    shown = team_browser(kiln, member(kiln, TeamRole.FINANCE)).get(f"/dashboard/orders/{part.order_id}/refund/")

    assert 'name="restock"' in shown.content.decode()
    assert 'name="serials"' not in shown.content.decode()


def test_staff_are_asked_too(part: PurchasePart, kiln: Any, enter: Any, at: datetime) -> None:
    client, page = (
        staff_browser(person(is_staff=True, is_superuser=True)),
        f"/admin/checkout/refund/of/{part.order_id}/",
    )
    asked = {"kind": "lines", "line_0": "1", "reason": "returned", "restock": "on", "funder": "marketplace"}

    shown = client.get(page)
    refused = client.post(page, {**asked, "step": "preview"})
    seen = client.post(page, {**asked, "serials": "N-1", "step": "preview"})

    assert 'name="serials"' in shown.content.decode()
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["serials"])
    assert seen.context["preview"].lines[0].serials == ("N-1",)


def test_a_program_names_it_and_a_retry_gives_once(
    part: PurchasePart,
    kiln: Any,
    enter: Any,
    program: Any,
) -> None:
    finance, address = program(kiln, TeamRole.FINANCE), f"orders/{part.order_id}"
    body = {"kind": "lines", "reason": "returned", "lines": [{"line": 1, "quantity": 1}], "restock": True}
    named = {**body, "serials": ["N-3"]}

    refused = finance("post", f"{address}/refunds", body, key="numbered-1")
    shown = finance("post", f"{address}/refund-preview", named)
    made, again = (finance("post", f"{address}/refunds", named, key="numbered-2") for _ in range(2))

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "serials")
    assert "N-1, N-2, N-3" in refused.json()["detail"]
    assert (made.status_code, made.content) == (201, again.content)
    assert made.json()["lines"][0]["serials"] == shown.json()["lines"][0]["serials"] == ["N-3"]
    with enter(kiln):
        assert in_house() == ["N-3"]
