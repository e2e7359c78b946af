"""Aftersales · pieces with numbers of their own that come back: who takes them in names those that go on the shelf."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from apps.aftersales import operations
from apps.aftersales.models import ReturnLine, ReturnRequest
from apps.aftersales.types import Findings, Pieces, ReturnReason, ReturnWish
from apps.checkout.models import PurchasePart
from apps.common.errors import InvalidInput, InvalidTransition
from apps.common.types import Actor, ActorKind
from apps.vendors.types import TeamRole
from apps.warehouse import operations as houses
from apps.warehouse.errors import WhichCameBack
from apps.warehouse.models import Serial
from tests.factories import aftersales as make
from tests.factories import checkout
from tests.factories.warehouse import in_house
from tests.integration.tenancy.people import member, team_browser

pytestmark = pytest.mark.django_db

BUYER, SELLER = Actor(ActorKind.BUYER, "guest"), Actor(ActorKind.VENDOR, "ada")


@pytest.fixture
def part(kiln: Any, at: datetime, drain: Callable[[], int]) -> PurchasePart:
    """Three pieces of one line that have numbers, at the buyer's door."""
    found = make.sold(kiln, at=at, drain=drain)
    make.numbered(kiln, found.order_id, "N-1", "N-2", "N-3", at=at)
    make.delivered(kiln, found.order_id, at=at)
    return found


def back(part: PurchasePart, pieces: int, *, at: datetime) -> UUID:
    """So many pieces are in the house again, to be looked at; inside the vendor."""
    with transaction.atomic():
        row = operations.ask_for_return(
            part.order_id, wish=ReturnWish((Pieces(0, pieces),), ReturnReason.CHANGED_MIND), at=at, by=BUYER
        )
        operations.receive(row.public_id, at=at, by=SELLER)
    return row.public_id


def look(key: UUID, *named: str, on_shelf: int = 1, away: int = 0, at: datetime) -> None:
    with transaction.atomic():
        operations.inspect(key, findings=[Findings(0, on_shelf, away, 0, named)], at=at, by=SELLER)


def test_whole_line_comes_back_under_its_numbers_without_naming_them(
    part: PurchasePart, kiln: Any, enter: Any, at: datetime
) -> None:
    with enter(kiln):
        key = back(part, 3, at=at)
        look(key, on_shelf=3, at=at)
        operations.settle(key, at=at, by=SELLER)

        assert in_house() == ["N-1", "N-2", "N-3"]


def test_of_a_line_that_comes_back_in_part_just_the_named_pieces_are_on_the_shelf(
    part: PurchasePart, kiln: Any, enter: Any, at: datetime
) -> None:
    with enter(kiln):
        key = back(part, 2, at=at)
        look(key, "N-1", away=1, at=at)
        look(key, "N-2", away=1, at=at)
        assert (ReturnLine.objects.get().serials, in_house()) == (["N-2"], [])

        operations.settle(key, at=at, by=SELLER)
        with pytest.raises(InvalidTransition):
            operations.settle(key, at=at, by=SELLER)

        assert in_house() == ["N-2"]
        assert set(Serial.objects.exclude(number="N-2").values_list("state", flat=True)) == {"sent"}
        last = back(part, 1, at=at)
        look(last, "N-3", at=at)
        operations.settle(last, at=at, by=SELLER)
        assert in_house() == ["N-2", "N-3"]


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        ((), WhichCameBack),
        (("N-1", "N-2"), WhichCameBack),
        (("N-9",), WhichCameBack),
        (("N-1", "L-1"), InvalidInput),
        (("L-1",), WhichCameBack),
    ],
    ids=["none", "too many", "nobody's", "another vendor's besides", "another vendor's"],
)
def test_numbers_that_were_not_sent_or_are_missing_are_refused_at_their_field(
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
        houses.lose_serial(strange, "L-1", at=at)
    with enter(kiln):
        key = back(part, 1, at=at)

        with pytest.raises(refusal) as told:
            look(key, *named, at=at)

        assert told.value.field == "serials_0"
        assert ReturnRequest.objects.get().status == "received"
        assert (ReturnLine.objects.get().serials, in_house()) == ([], [])
    with enter(loom):
        assert Serial.objects.get().state == "gone"


def test_a_piece_that_is_named_in_one_return_is_not_in_another(
    part: PurchasePart, kiln: Any, enter: Any, at: datetime
) -> None:
    with enter(kiln):
        first, second = back(part, 1, at=at), back(part, 2, at=at)
        look(first, "N-2", at=at)
        look(second, on_shelf=2, at=at)

        assert [line.serials for line in ReturnLine.objects.order_by("pk")] == [["N-2"], ["N-1", "N-3"]]
        for key in (second, first):
            operations.settle(key, at=at, by=SELLER)
        assert in_house() == ["N-1", "N-2", "N-3"]


def test_what_was_sold_again_meanwhile_stays_with_its_new_buyer(
    part: PurchasePart, kiln: Any, enter: Any, at: datetime
) -> None:
    with enter(kiln):
        key = back(part, 1, at=at)
        look(key, "N-2", at=at)
        Serial.objects.filter(number="N-2").update(fulfilment_id=key)
        operations.settle(key, at=at, by=SELLER)

        assert in_house() == []


def test_the_page_asks_for_numbers_where_there_are_some_and_keeps_what_was_typed(
    part: PurchasePart, kiln: Any, enter: Any, at: datetime
) -> None:
    with enter(kiln):
        key = back(part, 2, at=at)
    desk, page = team_browser(kiln, member(kiln, TeamRole.FULFILMENT)), f"/dashboard/returns/{key}/"
    shown = desk.get(page).content.decode()
    assert 'name="serials_0"' in shown
    assert "<bdi>N-3</bdi>" in shown

    said = {"step": "inspect", "restocked_0": "1", "disposed_0": "1", "refused_0": "0"}
    refused = desk.post(f"{page}step/", {**said, "serials_0": "N-7"})
    done = desk.post(f"{page}step/", {**said, "serials_0": "\x02N-3\x03\r\n"})

    assert (refused.status_code, list(refused.context["inspecting"].errors)) == (422, ["serials_0"])
    assert "N-7" in refused.content.decode()
    assert done.status_code == 302
    assert ">\nN-3</textarea>" in desk.get(page).content.decode()
    with enter(kiln):
        assert ReturnLine.objects.get().serials == ["N-3"]


def test_the_page_asks_for_none_where_there_are_none(bought: PurchasePart, kiln: Any, enter: Any, at: datetime) -> None:
    with enter(kiln):
        key = back(bought, 2, at=at)

    shown = team_browser(kiln, member(kiln, TeamRole.FULFILMENT)).get(f"/dashboard/returns/{key}/").content.decode()

    assert 'name="restocked_0"' in shown
    assert "serials_0" not in shown


def test_a_program_names_them_and_reads_them(
    part: PurchasePart,
    kiln: Any,
    enter: Any,
    at: datetime,
    program: Any,
) -> None:
    with enter(kiln):
        key = back(part, 1, at=at)
    seller = program(kiln, TeamRole.OWNER)
    line = {"line": 1, "restocked": 1}

    refused = seller("post", f"returns/{key}/inspect", {"lines": [line]})
    looked = [seller("post", f"returns/{key}/inspect", {"lines": [{**line, "serials": ["N-1"]}]}) for _ in range(2)]
    done = [seller("post", f"returns/{key}/settle", {}, key="numbered-1") for _ in range(2)]

    assert (refused.status_code, refused.json()["code"]) == (422, "warehouse.which_came_back")
    assert refused.json()["errors"][0]["field"] == "serials_0"
    assert [one.json()["lines"][0]["serials"] for one in looked] == [["N-1"], ["N-1"]]
    assert done[0].status_code == 200
    assert done[0].content == done[1].content
    with enter(kiln):
        assert in_house() == ["N-1"]
