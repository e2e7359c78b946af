"""A web server knows which of its workers have ended."""

from __future__ import annotations

import os
import time
from typing import Any

from granian.constants import Interfaces

from marketplace.web import DrainingServer
from tests.integration.serving.programs import free_port


def _worker(target: Any) -> Any:
    server = DrainingServer("unused", port=free_port(), interface=Interfaces.WSGI)
    server._init_shared_socket()
    return server._spawn_worker(idx=0, target=target, callback_loader=None)


def test_a_worker_that_another_thread_waited_for_has_ended() -> None:
    worker = _worker(_end)
    worker.inner.start()
    os.waitpid(worker.inner.pid, 0)

    assert not worker.is_alive()


def test_a_worker_is_alive_until_it_ends() -> None:
    worker = _worker(_stay)
    worker.inner.start()
    assert worker.is_alive()

    worker.inner.kill()
    worker.inner.join()
    assert not worker.is_alive()


def _end(*_: object) -> None:
    pass


def _stay(*_: object) -> None:
    time.sleep(60)
