"""What every test stands on: real PostgreSQL and Valkey, two vendors, the application's own role."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as properties

# How fast a busy machine makes examples says nothing of what they try.
properties.register_profile("portolan", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("portolan")

# Collected tests and states of migrations are a million things that live long: by default they are looked through
# for garbage again and again, which is a third of what migrating costs.
gc.set_threshold(50_000, 20, 50)

ROOT = Path(__file__).resolve().parent.parent
_TABLES = ("apps/*/migrations/*.py", "fixtures/reference/*", "fixtures/demo/taxonomy.json", "tests/conftest.py")
_LOADING = ("apps/vendors/*.py", "apps/*/management/commands/load_reference.py",
            "apps/tariffs/**/*.py", "apps/screening/lists/*.py",
            "apps/screening/operations/lists.py", "apps/screening/rules/[nw]*.py",
            "apps/registrations/operations/*.py", "apps/registrations/rules/numbers.py",
            "tests/factories/registrations.py",
            "apps/markets/*.py", "apps/logistics/*.py")  # fmt: skip
# `TEST_TEMPLATE=tables` keeps the template while only code is edited, for who tries one thing again and again.
_FINGERPRINTED = _TABLES if os.environ.get("TEST_TEMPLATE") == "tables" else _TABLES + _LOADING


_ROOMS = ("architecture", "unit", "golden", "e2e", "integration")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process builds the database in a file that needs it; the other has those to do meanwhile that need none.

    The longest journeys come before what is short, so that both end together (`make test` keeps this order).
    """
    waiting = {item.path for item in items if _needs_database(item)}
    items.sort(
        key=lambda item: (
            item.path.name != "test_provisioning.py",
            item.path in waiting,
            _ROOMS.index(_room(item.path)),
        )
    )


def pytest_collection_finish() -> None:
    """What has been collected stays to the end: there is no garbage in it to look for."""
    gc.freeze()


def _needs_database(item: Any) -> bool:
    return bool(item.get_closest_marker("django_db") or {"django_db_setup", "kiln", "loom"} & set(item.fixturenames))


def _room(file: Path) -> str:
    return file.relative_to(ROOT / "tests").parts[0]


@cache
def _fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in _FINGERPRINTED:
        for file in sorted(ROOT.glob(pattern)):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _admin() -> Any:
    from django.conf import settings

    link = psycopg2.connect(settings.DATABASE_OWNER_URL)
    link.autocommit = True
    return link


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of this process, copied from a template that is built once per state of the migrations."""
    from django.db import connection

    template = f"tpl_{_fingerprint()}"
    name = f"test_{os.getpid()}"
    admin = _admin()
    cursor = admin.cursor()
    cursor.execute("SELECT pg_advisory_lock(747474)")
    try:
        _drop_databases_of_killed_runs(cursor)
        cursor.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [template])
        row = cursor.fetchone()
        if row is None or not row[0]:
            cursor.execute(f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{template}"')
            with django_db_blocker.unblock():
                _build(template)
            cursor.execute(f'ALTER DATABASE "{template}" IS_TEMPLATE true')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    finally:
        cursor.execute("SELECT pg_advisory_unlock(747474)")
    connection.close()
    connection.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connection.close()
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    admin.close()


def _drop_databases_of_killed_runs(cursor: Any) -> None:
    """Databases bear the pid of the process that made them; ours may be a number that was used before."""
    from marketplace.embedded import processes

    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+(_own)?$'")
    for (name,) in cursor.fetchall():
        pid = int(name.split("_")[1])
        if pid == os.getpid() or processes.identity(pid) is None:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _build(template: str) -> None:
    """Migrate, load the reference rows and provision kiln and loom, in the owner's role."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction

    from apps.common.clock import now
    from apps.outbox import relay
    from apps.vendors import fleet, operations
    from marketplace.settings.environment import database
    from tests.factories.registrations import register_marketplace

    app_role = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(database(settings.DATABASE_OWNER_URL) | {"NAME": template})
    call_command("migrate_schemas", shared=True, verbosity=0, interactive=False)
    fleet.migrate(workers=1)
    from django.core.management import get_commands

    if "load_reference" in get_commands():
        call_command("load_reference", verbosity=0)
    with transaction.atomic():
        register_marketplace(now())
    for slug, title, country, currency in (("kiln", "Kiln", "CN", "CNY"), ("loom", "Loom", "GB", "GBP")):
        with transaction.atomic():
            vendor = operations.register(
                slug=slug, name=title, legal_name=f"{title} Ltd", country=country, currency=currency,
                languages=["en"], contact_email=f"owner@{slug}.example", trader_address=f"1 {title} Road",
                responsible_persons={"EU": "Quay Compliance, Hamburg, safety@quay.example", "GB": "Quay, London"},
            )  # fmt: skip
        operations.provision(vendor.pk, at=now())
    fleet.migrate(workers=1)
    relay.drain()
    connection.close()
    connection.settings_dict.update(app_role)


@pytest.fixture(autouse=True)
def _public_schema(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test begins and ends in public, with an empty process cache."""
    from celery._state import _set_task_join_will_block
    from django.core.cache import cache
    from django.db import connection

    from apps.common import remember

    _set_task_join_will_block(False)  # eager tasks in threads of the test before may have left it on

    connection.set_schema_to_public()
    remember.forget_everything()
    yield
    connection.set_schema_to_public()
    if {"db", "own_database"} & set(request.fixturenames):
        cache.clear()


@pytest.fixture
def at() -> Any:
    """The instant at which a test's operations happen."""
    from apps.common.clock import now

    return now()


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database for this test alone, in which everything commits: for races, tasks and crashes; its name.

    Use it in place of `django_db(transaction=True)`: nothing has to be flushed, and
    threads see what others have committed.
    """
    from django.db import connection

    before = connection.settings_dict["NAME"]
    name = f"{before}_own"
    admin = _admin()
    admin.cursor().execute(f'CREATE DATABASE "{name}" TEMPLATE "tpl_{_fingerprint()}" STRATEGY file_copy')
    connection.close()
    connection.settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        yield name
        connection.close()
    connection.settings_dict["NAME"] = before
    admin.cursor().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    admin.close()


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction around all tests of a file: what its module's fixtures write is there for each of them.

    A test's own transaction is a savepoint in it, so that what a test writes is gone after it, as ever.
    """
    from django.db import connection, transaction

    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # so that what has to be outermost may be, as in Django's own
    with django_db_blocker.unblock(), around:
        yield
        connection.set_schema_to_public()
        transaction.set_rollback(True)


def _database(request: pytest.FixtureRequest) -> None:
    if "own_database" not in request.fixturenames:
        request.getfixturevalue("db")


@pytest.fixture
def kiln(request: pytest.FixtureRequest) -> Any:
    """A vendor in China that prices in CNY."""
    from apps.vendors import selectors

    _database(request)
    return selectors.by_slug("kiln")


@pytest.fixture
def loom(request: pytest.FixtureRequest) -> Any:
    """A vendor in Great Britain that prices in GBP."""
    from apps.vendors import selectors

    _database(request)
    return selectors.by_slug("loom")


@pytest.fixture
def enter() -> Callable[[Any], AbstractContextManager[None]]:
    """Enter a vendor: `with enter(kiln): …`."""
    from django_tenants.utils import tenant_context

    return tenant_context


@pytest.fixture
def drain() -> Callable[[], int]:
    """Deliver every outbox event that is due."""
    from apps.outbox import relay

    return relay.drain
