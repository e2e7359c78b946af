"""demo · no app · waiting until the marketplace answers."""

from __future__ import annotations

import asyncio
import http.client
import time

from marketplace.supervisor import Console

PATIENCE_S = 90.0
TRY_EVERY_S = 0.2


class NotReady(RuntimeError):
    """The marketplace did not answer /readyz with 200 in time; the text holds its last answer."""


async def wait_ready(*, host: str, port: int, console: Console) -> float:
    """Ask /readyz until it answers 200; the seconds that took.

    Raises:
        NotReady: it did not within 90 seconds.
    """
    started = time.monotonic()
    while (elapsed_s := time.monotonic() - started) < PATIENCE_S:
        status, answer = await asyncio.to_thread(ask, host, port)
        if status == 200:
            return elapsed_s
        if elapsed_s > 2:
            console.status(f"Waiting for /readyz {elapsed_s:.0f} s · {answer[:80]}")
        await asyncio.sleep(TRY_EVERY_S)
    raise NotReady(f"/readyz does not answer 200 after {PATIENCE_S:.0f} s. Its last answer: {answer[:500]}")


def ask(host: str, port: int) -> tuple[int, str]:
    """One request for /readyz: status and text; status 0 when nobody answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"{host}:{port}"})
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()
