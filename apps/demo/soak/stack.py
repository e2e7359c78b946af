"""Demo · a database, a sandbox and a world of the soak's own, in a folder that is removed afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

PROJECT = Path(__file__).resolve().parents[3]
OWN_SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "RESULT_URL", "CACHE_URL")
WORLD = ("--vendors=4", "--listings=6", "--pieces=1000000")
PATIENCE_S = 30


class DidNotStart(RuntimeError):
    """A step of the preparation failed; the text is what it said last."""


@contextmanager
def running(say: Callable[[str], None]) -> Iterator[dict[str, str]]:
    """The environment of a migrated and stocked marketplace with its sandbox; all of it ends with the block.

    Raises:
        DidNotStart: a step failed.
    """
    from marketplace import embedded

    folder = Path(tempfile.mkdtemp(prefix="portolan-soak-"))
    folder.chmod(0o711)  # PostgreSQL runs as another user where we are root
    state, port = folder / "state", _free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OWN_SERVERS} | {
        "PORTOLAN_STATE": str(state), "GATEWAY_PORT": str(port), "DJANGO_SETTINGS_MODULE": "marketplace.settings.demo",
        "RISK_MODE": "shadow",
    }  # fmt: skip
    gateway: subprocess.Popen[bytes] | None = None
    lease = embedded.ensure(state, durable=False)
    try:
        environment |= {
            "DATABASE_URL": lease.app_url,
            "DATABASE_OWNER_URL": lease.owner_url,
            **{name: f"{lease.valkey_url_base}/{place}" for place, name in enumerate(OWN_SERVERS[2:])},
        }
        for words in (("migrate_schemas", "--shared", "--noinput"), ("migrate_fleet",), ("load_reference",),
                      ("seed_world", *WORLD)):  # fmt: skip
            say(f"{words[0]} …")
            _manage(words, environment)
        gateway = _gateway(state, port, folder / "gateway.log")
        say("The sandbox answers.")
        yield environment
    finally:
        if gateway is not None:
            gateway.terminate()
            gateway.wait(PATIENCE_S)
        if held := embedded.held(state):
            held.release()
        shutil.rmtree(folder, ignore_errors=True)


def _manage(words: tuple[str, ...], environment: dict[str, str]) -> None:
    role = {"PORTOLAN_DATABASE_ROLE": "owner"} if words[0].startswith("migrate") else {}
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "manage.py", *words], cwd=PROJECT, env=environment | role, text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        raise DidNotStart(f"{words[0]}:\n{done.stdout[-2000:]}")


def _gateway(state: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "apps/sandbox/gateway/app.py", "--port", str(port), "--state",
        str(state / "sandbox" / "gateway"), "--secret-key", "sk_test_portolan_demo",
        "--webhook-secret", "whsec_portolan_demo",
    ]  # fmt: skip
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=PROJECT, stdout=file, stderr=file, stdin=subprocess.DEVNULL)  # noqa: S603  our own program
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            if requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).ok:
                return process
        except requests.RequestException:
            time.sleep(0.1)
        if process.poll() is not None:
            break
    process.kill()
    raise DidNotStart(f"gateway:\n{log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
