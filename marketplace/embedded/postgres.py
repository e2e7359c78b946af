"""embedded · no app · one PostgreSQL server under a state root: initialise, start, find, stop."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from marketplace.embedded import bootstrap, ports, processes, runtime
from marketplace.embedded.errors import EmbeddedServiceError, ServerDidNotStart, tail
from marketplace.embedded.files import password, read_json, rotate, spread, write_json, write_private

SUPERUSER = "postgres"
DATABASE = "portolan"
OWNER = "portolan_owner"
APP = "portolan_app"

START_TIMEOUT_S = 300  # recovery after a crash may take its time; a failure is noticed at once
RETRY_PAUSES_S = (0.1, 0.3, 0.6, 1.0, 2.0)
STOP_TIMEOUT_S = 30

OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "max_connections": "100",
    "max_locks_per_transaction": "512",
    "shared_preload_libraries": "pg_stat_statements",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Running:
    """A server that accepts connections."""

    pid: int
    port: int


class Postgres:
    """The server of one state root. Call `start` and `stop` under the root's start lock only."""

    name = "postgres"

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        self.root = root
        self.durable = durable
        self.state_file = root / "run" / "postgres.json"

    @property
    def home(self) -> Path:
        """Where its data and log lie; see `runtime.server_home`."""
        recorded = read_json(self.state_file).get("home")
        return Path(recorded) if recorded else self.root

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "data" / "postgres"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.home / "log" / "postgres.log"

    def running(self) -> Running | None:
        """The live server of this data directory, by its own pid file; None if none or still starting."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            pid, port, status = int(lines[0]), int(lines[3]), lines[7].strip()
        except (OSError, ValueError, IndexError):
            return None
        if status != "ready" or not is_postmaster(pid) or not ports.answers(port):
            return None
        return Running(pid, port)

    def is_alive(self) -> bool:
        """Whether the server's process lives, ready or not."""
        pid = self._pid()
        return pid is not None and is_postmaster(pid)

    def start(self) -> Running:
        """Initialise the data directory if need be and start the server, unless it runs.

        Raises:
            EmbeddedServiceError: with the end of the log and what to do.
        """
        if running := self.running():
            return running
        user = runtime.run_as()
        home = runtime.server_home(self.root, user)
        programs = runtime.bin_dir(home, user)
        write_json(self.state_file, {**read_json(self.state_file), "home": str(home)})
        self._remove_leftovers()
        if not (self.data / "portolan.ready").exists():
            self._initialise(programs, user)
        if not self.durable:
            spread(self.data / "base")  # tests make and drop databases by the hundred
        running = self._launch(programs, user)
        self._record(running)
        if not (self.data / "portolan.ready").exists():
            bootstrap.create_roles_and_database(self)
            write_private(self.data / "portolan.ready", "1\n", owner=user.owner)
        return running

    def stop(self) -> None:
        """Shut the server down, breaking open sessions; quietly nothing if it does not run."""
        pid = self._pid()
        if pid is not None and is_postmaster(pid):
            processes.end(pid, by=signal.SIGINT, timeout_s=STOP_TIMEOUT_S, at_last=signal.SIGQUIT)

    def url(self, role: str, port: int, database: str = DATABASE) -> str:
        """A connection URL for a role, its password included."""
        return f"postgresql://{role}:{password(self.root, role)}@127.0.0.1:{port}/{database}"

    def _pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _remove_leftovers(self) -> None:
        """Clear what a crash left: a server that hangs, or a pid file whose number now belongs to another."""
        pid = self._pid()
        if pid is None or processes.identity(pid) is None:
            return  # PostgreSQL itself replaces the file of a dead server
        if is_postmaster(pid):
            processes.end(pid, by=signal.SIGINT, timeout_s=10, at_last=signal.SIGQUIT)
        else:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _initialise(self, programs: Path, user: runtime.RunAs) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # a first start that was cut short
        self.data.mkdir(mode=0o700)
        if user.owner:
            os.chown(self.data, *user.owner)
        secret = self.data.with_name("postgres.pw")
        write_private(secret, password(self.root, SUPERUSER), owner=user.owner)
        try:
            made = subprocess.run(
                [str(programs / "initdb"), "-D", str(self.data), "-U", SUPERUSER, "-A", "scram-sha-256",
                 f"--pwfile={secret}", "-E", "UTF8", "-N", "--locale-provider=builtin",
                 "--builtin-locale=C.UTF-8", "--locale=C"],
                check=False, env=clean_environment(), capture_output=True, text=True, **user.options(),
            )  # fmt: skip
        finally:
            secret.unlink(missing_ok=True)
        if made.returncode:
            raise EmbeddedServiceError(f"initdb failed in {self.data}:\n{made.stdout}{made.stderr}")

    def _launch(self, programs: Path, user: runtime.RunAs) -> Running:
        rotate(self.log)
        self.log.touch(mode=0o600)
        if user.owner:
            os.chown(self.log, *user.owner)
        last = read_json(self.state_file).get("port")
        for port in ports.candidates(self.name, self.root, last=last):
            for pause_s in RETRY_PAUSES_S:  # processes of a killed server may hold its memory for a moment
                self._run_pg_ctl(programs, user, port)
                if running := self.running():
                    return running
                if not ports.is_free(port):
                    break
                time.sleep(pause_s)
            else:
                break
        remedy = "Free some memory or disk space, or set DATABASE_URL to a server of your own."
        if "incompatible with server" in tail(self.log):
            remedy = f"Another version wrote {self.data}: dump it with that one, or `make demo-reset` forgets it."
        raise ServerDidNotStart("PostgreSQL", self.log, remedy)

    def _run_pg_ctl(self, programs: Path, user: runtime.RunAs, port: int) -> None:
        options = {**OPTIONS, **({} if self.durable else NOT_DURABLE), "port": str(port)}
        arguments = shlex.join(f"--{name}={value}" for name, value in options.items())
        subprocess.run(
            [str(programs / "pg_ctl"), "-D", str(self.data), "-w", "-t", str(START_TIMEOUT_S), "-s",
             "-l", str(self.log), "-o", arguments, "start"],
            check=False, env=clean_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True, **user.options(),
        )  # fmt: skip

    def _record(self, running: Running) -> None:
        write_json(
            self.state_file,
            {
                "host": "127.0.0.1",
                "port": running.port,
                "pid": running.pid,
                "database": DATABASE,
                "roles": {"superuser": SUPERUSER, "owner": OWNER, "app": APP},
                "credentials": str(self.root / "data" / "credentials.json"),
                "home": str(self.home),
                "data": str(self.data),
                "log": str(self.log),
                "durable": self.durable,
            },
        )


def is_postmaster(pid: int) -> bool:
    """Whether a live process of this pid is a PostgreSQL server."""
    return processes.identity(pid) is not None and processes.command_name(pid).startswith("postgres")


def clean_environment() -> dict[str, str]:
    """Our environment without the PG… variables of a client and without a locale that the system may lack."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}
