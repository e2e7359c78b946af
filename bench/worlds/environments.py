"""bench · no app · virtual environments of their own for those that are measured beside us."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench.worlds.build import Site
from marketplace.demo.fingerprints import Done, fingerprint
from marketplace.demo.progress import StepFailed
from marketplace.runtime import BASE_DIR


class NotInstalled(Exception):
    """It cannot be installed here; the text says why."""


def python(site: Site, name: str) -> str:
    """The Python of an environment."""
    return str(site.root / f"{name}-venv" / "bin" / "python")


def install(site: Site, name: str, *, title: str) -> None:
    """Make the environment of `bench/<name>/requirements.txt`, or keep what is there.

    Raises:
        NotInstalled: pip cannot fetch it.
    """
    requirements = f"bench/{name}/requirements.txt"
    done, mark = Done(site.root), fingerprint(BASE_DIR, (requirements,), extra=[sys.version])
    if done.has(f"{name}-venv", mark) and Path(python(site, name)).exists():
        return
    folder = site.root / f"{name}-venv"
    shutil.rmtree(folder, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False).returncode:
        raise NotInstalled(f"no virtual environment can be made in {folder}")
    pip = (python(site, name), "-m", "pip", "--disable-pip-version-check", "--no-input", "install")
    command = (*pip, "--progress-bar", "off", "-r", str(BASE_DIR / requirements))
    try:
        site.step(f"{name}-venv", f"Installing {title}", command, environment={"PYTHONPATH": ""})
    except StepFailed as error:
        raise NotInstalled(f"pip cannot install it:\n{error}") from error
    done.record(f"{name}-venv", mark)
