"""demo · no app · what has to be done before the shop can open, in order."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from marketplace.demo.fingerprints import fingerprint

MANAGE = (sys.executable, "manage.py")
MIGRATIONS = ("apps/*/migrations/*.py", "marketplace/settings/schemas.py", "requirements.txt")
CATALOGUES = ("locale/*/LC_MESSAGES/*.po",)
STATIC = (
    "static/**/*", "apps/*/static/**/*", "marketplace/static_bundle.py", "marketplace/settings/schemas.py",
    "requirements.txt",
)  # fmt: skip
REFERENCE = ("fixtures/reference/**/*", "fixtures/demo/taxonomy.json", "requirements.txt")


@dataclass(frozen=True)
class Step:
    """A command, why it runs, and the fingerprint of what it reads.

    `remedy` is what to do if it fails, over and above reading its output.
    """

    name: str
    title: str
    command: tuple[str, ...]
    mark: str
    remedy: str


def steps(base: Path, state: Path) -> Iterator[Step]:
    """All steps from an empty database to a loaded demo world.

    What they did to the database or to files under the state folder counts
    only for that database and those files: their marks name both.
    """
    database = database_mark(state)
    schema = fingerprint(base, MIGRATIONS, extra=[database])
    wipe = "If the data are not worth keeping, `make demo-reset` starts from nothing."
    yield Step(
        "migrate",
        "Creating the marketplace's tables",
        (*MANAGE, "migrate_schemas", "--shared", "--noinput"),
        schema,
        wipe,
    )
    yield Step("fleet", "Building the vendors' schemas", (*MANAGE, "migrate_fleet"), schema, wipe)
    yield Step(
        "messages",
        "Compiling translations",
        (sys.executable, "-m", "marketplace.messages", "compile"),
        fingerprint(base, CATALOGUES, extra=compiled(base)),
        "Correct the .po file that the message names.",
    )
    yield Step(
        "static",
        "Bundling style sheets, scripts and fonts",
        (*MANAGE, "collectstatic", "--no-input", "--verbosity", "0"),
        fingerprint(base, STATIC, extra=[str((state / "static" / "staticfiles.json").exists())]),
        "Correct the file that the message names.",
    )
    yield Step(
        "reference",
        "Loading countries, currencies, taxonomy and tariffs",
        (*MANAGE, "load_reference"),
        fingerprint(base, REFERENCE, extra=[schema]),
        wipe,
    )
    yield Step("world", "Loading the demo world", (*MANAGE, "load_demo"), database, wipe)


def last_steps(base: Path, state: Path) -> Iterator[Step]:
    """What needs the carrier and the open shop: parcels under way."""
    yield Step(
        "parcels",
        "Handing parcels to the carrier",
        (*MANAGE, "load_demo", "--parcels"),
        database_mark(state),
        "Start again: what was handed over stays so.",
    )


def database_mark(state: Path) -> str:
    """A digest that changes with the database: with its address, or with the data folder made anew."""
    credentials = state / "data" / "credentials.json"
    own = credentials.read_bytes() if credentials.exists() else b""
    return hashlib.sha256(own + os.environ.get("DATABASE_URL", "").encode()).hexdigest()


def compiled(base: Path) -> list[str]:
    """The catalogues that are compiled already."""
    return sorted(str(path.relative_to(base)) for path in base.glob("locale/*/LC_MESSAGES/*.mo"))
