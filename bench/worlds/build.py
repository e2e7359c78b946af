"""bench · no app · building what is measured against, once, and keeping it while nothing that it is made of changes."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.databases import Databases
from marketplace.demo.fingerprints import Done, fingerprint
from marketplace.demo.progress import StepFailed, run_step
from marketplace.demo.steps import Step, steps
from marketplace.runtime import BASE_DIR
from marketplace.supervisor import Console

BASE, GOODS, LARGE, TRIAL, FLEET = "bench_base", "bench_goods", "bench_large", "bench_trial", "bench_fleet"
SLOTS = {BASE: 0, GOODS: 3, LARGE: 6, TRIAL: 9, FLEET: 12}
LARGE_VENDORS, LARGE_LISTINGS = 200, 250
_REMEDY = f"`{Path(sys.executable).name} -m bench --fresh` begins with empty databases."
_FILES = ("messages", "static")
_TABLES = ("migrate", "fleet", "reference")
# What tables and reference data are made of.
_MADE_OF = (
    "apps/*/migrations/*.py", "apps/vendors/schema_sql.py", "marketplace/settings/schemas.py",
    "fixtures/reference/**/*", "fixtures/demo/taxonomy.json",
)  # fmt: skip
_CUT_SHORT = "begun and not finished"


@dataclass(frozen=True)
class Site:
    """Where a benchmark keeps its things, and who it talks to."""

    root: Path
    databases: Databases
    console: Console

    def step(self, name: str, title: str, command: tuple[str, ...], *, environment: Mapping[str, str]) -> float:
        """Run a command to its end, showing that it is alive; the seconds that it took.

        Raises:
            StepFailed: it ended badly.
        """
        started = time.monotonic()
        with exported(environment):
            asyncio.run(
                run_step(Step(name, title, command, "", _REMEDY), root=self.root, cwd=BASE_DIR, console=self.console)
            )
        took = time.monotonic() - started
        self.console.say(f"{self.console.paint('✓', '32')} {title} ({took:.1f} s)")
        return took


def base(site: Site) -> str:
    """A database with tables and reference data and nothing else, and the files that pages need; its mark.

    Raises:
        StepFailed: as all that follow here.
    """
    mark = fingerprint(BASE_DIR, _MADE_OF)
    done = Done(site.root)
    environment = site.databases.environment(BASE, slot=SLOTS[BASE])
    with exported(environment):
        demo = list(steps(BASE_DIR, site.root))
    for step in demo:
        if step.name in _FILES and not done.has(step.name, step.mark):
            site.step(step.name, step.title, step.command, environment=environment)
            with exported(environment):
                again = next(one for one in steps(BASE_DIR, site.root) if one.name == step.name)
            done.record(step.name, again.mark)
    if not (done.has(BASE, mark) and site.databases.exists(BASE)):
        site.databases.make(BASE)
        site.databases.forget_cache(SLOTS[BASE])
        for step in demo:
            if step.name in _TABLES:
                site.step(step.name, step.title, step.command, environment=environment)
        done.record(BASE, mark)
    return mark


def goods(site: Site) -> None:
    """Ten vendors with the goods that the peer sells too."""
    _kept(
        site,
        GOODS,
        "Loading 10,000 products with two variants each",
        (sys.executable, "-m", "bench.inside", "bench.worlds.load"),
        fingerprint(BASE_DIR, ("bench/dataset.py", "bench/worlds/load.py")),
    )


def large(site: Site, *, vendors: int = LARGE_VENDORS, listings: int = LARGE_LISTINGS) -> None:
    """The invented world of `manage.py seed_world`."""
    _kept(
        site,
        LARGE,
        f"Inventing {vendors} vendors with {listings} products each",
        (sys.executable, "-m", "bench.inside", "bench.worlds.large", str(vendors), str(listings)),
        fingerprint(
            BASE_DIR,
            ("apps/discovery/operations/world.py", "apps/discovery/rules/world.py"),
            extra=[str(vendors), str(listings)],
        ),
    )


def fleet(site: Site, *, vendors: int, stock: int) -> None:
    """Vendors whose schemas are empty, so many in all, the first `stock` of them for `migrate_schemas`.

    Made anew when the marketplace's tables change: it is their migration that is measured.
    """
    _kept(
        site,
        FLEET,
        f"Making {vendors} vendors",
        (sys.executable, "-m", "bench.inside", "bench.worlds.fleet", str(vendors), str(stock)),
        fingerprint(BASE_DIR, ("bench/worlds/fleet.py",), extra=[base(site), str(vendors), str(stock)]),
    )


def forget(site: Site) -> None:
    """Have everything built anew; results of earlier runs stay."""
    (site.root / "run" / "steps.json").unlink(missing_ok=True)


def _kept(site: Site, database: str, title: str, command: tuple[str, ...], contents: str) -> None:
    """A database with these contents: as it is, brought to the tables of now, or made of an empty one."""
    tables = base(site)
    done = Done(site.root)
    environment = site.databases.environment(database, slot=SLOTS[database])
    if done.has(database, contents) and site.databases.exists(database):
        if done.has(f"{database} tables", tables) or _migrated(site, database, environment):
            done.record(f"{database} tables", tables)
            return
        site.console.say(f"There is no way from the kept {database}'s tables to those of now: building it anew")
    done.record(database, _CUT_SHORT)
    site.databases.make(database, template=BASE)
    site.databases.forget_cache(SLOTS[database])
    took = site.step(database, title, command, environment=environment)
    site.console.status("Writing out and analysing what was loaded …")
    site.databases.settle(database)
    done.record(f"{database} seconds", f"{took:.0f}")
    done.record(f"{database} tables", tables)
    done.record(database, contents)


def _migrated(site: Site, database: str, environment: Mapping[str, str]) -> bool:
    with exported(environment):
        demo = [step for step in steps(BASE_DIR, site.root) if step.name in _TABLES]
    try:
        for step in demo:
            site.step(step.name, f"{step.title} in {database}", step.command, environment=environment)
    except StepFailed as error:
        site.console.say(str(error))
        return False
    site.databases.forget_cache(SLOTS[database])
    site.databases.settle(database)
    return True


@contextmanager
def exported(variables: Mapping[str, str]) -> Iterator[None]:
    """Have these environment variables while the block runs."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
