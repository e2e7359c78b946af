"""What can be killed, how it is found, and when it is back: seen from outside, by pids and ports."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg2
import redis
import requests

from tests.stack import Stack, processes
from tests.stack.processes import Process

_WEB = " marketplace.web "
_ASK_S = 2
_HIT_S = 5


@dataclass(frozen=True)
class Kill:
    """Somebody was killed; `is_back` says whether what it did is being done again."""

    kind: str
    pid: int
    is_back: Callable[[], bool]


class Victims:
    """The programs and servers of a stack. Each kind's function kills one of it, or gives None if there is none."""

    def __init__(self, stack: Stack, dice: random.Random) -> None:
        self._stack = stack
        self._dice = dice
        self.kinds: dict[str, Callable[[], Kill | None]] = {
            "web worker": self._web_worker,
            "web server": lambda: self._program("web server", _WEB, self._shop_answers),
            "Celery worker": lambda: self._program("Celery worker", " worker ", self._uses_valkey(" worker ")),
            "Celery process": self._pool_process,
            "relay": lambda: self._program("relay", "run_relay", self._uses_postgres("run_relay")),
            "beat": lambda: self._program("beat", " beat ", self._uses_valkey(" beat ")),
            "gateway": lambda: self._program("gateway", "gateway/app.py", self._gateway_answers),
            "PostgreSQL backend": self._backend,
            "postmaster": self._postmaster,
            "Valkey": self._valkey,
        }

    def _program(self, kind: str, command: str, works: Callable[[], bool]) -> Kill | None:
        """Kill a program of the supervisor's; it is back when another one works in its place."""
        found = self._find(command)
        if found is None or not processes.kill(found.pid):
            return None

        def is_back() -> bool:
            now = self._find(command)
            return now is not None and now.born != found.born and works()

        return Kill(kind, found.pid, is_back)

    def _web_worker(self) -> Kill | None:
        return self._one_of_pool("web worker", _WEB, self._shop_answers)

    def _pool_process(self) -> Kill | None:
        return self._one_of_pool("Celery process", " worker ", self._uses_valkey(" worker "))

    def _one_of_pool(self, kind: str, command: str, works: Callable[[], bool]) -> Kill | None:
        main = self._find(command)
        pool = self._pool(main)
        if not pool:
            return None
        victim = self._dice.choice(pool)
        if not processes.kill(victim.pid):
            return None

        def is_back() -> bool:
            now = self._pool(self._find(command))
            return (
                len(now) >= len(pool)
                and all(one.born != victim.born or one.pid != victim.pid for one in now)
                and works()
            )

        return Kill(kind, victim.pid, is_back)

    def _backend(self) -> Kill | None:
        """One that is in the middle of something, if there is any."""
        try:
            canary = psycopg2.connect(self._stack.servers.database_url, connect_timeout=_ASK_S)
            with canary.cursor() as cursor:
                cursor.execute(
                    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                    " AND datname = current_database() ORDER BY xact_start IS NULL, random() LIMIT 1"
                )
                row = cursor.fetchone()
            canary.rollback()
        except (psycopg2.Error, OSError):
            return None
        if row is None or not processes.kill(row[0]):
            canary.close()
            return None

        def is_back() -> bool:
            """The server breaks every session before it goes on: ours too."""
            try:
                with canary.cursor() as cursor:
                    cursor.execute("SELECT 1")
                canary.rollback()
            except psycopg2.Error:
                return self._database_answers() and self._shop_answers()
            return False

        return Kill("PostgreSQL backend", row[0], is_back)

    def _postmaster(self) -> Kill | None:
        return self._server("postmaster", lambda: self._stack.servers.postmaster_pid, self._database_answers)

    def _valkey(self) -> Kill | None:
        return self._server("Valkey", lambda: self._stack.servers.valkey_pid, self._valkey_answers)

    def _server(self, kind: str, pid_of: Callable[[], int], works: Callable[[], bool]) -> Kill | None:
        try:
            pid = pid_of()
        except (OSError, ValueError):
            return None
        if not processes.kill(pid):
            return None

        def is_back() -> bool:
            try:
                return pid_of() != pid and works() and self._shop_answers()
            except (OSError, ValueError):
                return False

        return Kill(kind, pid, is_back)

    def _find(self, command: str) -> Process | None:
        """The supervisor's own child of this command, once it is itself and not yet on its leash."""
        for process in processes.descendants(self._stack.process.pid):
            if process.parent == self._stack.process.pid and command in f"{process.command} ":
                return None if "leash.py" in process.command else process
        return None

    def _pool(self, main: Process | None) -> list[Process]:
        if main is None:
            return []
        return [
            one for one in processes.descendants(main.pid) if one.parent == main.pid and "tracker" not in one.command
        ]

    def _uses_postgres(self, command: str) -> Callable[[], bool]:
        return lambda: self._is_connected(command, self._stack.servers.database_url)

    def _uses_valkey(self, command: str) -> Callable[[], bool]:
        return lambda: self._is_connected(command, self._stack.servers.valkey_url)

    def _is_connected(self, command: str, url: str) -> bool:
        found, port = self._find(command), urlsplit(url).port
        return found is not None and port is not None and processes.is_connected(found.pid, port)

    def _shop_answers(self) -> bool:
        return _answers(f"{self._stack.shop}/readyz")

    def _gateway_answers(self) -> bool:
        return _answers(f"{self._stack.gateway}/healthz")

    def _database_answers(self) -> bool:
        try:
            with closing(psycopg2.connect(self._stack.servers.database_url, connect_timeout=_ASK_S)) as link:
                link.cursor().execute("SELECT 1")
        except (psycopg2.Error, OSError, ValueError):
            return False
        return True

    def _valkey_answers(self) -> bool:
        try:
            with closing(redis.Redis.from_url(f"{self._stack.servers.valkey_url}/0", socket_timeout=_ASK_S)) as link:
                return bool(link.ping())
        except (redis.RedisError, OSError, ValueError):
            return False


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=_HIT_S).status_code == 200
    except requests.RequestException:
        return False
