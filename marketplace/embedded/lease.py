"""embedded · no app · who uses a root's servers: the first holder starts them, the last one stops them.

The kernel keeps the book: every holder has a shared flock on `run/holders` and on `run/watch`, and the
kernel drops both however the process ends. A holder that leaves in order tries `holders` exclusively and
stops the servers if it gets it. A keeper process sleeps on an exclusive lock on `watch` and does the same
for holders that were killed. Starting, stopping and deciding happen under an exclusive lock on `run/start`.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from marketplace.embedded import processes
from marketplace.embedded.files import prepare_root
from marketplace.embedded.postgres import APP, OWNER, SUPERUSER, Postgres
from marketplace.embedded.valkey import Valkey

PROJECT = Path(__file__).resolve().parents[2]
SERVICES = ("postgres", "valkey")


@dataclass(frozen=True)
class Endpoints:
    """Where the servers answer, passwords included. The addresses of a server not asked for are empty.

    `valkey_url_base` takes `/0` to `/15` for a database.
    """

    owner_url: str
    app_url: str
    superuser_url: str
    valkey_url_base: str


class Lease:
    """A share in the servers of one state root, held by this process until `release` or its end."""

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        self.root = root
        self.postgres = Postgres(root, durable=durable)
        self.valkey = Valkey(root, durable=durable)
        self._pid = os.getpid()
        self._locks: list[int] = []
        self._services: set[str] = set()

    @property
    def is_ours(self) -> bool:
        """Whether this process took it; a forked child shares its parent's locks but must not let go of them."""
        return self._pid == os.getpid()

    def take(self, needs: Sequence[str] = SERVICES) -> Endpoints:
        """Join the holders and start what is needed and does not run. May be called again, to revive or add.

        Raises:
            EmbeddedServiceError: a server does not start; the text says what to do.
        """
        prepare_root(self.root)
        with locked(self.root / "run" / "start"):
            if not self._locks:
                self._locks = [shared(self.root / "run" / name) for name in ("watch", "holders")]
                record_holder(self.root)
            hire_keeper(self.root)  # first: whoever is killed while the servers start must not leave them behind
            endpoints = self._start(needs)
            self._services.update(needs)
        return endpoints

    def revive(self) -> list[str]:
        """Start those of our servers again that have died; their names. Cheap when all live."""
        dead = [
            server.name
            for server in (self.postgres, self.valkey)
            if server.name in self._services and not server.is_alive()
        ]
        if dead:
            self.take(sorted(self._services))
        return dead

    def release(self) -> None:
        """Leave the holders; the last one stops the servers and waits until they and the keeper are gone."""
        if not self._locks or not self.is_ours:
            return
        watch, holders = self._locks
        self._locks = []
        with locked(self.root / "run" / "start"):
            os.close(holders)
            (self.root / "run" / "holder" / str(self._pid)).unlink(missing_ok=True)
            stopped = stop_if_unused(self.root)
            os.close(watch)
        if stopped and (keeper := keeper_pid(self.root)):
            processes.wait_gone(keeper, timeout_s=5)

    def _start(self, needs: Sequence[str]) -> Endpoints:
        owner = app = superuser = valkey = ""
        if "valkey" in needs:
            valkey = self.valkey.url(self.valkey.start().port)
        if "postgres" in needs:
            port = self.postgres.start().port
            owner, app = self.postgres.url(OWNER, port), self.postgres.url(APP, port)
            superuser = self.postgres.url(SUPERUSER, port)
        return Endpoints(owner, app, superuser, valkey)


_held: dict[Path, Lease] = {}
_guard = threading.Lock()


def ensure(root: Path, *, durable: bool = True, needs: Sequence[str] = SERVICES) -> Endpoints:
    """Hold a share in the servers under `root` until this process ends, starting them if nobody has.

    `durable=False` trades crash safety for speed (tests) and counts for servers
    that this call starts. Repeated calls return the same addresses.

    Raises:
        EmbeddedServiceError: a server does not start; the text says what to do.
    """
    root = root.resolve()
    with _guard:
        lease = _held.get(root)
        if lease is None or not lease.is_ours:
            lease = _held[root] = Lease(root, durable=durable)
            atexit.register(lease.release)
        return lease.take(needs)


def held(root: Path) -> Lease | None:
    """This process's lease on a root; None when it has none, as with servers of one's own."""
    return _held.get(root.resolve())


def keep(root: Path, *, lock: int) -> None:
    """Sleep until the root has no holder left, however they ended, and stop its servers. The keeper's life.

    `lock` is the inherited descriptor of `run/keeper`: whoever else wants it knows that a keeper lives.
    """
    while True:
        with locked(root / "run" / "watch"):
            pass
        with locked(root / "run" / "start"):
            if stop_if_unused(root):
                os.close(lock)  # before `start` is free: whoever starts servers next hires another
                return


def stop_if_unused(root: Path) -> bool:
    """Stop the servers if no process holds a lease; whether that was so. Call under the start lock."""
    try:
        with locked(root / "run" / "holders", wait=False):
            stop_servers(root)
    except BlockingIOError:
        return False
    return True


def stop_servers(root: Path) -> None:
    """Stop both servers of a root."""
    Valkey(root).stop()
    Postgres(root).stop()


def hire_keeper(root: Path) -> None:
    """Start a keeper unless one lives, and hand it the lock that says so. Call under the start lock."""
    try:
        with locked(root / "run" / "keeper", wait=False) as lock:
            path = [str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
            pid = processes.spawn_detached(
                [
                    sys.executable,
                    "-m",
                    "marketplace.embedded",
                    "keep",
                    "--root",
                    str(root),
                    "--lock",
                    str(lock),
                ],
                log=root / "log" / "keeper.log",
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
                pass_fds=(lock,),
            )
            (root / "run" / "keeper").write_text(str(pid))
    except BlockingIOError:
        return


def keeper_pid(root: Path) -> int | None:
    """The pid of the keeper that was hired last. Ask this, not its lock: whoever holds that is a keeper."""
    try:
        return int((root / "run" / "keeper").read_text())
    except (OSError, ValueError):
        return None


def record_holder(root: Path) -> None:
    """Note who we are for `status`; the lock itself, not this note, keeps the servers alive."""
    folder = root / "run" / "holder"
    folder.mkdir(exist_ok=True)
    for note in folder.iterdir():
        if processes.identity(int(note.name)) is None:
            note.unlink(missing_ok=True)
    (folder / str(os.getpid())).write_text(" ".join(sys.orig_argv))


def holders(root: Path) -> dict[int, str]:
    """The living holders of a root by pid, with their command lines."""
    notes = (root / "run" / "holder").glob("[0-9]*")
    return {int(note.name): note.read_text() for note in notes if processes.identity(int(note.name))}


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[int]:
    """Hold an exclusive flock on a file; yields its descriptor.

    Raises:
        BlockingIOError: `wait` is false and somebody holds it.
    """
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield descriptor
    finally:
        os.close(descriptor)


def shared(path: Path) -> int:
    """Take a shared flock on a file; the descriptor that holds it until closed."""
    descriptor = open_lock(path)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
