"""An order follows the last of its warehouses."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.errors import InvalidTransition
from apps.orders import rules
from apps.orders.types import OrderStatus
from apps.shipping.types import FulfilmentStatus as F


@pytest.mark.parametrize(
    ("event", "status"), list(product(["confirm", "pack", "ship", "deliver", "cancel", "unknown"], OrderStatus))
)
def test_every_pair_moves_on_or_is_refused(event: str, status: OrderStatus) -> None:
    if rules.ORDER.allows(status, event):
        assert rules.ORDER.next(status, event) in OrderStatus
    else:
        with pytest.raises(InvalidTransition):
            rules.ORDER.next(status, event)


def test_an_order_is_shipped_when_its_last_parcel_is() -> None:
    assert rules.steps_due(OrderStatus.PACKED, [F.HANDED_OVER, F.PACKED]) == []
    assert rules.steps_due(OrderStatus.PACKED, [F.HANDED_OVER, F.DELIVERED]) == ["ship"]


def test_news_that_come_late_are_caught_up_with() -> None:
    assert rules.steps_due(OrderStatus.CONFIRMED, [F.DELIVERED]) == ["pack", "ship", "deliver"]


def test_a_house_that_sends_nothing_holds_nobody_up() -> None:
    assert rules.steps_due(OrderStatus.CONFIRMED, [F.CANCELLED, F.PACKED]) == ["pack"]
    assert rules.steps_due(OrderStatus.CONFIRMED, [F.CANCELLED]) == []


@given(st.integers(1, 50), st.data(), st.decimals(0, 10_000, places=2))
def test_the_share_of_what_is_left_is_within_the_whole(of: int, data: st.DataObject, amount: Decimal) -> None:
    left = data.draw(st.integers(0, of))
    share = rules.share_left(amount, left=left, of=of)
    assert 0 <= share <= amount
    assert abs(share * of - amount * left) <= Decimal("0.0001") * of


@given(st.sampled_from(list(OrderStatus)), st.lists(st.sampled_from(list(F)), max_size=5))
def test_the_steps_due_are_possible_and_need_no_repeating(status: OrderStatus, fulfilments: list[F]) -> None:
    for event in rules.steps_due(status, fulfilments):
        status = rules.ORDER.next(status, event)

    assert rules.steps_due(status, fulfilments) == []


@pytest.mark.parametrize("status", list(F))
def test_every_state_of_a_shipment_is_a_step_of_its_order(status: F) -> None:
    assert isinstance(rules.steps_due(OrderStatus.CONFIRMED, [status]), list)
