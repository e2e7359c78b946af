"""bench · no app · what PostgreSQL itself can commit here: pgbench's simple update, by the same number of clients."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bench.worlds.build import Site
from marketplace.demo.progress import StepFailed
from marketplace.embedded import runtime
from marketplace.embedded.postgres import Postgres

_SCALE = 10
_THREADS = 2
_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: ([0-9]+)", re.MULTILINE)


def prepare(site: Site, database: str) -> None:
    """Its four tables in this database, a million rows; those of an earlier run are thrown away."""
    _run(site, database, "-i", "-q", "-s", str(_SCALE))


def simple_update(site: Site, database: str, *, clients: int, seconds: int) -> float:
    """Transactions a second: an account's row updated and read, and a row of history, as prepared statements."""
    threads = str(min(_THREADS, clients))
    said = _run(site, database, "-n", "-N", "-M", "prepared", "-c", str(clients), "-j", threads, "-T", str(seconds))
    return tps(said)


def script(site: Site, database: str, file: Path, *, clients: int, seconds: int) -> float:
    """Transactions a second of a script of our own, as prepared statements."""
    threads = str(min(_THREADS, clients))
    said = _run(
        site, database, "-n", "-f", str(file), "-M", "prepared", "-c", str(clients), "-j", threads, "-T", str(seconds)
    )
    return tps(said)


def tps(report: str) -> float:
    """The rate that a report of pgbench's ends with.

    Raises:
        StepFailed: it tells none, or transactions have failed.
    """
    rate, failed = _TPS.search(report), _FAILED.search(report)
    if rate is None or (failed and int(failed[1])):
        raise StepFailed(f"pgbench has not measured anything:\n{report}")
    return float(rate[1])


def _run(site: Site, database: str, *words: str) -> str:
    program = runtime.bin_dir(Postgres(site.root).home, runtime.run_as()) / "pgbench"
    done = subprocess.run(
        (str(program), *words), env={**os.environ, **_address(site.databases.owner_url(database))}, check=False,
        capture_output=True, text=True, cwd=Path("/"),
    )  # fmt: skip
    if done.returncode:
        raise StepFailed(f"pgbench {' '.join(words)} ends with status {done.returncode}:\n{done.stderr[-600:]}")
    return done.stdout


def _address(url: str) -> dict[str, str]:
    """The variables by which PostgreSQL's programs find a database; a password among words would be seen by all."""
    parts = urlsplit(url)
    return {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.strip("/"),
    }
