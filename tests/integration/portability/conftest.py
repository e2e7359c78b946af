"""A vendor with a past in one database, and a second, fresh installation to go to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests.conftest import _admin, _fingerprint

from . import world


@dataclass
class Installations:
    """Two databases and two storages; `a` holds the potter, `b` does not know it."""

    folder: Path
    blocker: Any
    a: str
    b: str

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """Work on one of them."""
        from django.core.cache import cache
        from django.db import connection

        from apps.vendors import selectors

        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = getattr(self, name)
        with (
            self.blocker.unblock(),
            override_settings(
                MEDIA_ROOT=str(self.folder / f"media-{name}"),
                BACKUP_ROOT=str(self.folder / f"backups-{name}"),
                PAYMENT_GATEWAY="noop",
            ),
        ):
            cache.clear()
            selectors.forget_hosts()
            try:
                yield
            finally:
                connection.close()
                connection.settings_dict["NAME"] = before
                selectors.forget_hosts()


@pytest.fixture(scope="session")
def installations(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installations]:
    """Both installations for all tests of this folder; what is written in them stays until its end."""
    made = Installations(
        tmp_path_factory.mktemp("installations"), django_db_blocker,
        f"test_{os.getpid()}_leave_a", f"test_{os.getpid()}_leave_b",
    )  # fmt: skip
    admin = _admin()
    for name in (made.a, made.b):
        admin.cursor().execute(f'CREATE DATABASE "{name}" TEMPLATE "tpl_{_fingerprint()}" STRATEGY file_copy')
    with made.at("a"):
        world.potter()
    yield made
    for name in (made.a, made.b):
        admin.cursor().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    admin.close()
