"""Demo · the soak's own database, sandbox, world and web server for callbacks, in a folder that is removed after."""

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

from apps.payments.gateways.stripe import TELLING

PROJECT = Path(__file__).resolve().parents[3]
OWN_SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "RESULT_URL", "CACHE_URL")
WORLD = ("--vendors=4", "--listings=6", "--pieces=1000000")
PATIENCE_S = 90


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
    state, (port, web_port) = folder / "state", _free_ports(2)
    environment = {name: value for name, value in os.environ.items() if name not in OWN_SERVERS} | {
        "PORTOLAN_STATE": str(state), "GATEWAY_PORT": str(port), "DJANGO_SETTINGS_MODULE": "marketplace.settings.demo",
        "RISK_MODE": "shadow", "PORT": str(web_port), "WEB_WORKERS": "1", "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    programs: list[subprocess.Popen[bytes]] = []
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
        callbacks = f"http://portolan.localhost:{web_port}/callbacks/stripe/"
        gateway = (
            "apps/sandbox/gateway/app.py", "--port", str(port), "--state", str(state / "sandbox" / "gateway"),
            "--secret-key", "sk_test_portolan_demo", "--webhook-secret", "whsec_portolan_demo",
            "--webhook-url", callbacks, "--webhook-events", ",".join(sorted(TELLING)), "--retry-base-s", "0.5",
        )  # fmt: skip
        web = ("-m", "marketplace.web", "--port", str(web_port), "marketplace.wsgi:application")
        programs.append(_started(gateway, environment, port, folder / "gateway.log"))
        programs.append(_started(web, environment, web_port, folder / "web.log"))
        say("The sandbox and the web server answer.")
        yield environment
    finally:
        for program in reversed(programs):
            program.terminate()
            program.wait(PATIENCE_S)
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


def _started(words: tuple[str, ...], environment: dict[str, str], port: int, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, *words], cwd=PROJECT, env=environment, stdout=file, stderr=file, stdin=subprocess.DEVNULL
        )
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code < 500:
                return process
        except requests.RequestException:
            time.sleep(0.1)
    process.terminate()  # its workers end with it
    process.wait(PATIENCE_S)
    raise DidNotStart(f"{' '.join(words[:2])}:\n{log.read_text(errors='replace')[-2000:]}")


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
