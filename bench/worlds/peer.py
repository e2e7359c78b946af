"""bench · no app · building the peer: a virtual environment, a database and a search index of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench.worlds.build import Site
from marketplace.demo.fingerprints import Done, fingerprint
from marketplace.demo.progress import StepFailed
from marketplace.embedded.postgres import OWNER
from marketplace.runtime import BASE_DIR

DATABASE = "bench_oscar"
ROLE = OWNER
REQUIREMENTS = BASE_DIR / "bench" / "oscar" / "requirements.txt"
_SOURCES = ("bench/dataset.py", "bench/oscar/load.py", "bench/oscar/settings.py", "bench/oscar/requirements.txt")


class NoPeer(Exception):
    """The peer cannot be installed here; the text says why."""


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
    return str(site.root / "oscar-venv" / "bin" / "python")


def build(site: Site) -> None:
    """Install Oscar, fill its database and build its search index, or keep what is there.

    Raises:
        NoPeer: pip cannot fetch it.
        StepFailed: it is there and cannot be set up.
    """
    _install(site)
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


def _install(site: Site) -> None:
    done, mark = Done(site.root), fingerprint(BASE_DIR, ("bench/oscar/requirements.txt",), extra=[sys.version])
    if done.has("oscar-venv", mark) and Path(python(site)).exists():
        return
    folder = site.root / "oscar-venv"
    shutil.rmtree(folder, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False).returncode:
        raise NoPeer(f"no virtual environment can be made in {folder}")
    pip = (python(site), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--progress-bar", "off")
    try:
        site.step(
            "oscar-venv", "Installing django-oscar", (*pip, "-r", str(REQUIREMENTS)), environment={"PYTHONPATH": ""}
        )
    except StepFailed as error:
        raise NoPeer(f"pip cannot install it:\n{error}") from error
    done.record("oscar-venv", mark)


def _folder(site: Site) -> Path:
    return site.root / "oscar"
