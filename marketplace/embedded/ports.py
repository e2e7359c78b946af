"""embedded · no app · which loopback port a server tries, in which order."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

PREFERRED = {"postgres": 54321, "valkey": 63791}
ATTEMPTS = 40


def candidates(service: str, root: Path, *, last: int | None) -> Iterator[int]:
    """Free ports, best first: the one used last, then the root's preference and those after it.

    A port may be taken between this check and the server's bind; the caller
    then starts the server again on the next one.
    """
    start = preferred(service, root)
    if last:
        wait_free(last, timeout_s=1)
    for port in ([last] if last else []) + [start + 7 * step for step in range(ATTEMPTS)]:
        if is_free(port):
            yield port


def preferred(service: str, root: Path) -> int:
    """54321 and 63791 for the demo; for any other root a port below the ephemeral range, from its path."""
    if root.name == ".local":
        return PREFERRED[service]
    digest = hashlib.sha256(f"{service}:{root}".encode()).digest()
    return 20000 + int.from_bytes(digest[:4], "big") % 12000


def is_free(port: int) -> bool:
    """Whether a server could bind this port on 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_free(port: int, *, timeout_s: float) -> None:
    """Give a server that was just killed the time to let go of its port."""
    deadline = time.monotonic() + timeout_s
    while not is_free(port) and time.monotonic() < deadline:
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Whether something accepts connections on this port of 127.0.0.1."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True
