"""bench · no app · the measured marketplace's own servers and its world, built once and kept for later runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import redis
from psycopg2 import sql

from marketplace.demo.fingerprints import Done, fingerprint
from marketplace.demo.progress import run_step
from marketplace.demo.steps import MANAGE, Step, steps
from marketplace.embedded import Endpoints
from marketplace.embedded.files import read_json
from marketplace.embedded.postgres import DATABASE, OWNER, SUPERUSER, Postgres
from marketplace.runtime import BASE_DIR
from marketplace.supervisor import Console

VENDORS = 10
PRODUCTS_EACH = 200
_SOURCES = ("apps/discovery/operations/world.py", "apps/discovery/rules/world.py")
_CUT_SHORT = "begun and not finished"
_STEPS_FILE = Path("run", "steps.json")


async def build(root: Path, endpoints: Endpoints, console: Console) -> bool:
    """Bring the world up to date; whether anything was loaded.

    A world that was built with other tables or of other goods is forgotten first: while migrations are
    rewritten before a release, there is no way from the one to the other. So is one that was cut short.
    """
    done = Done(root)
    if any(_is_outdated(root, step) for step in _steps(root) if step.name in ("migrate", "world")):
        console.say("The kept world is of other tables or goods, or was cut short: building a new one")
        forget(root, endpoints)
    loaded = False
    for step in _steps(root):
        if done.has(step.name, step.mark):
            continue
        started = time.monotonic()
        if step.name == "world":
            done.record(step.name, _CUT_SHORT)
        await run_step(step, root=root, cwd=BASE_DIR, console=console)
        console.say(f"{console.paint('✓', '32')} {step.title} ({time.monotonic() - started:.1f} s)")
        done.record(step.name, next(again.mark for again in _steps(root) if again.name == step.name))
        loaded = True
    return loaded


def forget(root: Path, endpoints: Endpoints) -> None:
    """Empty the database and the cache, and have every step run again. Results of earlier runs stay."""
    server = Postgres(root)
    running = server.running()
    if running is None:
        raise RuntimeError(f"PostgreSQL does not run under {root}")
    with closing(psycopg2.connect(server.url(SUPERUSER, running.port, "postgres"))) as link:
        link.autocommit = True
        with link.cursor() as cursor:
            name, owner = sql.Identifier(DATABASE), sql.Identifier(OWNER)
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template1").format(name, owner))
    with redis.Redis.from_url(f"{endpoints.valkey_url_base}/0") as cache:
        cache.flushall()
    (root / _STEPS_FILE).unlink(missing_ok=True)


def _steps(root: Path) -> Iterator[Step]:
    """The steps of the demo, with an invented world in place of the demo's own."""
    schema = ""
    for step in steps(BASE_DIR, root):
        if step.name == "migrate":
            schema = step.mark
        if step.name != "world":
            yield step
    yield Step(
        "world",
        f"Inventing {VENDORS} vendors with {PRODUCTS_EACH} products each",
        (*MANAGE, "seed_world", "--vendors", str(VENDORS), "--listings", str(PRODUCTS_EACH)),
        fingerprint(BASE_DIR, _SOURCES, extra=[schema, str(VENDORS), str(PRODUCTS_EACH)]),
        f"`{Path(sys.executable).name} -m bench --fresh` begins with an empty database.",
    )


def _is_outdated(root: Path, step: Step) -> bool:
    """Whether the step was done, with something else than it would be done with now."""
    return read_json(root / _STEPS_FILE).get(step.name, step.mark) != step.mark
