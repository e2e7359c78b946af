"""bench · no app · the floor: what the least that Django can answer costs, with both workers busy."""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from dataclasses import dataclass

from bench import accounting
from bench.servers import Server

_AT_ONCE = 8
_WARM_UPS = 400
_ANSWER = b"HTTP/1.1 200 "


@dataclass(frozen=True)
class Floor:
    """CPU milliseconds of a bare view under gunicorn, when it was taken (monotonic seconds), and wrong answers."""

    cpu_ms: float
    per_second: float
    at: float
    errors: int


def take(server: Server, *, count: int = 4000) -> Floor:
    """Ask the bare view `count` times with eight requests under way.

    The client is as lean as can be, so that the workers never wait for it: idle workers that wake
    for each request cost more, and a floor taken so would flatter every ratio.
    """
    ask(server.port, _WARM_UPS)
    before, started = accounting.cpu(accounting.tree(server.pid)), time.perf_counter()
    answers = ask(server.port, count)
    wall_s, after = time.perf_counter() - started, accounting.cpu(accounting.tree(server.pid))
    used = sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
    return Floor(1000 * used / count, count / wall_s, time.monotonic(), count - answers[True])


def ask(port: int, count: int) -> Counter[bool]:
    """Ask so often, eight at a time, each over a connection of its own; how many answers were right, and were not."""
    request = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
    answers: Counter[bool] = Counter()
    received: dict[socket.socket, bytes] = {}
    asked = 0
    with selectors.DefaultSelector() as selector:
        while answers.total() < count:
            while asked < count and len(received) < _AT_ONCE:
                link = socket.create_connection(("127.0.0.1", port), timeout=10)
                link.sendall(request)
                received[link] = b""
                selector.register(link, selectors.EVENT_READ)
                asked += 1
            for key, _ in selector.select(10):
                ready = key.fileobj
                assert isinstance(ready, socket.socket)
                part = _read(ready)
                received[ready] += part
                if not part:
                    selector.unregister(ready)
                    answers[received.pop(ready).startswith(_ANSWER)] += 1
                    ready.close()
    return answers


def _read(link: socket.socket) -> bytes:
    try:
        return link.recv(4096)
    except OSError:
        return b""
