"""What is paid back for pieces that are not sent: each once, with its shipping where that is not used."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from apps.checkout.rules.cancelling import LineToSend, wishes
from apps.checkout.types.refunds import RefundKind

HOME, PORT = UUID(int=1), UUID(int=2)


def test_shipping_goes_back_unless_the_buyer_calls_off_what_shares_a_parcel() -> None:
    lines = [LineToSend(HOME, 3, 3, 3), LineToSend(PORT, 1, 1, 1)]
    by_seller = wishes(lines, {0: 1}, is_buyers_wish=False, note="")
    assert [(one.lines, one.with_shipping) for one in by_seller] == [({0: 1}, True)]
    by_buyer = wishes(lines, {0: 1, 1: 1}, is_buyers_wish=True, note="")
    assert [(one.lines, one.with_shipping) for one in by_buyer] == [({1: 1}, True), ({0: 1}, False)]


def test_a_house_that_is_emptied_in_two_steps_gives_back_what_one_step_would() -> None:
    before = [LineToSend(HOME, 3, 0, 0, keeps_shipping=True), LineToSend(HOME, 2, 2, 2, keeps_shipping=True)]
    first, second = wishes([*before, LineToSend(PORT, 1, 1, 1, True)], {1: 2}, is_buyers_wish=True, note="")
    assert (first.lines, first.with_shipping) == ({1: 2}, True)
    assert (second.kind, second.lines) == (RefundKind.SHIPPING, {0: 3}), "not that of the other house"
    assert len(wishes(before, {1: 1}, is_buyers_wish=True, note="")) == 1, "something leaves still"


@given(st.data())
def test_no_piece_is_paid_back_twice_and_none_is_forgotten(data: st.DataObject) -> None:
    sold = data.draw(st.integers(1, 9))
    left = data.draw(st.integers(1, sold))
    unpaid_back = data.draw(st.integers(0, left))
    less = data.draw(st.integers(1, left))
    due = LineToSend(HOME, sold, left, unpaid_back).due(less)
    assert 0 <= due <= min(less, unpaid_back)
    assert unpaid_back - due == min(unpaid_back, left - less), "what is sent is paid for, as far as it was"
