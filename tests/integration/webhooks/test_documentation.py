"""The receiver in the documentation, run as it stands there."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.webhooks import registry, tasks

pytestmark = pytest.mark.django_db
PAGE = (Path(__file__).resolve().parents[3] / "docs" / "webhooks.md").read_text(encoding="utf-8")
SAMPLE = re.findall(r"```python\n(.*?)```", PAGE, re.S)[0]


@pytest.fixture
def documented(tmp_path: Path) -> Iterator[Any]:
    """Start the sample with a secret; its port, and how to stop it and read what it said."""
    programs: list[subprocess.Popen[str]] = []
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    def start(secret: str) -> subprocess.Popen[str]:
        file = tmp_path / "receiver.py"
        file.write_text(SAMPLE, encoding="utf-8")
        environment = {"PATH": os.environ["PATH"], "WEBHOOK_SECRET": secret, "PORT": str(port)}
        program = subprocess.Popen(
            [sys.executable, str(file)], env=environment, text=True,
            stdout=subprocess.PIPE, stderr=(tmp_path / "log").open("w"),
        )  # fmt: skip
        programs.append(program)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return program
            except OSError:
                time.sleep(0.05)
        raise AssertionError((tmp_path / "log").read_text())

    start.url = f"http://127.0.0.1:{port}/in"  # type: ignore[attr-defined]
    yield start
    for program in programs:
        program.kill()
        program.wait()
        program.stdout.close()  # type: ignore[union-attr]


def test_the_documented_receiver_takes_what_is_signed_once_and_refuses_the_rest(
    kiln: Any, settings: Any, endpoint: Any, write: Any, documented: Any
) -> None:
    settings.WEBHOOKS_ALLOW_LOOPBACK = True
    made, other = endpoint(kiln, documented.url), endpoint(kiln, documented.url + "?other")
    program = documented(made.secret)
    write(made, number="KILN-000001")
    write(other, number="forged")

    tasks.deliver_due()
    made.deliveries[0].__class__.objects.filter(pk=made.deliveries[0].pk).update(
        status="waiting", next_attempt_at=made.deliveries[0].created_at, settled_at=None
    )
    tasks.deliver_due()

    assert made.deliveries[0].attempt_count == 2
    assert made.deliveries[0].status == "delivered"
    assert other.deliveries[0].attempts.get().status_code == 400
    program.kill()
    said = program.communicate()[0]
    assert said == "order.placed {'number': 'KILN-000001'}\n"


def test_the_documentation_names_every_kind_of_message() -> None:
    assert [found.type for found in registry.offers() if f"`{found.type}`" not in PAGE] == []
    assert len(registry.offers()) >= 16
