"""bench · no app · asking the same again and again, at a steady pace, by a client so lean that it takes nothing."""

from __future__ import annotations

import json
import re
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

_LENGTH = re.compile(rb"^content-length: *([0-9]+)", re.IGNORECASE | re.MULTILINE)
_LINKS = 8
_TIMEOUT_S = 30


def beats(per_second: float, seconds: float) -> Iterator[float]:
    """Waits for each beat; the instant at which it was due (`perf_counter`). One that is late is not skipped."""
    began = time.perf_counter()
    for number in range(int(per_second * seconds)):
        due = began + number / per_second
        time.sleep(max(due - time.perf_counter(), 0))
        yield due


def ask(link: socket.socket, request: bytes) -> int:
    """Send a request over a connection that is kept, read all of the answer; its status.

    Raises:
        OSError: the server hangs up.
    """
    link.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += _part(link)
    head, _, body = received.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    left = (int(length[1]) if length else 0) - len(body)
    while left > 0:
        left -= len(_part(link))
    return int(head[9:12])


def asked(port: int, request: bytes, *, per_second: float, seconds: float) -> Counter[int]:
    """Ask over eight connections at a steady pace, in turn; how many answers of each status (0: hung up)."""

    def pace(number: int, link: socket.socket, answers: Counter[int]) -> None:
        time.sleep(number / per_second)
        for _ in beats(per_second / _LINKS, seconds):
            answers[ask(link, request)] += 1

    return _crew(port, pace)


def asked_until(port: int, request: bytes, status: int, *, most: int) -> Counter[int]:
    """Ask over eight connections as fast as answers come, until each has had this status; `most` by each at most."""

    def spend(_number: int, link: socket.socket, answers: Counter[int]) -> None:
        for _ in range(most):
            said = ask(link, request)
            answers[said] += 1
            if said == status:
                return

    return _crew(port, spend)


def _crew(port: int, act: Callable[[int, socket.socket, Counter[int]], None]) -> Counter[int]:
    each = [Counter[int]() for _ in range(_LINKS)]

    def work(number: int, answers: Counter[int]) -> None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_S) as link:
                act(number, link, answers)
        except OSError:
            answers[0] += 1

    crew = [threading.Thread(target=work, args=one) for one in enumerate(each)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    return sum(each, Counter())


def _part(link: socket.socket) -> bytes:
    part = link.recv(65536)
    if not part:
        raise ConnectionError("the server hangs up")
    return part


def main() -> None:
    """`python -m bench.pacing PORT RATE SECONDS`, the request on standard input: in a process of its own."""
    port, per_second, seconds = sys.argv[1:]
    request = sys.stdin.buffer.read()
    print(json.dumps(asked(int(port), request, per_second=float(per_second), seconds=float(seconds))))


if __name__ == "__main__":
    main()
