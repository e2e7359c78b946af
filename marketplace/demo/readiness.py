"""demo · no app · waiting until the marketplace answers."""

from __future__ import annotations

import asyncio
import http.client
import time

from marketplace.demo.programs import Addresses
from marketplace.embedded.errors import tail
from marketplace.supervisor import Console
from marketplace.supervisor.child import Child

PATIENCE_S = 90.0
FUTILE_STARTS = 4
TRY_EVERY_S = 0.2


class NotReady(RuntimeError):
    """The marketplace did not answer /readyz with 200; the text holds its last answer and its log's end."""


async def wait_ready(web: Child, addresses: Addresses, *, console: Console) -> None:
    """Ask /readyz until it answers 200.

    Raises:
        NotReady: it did not within 90 seconds, or the web server keeps ending.
    """
    started = time.monotonic()
    answer = ""
    while (elapsed_s := time.monotonic() - started) < PATIENCE_S and web.starts < FUTILE_STARTS:
        status, answer = await asyncio.to_thread(ask, addresses.host, addresses.port)
        if status == 200:
            return
        if elapsed_s > 2:
            console.status(f"Waiting for the web server {elapsed_s:.0f} s · {answer[:80]}")
        await asyncio.sleep(TRY_EVERY_S)
    raise NotReady(
        f"/readyz does not answer 200 after {elapsed_s:.0f} s. Its last answer: {answer[:500]}\n"
        f"The last lines of the web server:\n{tail(console.file(web.program.name))}"
    )


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
