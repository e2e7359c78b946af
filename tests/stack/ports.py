"""Ports that nobody uses, below those that the kernel gives to outgoing connections."""

from __future__ import annotations

import random
import socket

_LOWEST, _HIGHEST = 12_000, 19_999


def free(count: int) -> list[int]:
    """Different free ports on 127.0.0.1. Another program may take one before it is used."""
    found: list[int] = []
    while len(found) < count:
        port = random.randint(_LOWEST, _HIGHEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found
