"""Which services and which database role a management command gets."""

from __future__ import annotations

import os
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

WITHOUT_DATABASE = frozenset(
    {"", "help", "version", "--help", "--version", "-h", "check", "collectstatic", "makemigrations",
     "startapp", "diffsettings", "test", "money_soak"}
)  # fmt: skip
AS_OWNER = frozenset({"migrate", "migrate_schemas", "migrate_fleet"})


def state_dir() -> Path:
    """The folder that holds all local state: what PORTOLAN_STATE names, else `.local`, or the test suite's below it."""
    is_test = os.environ.get("DJANGO_SETTINGS_MODULE") == "marketplace.settings.test"
    return Path(os.environ.get("PORTOLAN_STATE") or BASE_DIR / (".local/test" if is_test else ".local")).resolve()


def prepare(command: str) -> None:
    """Set the service addresses in the environment before Django reads its settings.

    Addresses that the environment already holds win. Commands that need no
    database start nothing; the others take a shared lease on the embedded
    servers and start them if nobody has; in production nothing is ever started.
    Commands that change the schema run in the owner's role.
    """
    if command in AS_OWNER or os.environ.get("PORTOLAN_DATABASE_ROLE") == "owner":
        os.environ["PORTOLAN_DATABASE_ROLE"] = "owner"
    is_production = os.environ.get("DJANGO_SETTINGS_MODULE") == "marketplace.settings.production"
    if is_production or command in WITHOUT_DATABASE or "--help" in sys.argv:
        return
    lease_services(state_dir())


def lease_services(root: Path, *, durable: bool = True) -> None:
    """Export DATABASE_URL, DATABASE_OWNER_URL, BROKER_URL, RESULT_URL and CACHE_URL of the servers under `root`.

    Holds a shared lease until the process ends. What the environment already
    names is left alone and not started.
    """
    needs = []
    if not os.environ.get("DATABASE_URL"):
        needs.append("postgres")
    if not all(os.environ.get(name) for name in ("BROKER_URL", "RESULT_URL", "CACHE_URL")):
        needs.append("valkey")
    if not needs:
        return

    from marketplace import embedded

    endpoints = embedded.ensure(root, durable=durable, needs=tuple(needs))
    if "postgres" in needs:
        os.environ["DATABASE_URL"] = endpoints.app_url
        os.environ["DATABASE_OWNER_URL"] = endpoints.owner_url
    if "valkey" in needs:
        for database, name in enumerate(("BROKER_URL", "RESULT_URL", "CACHE_URL")):
            os.environ.setdefault(name, f"{endpoints.valkey_url_base}/{database}")
