"""A whole marketplace for a browser: web server, card gateway and carrier, on a database of this folder alone."""

from __future__ import annotations

import copy
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import override_settings

from tests import conftest as base
from tests.e2e.world import World, build
from tests.integration.sandbox.sandbox_world import (
    CARRIER_KEY,
    CARRIER_SECRET,
    SECRET_KEY,
    WEBHOOK_SECRET,
    Program,
)  # fmt: skip

ROOT = Path(__file__).resolve().parents[2]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium")
CHROMIUM = os.environ.get("CHROMIUM") or next((found for name in _NAMES if (found := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folder = Path(__file__).parent
    for item in items:
        if folder in item.path.parents:
            item.add_marker("browser")
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium: set CHROMIUM, or put one on the PATH"))


@pytest.fixture(scope="package")
def _blocking_allowed() -> Iterator[None]:
    """Playwright keeps an event loop running in this thread; no coroutine of ours touches the database."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def chromium(_blocking_allowed: None) -> Iterator[Any]:
    """The Chromium of this machine; it answers every name under .localhost itself.

    Ends with this folder, not with the session, or its event loop would forbid
    every later test the database.
    """
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield running
        running.close()


@pytest.fixture(scope="package")
def _database(_blocking_allowed: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the template in which everything commits, for all tests of this folder."""
    from django.db import connection, connections

    before = connection.settings_dict["NAME"]
    name = f"{before}_e2e"
    admin = base._admin()
    admin.cursor().execute(f'CREATE DATABASE "{name}" TEMPLATE "tpl_{base._fingerprint()}" STRATEGY file_copy')
    connection.close()
    connection.settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    connection.settings_dict["NAME"] = before
    admin.cursor().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    admin.close()


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Server(ThreadedWSGIServer):
    daemon_threads = True

    def close_request(self, request: Any) -> None:
        from django.db import connections

        connections.close_all()
        super().close_request(request)


@pytest.fixture(scope="package")
def world(_database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The marketplace at http://portolan.localhost:<port>, with two vendors, their goods and their people."""
    from django.core.cache import cache
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.management import call_command
    from django.db import connection

    state = tmp_path_factory.mktemp("e2e")
    server = _Server(("127.0.0.1", 0), _QuietHandler, ipv6=False)
    port = server.server_address[1]
    gateway = _program(
        state, "gateway", "--secret-key", SECRET_KEY, "--webhook-secret", WEBHOOK_SECRET,
        "--webhook-url", f"http://127.0.0.1:{port}/callbacks/stripe/", "--retry-base-s", "0.2",
    )  # fmt: skip
    carrier = _program(state, "carrier", "--api-key", CARRIER_KEY, "--api-secret", CARRIER_SECRET, "--time-scale", "1")
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["form-action"].append(gateway.url)
    changed = {
        "PORT": port,
        "PUBLIC_PORT": str(port),
        "CONTENT_SECURITY_POLICY": policy,
        "STRIPE": {
            "api_base": gateway.url,
            "secret_key": SECRET_KEY,
            "webhook_secret": WEBHOOK_SECRET,
            "timeout_s": 10,
        },
        "MERIDIAN": {"api_base": carrier.url, "key": CARRIER_KEY, "secret": CARRIER_SECRET},
        "MEDIA_ROOT": str(state / "media"),
        "STATIC_ROOT": str(state / "static"),
        "STORAGES": {**settings.STORAGES, "staticfiles": {"BACKEND": "marketplace.static_bundle.BundledStaticStorage"}},
        "WHITENOISE_AUTOREFRESH": False,
        "AXES_ENABLED": False,
    }
    with override_settings(**changed):
        call_command(
            "collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin", "unfold", "rest_framework"]
        )
        cache.clear()
        found = build(port, gateway=gateway, carrier=carrier)
        server.set_app(WSGIHandler())
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        yield found
        server.shutdown()
        server.server_close()
        cache.clear()
    for program in (gateway, carrier):
        program.stop(signal.SIGKILL)
    connection.set_schema_to_public()


def _program(state: Path, name: str, *flags: str) -> Program:
    file = ROOT / "apps" / "sandbox" / name / "app.py"
    found = Program(
        [sys.executable, "-u", str(file), "--port", "0", "--state", str(state / name), *flags], state / f"{name}.log"
    )
    found.start()
    return found


@pytest.fixture
def visit(world: World, chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a page in a browser of its own: `visit(locale="de-DE", java_script_enabled=False)`.

    Whatever the browser complains of while the test runs, fails it: errors in the
    console, exceptions, breaches of the content security policy, missing files.
    With `refuses=True` a page may send a form back (422), with `loses=True` the connection may be cut.
    """
    complaints: list[str] = []
    contexts: list[Any] = []

    def complain(address: str, what: str) -> None:
        if settings.MARKETPLACE_HOST in address:  # the card gateway's own page is not ours to judge
            complaints.append(f"{address}: {what}")

    def open_page(*, refuses: bool = False, loses: bool = False, **options: Any) -> Any:
        expected = "422" if refuses else "ERR_INTERNET_DISCONNECTED" if loses else "nothing of this kind"
        context = chromium.new_context(**{"reduced_motion": "reduce", "base_url": world.shop, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on(
            "console",
            lambda said: (
                said.type in ("error", "warning") and expected not in said.text and complain(page.url, said.text)
            ),
        )
        page.on("pageerror", lambda error: complain(page.url, str(error)))
        page.on(
            "response",
            lambda got: (
                got.status >= 400 and expected != str(got.status) and complain(got.url, f"answers {got.status}")
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
