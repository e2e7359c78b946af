"""The web server: `python -m marketplace.web [--host H] [--port P] [application]`.

granian with threads, which stops without losing a request: on SIGTERM /readyz
answers 503 at once, for DRAIN_SECONDS everything is still served while the
balancer looks elsewhere, and then what is under way has STOP_SECONDS to end.
SIGINT leaves out the first wait.
"""

from __future__ import annotations

import argparse
import os
import signal
import tempfile
import threading
from multiprocessing import connection
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer, WorkerProcess

from marketplace.draining import VARIABLE
from marketplace.observability import formats
from marketplace.settings import environment as env


class Worker(WorkerProcess):
    """A process that is alive while its end of a pipe is open.

    Two threads of granian wait for each of its workers. While the one has yet to note
    that it ended, multiprocessing tells the other that it is alive (CPython gh-130895),
    and one that stopped in time would be reported and killed as if it had refused.
    """

    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return not connection.wait([self.inner.sentinel], 0)


class DrainingServer(MPServer):
    """granian that says goodbye first."""

    drain_s: int = 0

    def signal_handler_interrupt(self, signum: int = signal.SIGTERM, frame: Any = None) -> None:
        """Begin to drain, or stop at once where that was asked for or has begun."""
        file = Path(os.environ[VARIABLE])
        if signum != signal.SIGTERM or not self.drain_s or file.exists():
            super().signal_handler_interrupt()
            return
        file.touch()
        timer = threading.Timer(self.drain_s, super().signal_handler_interrupt)
        timer.daemon = True
        timer.start()

    def _spawn_worker(self, *args: Any, **kwargs: Any) -> WorkerProcess:
        worker = super()._spawn_worker(*args, **kwargs)
        worker.__class__ = Worker
        return worker


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m marketplace.web")
    parser.add_argument("--host", default=env.text("WEB_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=env.integer("PORT", 8000))
    parser.add_argument("application", nargs="?", default="marketplace.wsgi:application")
    options = parser.parse_args()
    form = env.choice("LOG_FORMAT", ("text", "json"))
    with tempfile.TemporaryDirectory(prefix="portolan-web-") as folder:
        os.environ[VARIABLE] = str(Path(folder) / "draining")
        server = DrainingServer(
            options.application,
            address=options.host,
            port=options.port,
            interface=Interfaces.WSGI,
            workers=env.integer("WEB_WORKERS", 2),
            blocking_threads=env.integer("WEB_THREADS", 4),
            # A thread that ends takes its connection with it, and all that PostgreSQL has prepared there.
            blocking_threads_idle_timeout=600,
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=env.integer("STOP_SECONDS", 5),
            log_level=LogLevels.warning,
            log_dictconfig=formats.configuration(form, level=env.text("LOG_LEVEL", "INFO")),
        )
        server.drain_s = env.integer("DRAIN_SECONDS", 0)
        server.serve()


if __name__ == "__main__":
    main()
