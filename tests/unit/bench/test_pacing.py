"""bench · asking at a steady pace."""

from __future__ import annotations

import socket
import time

import pytest

from bench import pacing
from tests.unit.bench.test_floor import answering


def test_beats_come_at_their_time_and_all_of_them() -> None:
    began = time.perf_counter()

    due = [at - began for at in pacing.beats(100, 0.1)]

    assert len(due) == 10
    assert due[9] - due[0] == pytest.approx(0.09)
    assert time.perf_counter() - began >= 0.09


def test_a_beat_that_is_late_is_counted_from_when_it_was_due() -> None:
    late = []
    for due in pacing.beats(100, 0.05):
        time.sleep(0.03)
        late.append(time.perf_counter() - due)

    assert late[0] == pytest.approx(0.03, abs=0.02)
    assert late[4] >= 0.1


def test_statuses_are_read_from_a_connection_that_is_kept() -> None:
    with answering(200, 429) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        request = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()

        assert [pacing.ask(link, request), pacing.ask(link, request)] == [200, 429]


def test_asking_stops_at_the_status_that_is_waited_for() -> None:
    with answering(*[200] * 12, *[429] * 8) as port:
        request = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()

        assert pacing.asked_until(port, request, 429, most=20) == {200: 12, 429: 8}


def test_who_is_hung_up_on_is_counted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    assert pacing.asked(port, b"", per_second=80, seconds=0.1) == {0: 8}
