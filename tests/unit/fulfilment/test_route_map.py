"""The picture of rounds: what is drawn of them lies in it."""

from __future__ import annotations

from apps.fulfilment.rules import route_map


def test_a_rest_is_drawn_although_stops_have_left_its_round() -> None:
    """It was on the way home after the third stop, of which one was cancelled and the others keep their times."""
    found = route_map.drawn((52.5, 13.4), [[(52.6, 13.4), (52.6, 13.5)]], rests=[[(4, True), (1, False)]])
    assert [len(one.rests) for one in found.rounds] == [2]
