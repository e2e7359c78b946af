"""Warehouse · proving that counters are the sums of their movements, and mending one that is not."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from apps.common.ids import new_id
from apps.outbox.models import OutboxEvent
from apps.stock.models import Counter
from apps.warehouse import operations
from tests.factories import warehouse as build

pytestmark = pytest.mark.django_db


@pytest.fixture
def variant_id(kiln: Any, enter: Any, at: Any) -> Any:
    found = new_id()
    with enter(kiln):
        build.house("JDZ", at=at)
        operations.receive(variant_id=found, warehouse="JDZ", quantity=8, at=at)
    return found


def run(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out, stderr=out)
    return out.getvalue()


def test_sound_books_pass(variant_id: Any) -> None:
    assert "sum of its movements" in run("check_stock")


def test_a_wrong_counter_is_found_repaired_and_told(variant_id: Any) -> None:
    Counter.objects.filter(variant_id=variant_id).update(on_hand=F("on_hand") + 3)
    with pytest.raises(CommandError, match="1 counters, bins or lots differ"):
        run("check_stock")

    said = run("repair_stock")

    assert "counter 11 set to 8" in said
    assert Counter.objects.get(variant_id=variant_id).on_hand == 8
    assert "sum of its movements" in run("check_stock")
    repaired = OutboxEvent.objects.get(topic="warehouse.stock_repaired")
    assert (repaired.payload["moved"], repaired.payload["counted"]) == (8, 11)


def test_pieces_that_are_promised_are_not_repaired_away(variant_id: Any) -> None:
    Counter.objects.filter(variant_id=variant_id).update(on_hand=11, reserved=10)
    with pytest.raises(CommandError):
        run("repair_stock")

    assert Counter.objects.get(variant_id=variant_id).on_hand == 11
    assert not OutboxEvent.objects.filter(topic="warehouse.stock_repaired").exists()
