"""Outbox · the relay as a process."""

from __future__ import annotations

import logging
import signal
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections

from apps.outbox import relay
from marketplace.observability import endpoint

log = logging.getLogger(__name__)

SHORTEST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 0.5


class Command(BaseCommand):
    help = "Deliver outbox events to their subscribers until told to stop."

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.crowds: set[str] = set()

    def handle(self, *args: Any, **options: Any) -> None:
        self.running = True
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        endpoint.serve()
        log.info("relay: waiting for events")
        pause = SHORTEST_PAUSE_S
        while self.running:
            pause = SHORTEST_PAUSE_S if self._work() else min(pause * 1.5, LONGEST_PAUSE_S)
            if pause > SHORTEST_PAUSE_S:
                time.sleep(pause)
        log.info("relay: stopped")

    def _work(self) -> bool:
        try:
            close_old_connections()
            return relay.deliver_next(crowds=self.crowds) > 0
        except (OperationalError, InterfaceError) as error:
            log.warning("relay: no database (%s); trying again", str(error).strip().splitlines()[0])
            time.sleep(LONGEST_PAUSE_S)
            return False

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self.running = False
