"""The front page's shelves: picked once, and anew as soon as something listed has changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.currencies import selectors as currencies
from apps.discovery.operations import changes
from apps.discovery.selectors import home
from apps.discovery.selectors.scopes import Shown
from apps.discovery.types import Card
from apps.vendors import operations as vendors
from tests.factories import catalog as goods
from tests.factories import discovery


def shelves(language: str = "en") -> dict[str, tuple[Card, ...]]:
    shown = Shown.to(language, "EUR", market="DE", rates=currencies.rate_table())
    return home.modules(market="DE", country="DE", shown=shown, affordable_eur=Decimal(50))


def test_shelves_are_picked_once_and_told_in_each_readers_language(
    own_database: str, kiln: Any, at: Any, django_assert_num_queries: Any
) -> None:
    discovery.listed(kiln, [goods.coloured_product("mug"), goods.product("bowl")], at=at)
    first = shelves()
    assert len(first["new"]) == 2
    assert {card.title for card in first["affordable"]} <= {card.title for card in first["new"]}

    with django_assert_num_queries(1):
        german = shelves("de")

    assert [card.product_id for card in german["new"]] == [card.product_id for card in first["new"]]
    assert [card.title for card in german["new"]] != [card.title for card in first["new"]]


def test_new_goods_stand_on_the_shelf_at_once_and_a_closed_vendors_are_gone(
    own_database: str, kiln: Any, at: Any
) -> None:
    discovery.listed(kiln, [goods.product("mug")], at=at)
    assert len(shelves()["new"]) == 1

    discovery.listed(kiln, [goods.product("bowl")], at=at)
    assert len(shelves()["new"]) == 2

    with transaction.atomic():
        vendors.change_status(vendor_id=kiln.pk, event="suspend", at=at)
        changes.note_vendor(kiln.pk)
    assert shelves() == {}
