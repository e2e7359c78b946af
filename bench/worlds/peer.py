"""bench · no app · building the peer: a virtual environment, a database and a search index of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.worlds import environments
from bench.worlds.build import Site
from marketplace.demo.fingerprints import Done, fingerprint
from marketplace.embedded.postgres import OWNER
from marketplace.runtime import BASE_DIR

DATABASE = "bench_oscar"
ROLE = OWNER
_SOURCES = ("bench/dataset.py", "bench/oscar/load.py", "bench/oscar/settings.py", "bench/oscar/requirements.txt")


def environment(site: Site) -> dict[str, str]:
    """What Oscar's processes need to know."""
    return {
        "OSCAR_DATABASE_URL": site.databases.owner_url(DATABASE),
        "OSCAR_FOLDER": str(_folder(site)),
        "DJANGO_SETTINGS_MODULE": "bench.oscar.settings",
        "PYTHONPATH": str(BASE_DIR),
        "PYTHONWARNINGS": "ignore",
    }


def python(site: Site) -> str:
    """The peer's own Python."""
    return environments.python(site, "oscar")


def build(site: Site) -> None:
    """Install Oscar, fill its database and build its search index, or keep what is there.

    Raises:
        NotInstalled: pip cannot fetch it.
        StepFailed: it is there and cannot be set up.
    """
    environments.install(site, "oscar", title="django-oscar")
    mark = fingerprint(BASE_DIR, _SOURCES)
    done = Done(site.root)
    if done.has("oscar", mark) and site.databases.exists(DATABASE) and (_folder(site) / "whoosh").is_dir():
        return
    site.databases.make(DATABASE)
    shutil.rmtree(_folder(site), ignore_errors=True)
    _folder(site).mkdir(parents=True)
    around, manage = environment(site), (python(site), "-m", "django")
    site.step(
        "oscar tables", "Creating Oscar's tables", (*manage, "migrate", "--no-input", "-v", "1"), environment=around
    )
    site.step(
        "oscar goods",
        "Loading 10,000 products with two variants each into Oscar",
        (python(site), "-m", "bench.inside", "bench.oscar.load"),
        environment=around,
    )
    site.step(
        "oscar index",
        "Building Oscar's search index with Whoosh",
        (*manage, "rebuild_index", "--noinput", "--batch-size", "2000"),
        environment=around,
    )
    site.databases.settle(DATABASE)
    done.record("oscar", mark)


def _folder(site: Site) -> Path:
    return site.root / "oscar"
