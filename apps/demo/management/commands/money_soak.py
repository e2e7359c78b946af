"""Demo · command: thousands of random money events, then the proof that books, providers and bank agree."""

from __future__ import annotations

import logging
import random
import subprocess
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from apps.demo.soak import stack


class Command(BaseCommand):
    help = (
        "Let thousands of random things happen to money (purchases by every method, refunds of every kind, disputes, "
        "payouts that fail or come back, faults of providers), on a database and a sandbox of its own, and hold books, "
        "providers and bank against each other. The exit status tells whether they agree."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--events", type=int, default=10_000, help="how many events (default 10,000)")
        parser.add_argument("--seed", type=int, default=None, help="the same seed makes the same choices")
        parser.add_argument("--inside", action="store_true", help="run here: the environment names servers and sandbox")

    def handle(self, *args: Any, **options: Any) -> None:
        seed = random.randrange(1_000_000) if options["seed"] is None else options["seed"]  # noqa: S311  a seed, no secret
        if options["inside"]:
            self._inside(options["events"], seed)
            return
        self.stdout.write(f"Money soak: {options['events']} events, seed {seed}")
        words = ["money_soak", "--inside", "--events", str(options["events"]), "--seed", str(seed)]
        try:
            with stack.running(self.stdout.write) as environment:
                command = [sys.executable, "manage.py", *words]
                done = subprocess.run(command, cwd=stack.PROJECT, env=environment, check=False)  # noqa: S603  this program again
        except stack.DidNotStart as failure:
            raise CommandError(str(failure)) from failure
        if done.returncode:
            sys.exit(done.returncode)

    def _inside(self, events: int, seed: int) -> None:
        from celery import current_app

        from apps.demo.soak import clock, course, proof

        current_app.conf.task_always_eager = True
        logging.disable(logging.WARNING)
        begun, at_work = time.monotonic(), course.begin(seed)
        for number in range(1, events + 1):
            at_work.step()
            if number % max(events // 20, 1) == 0:
                done = sum(at_work.done.values())
                self.stdout.write(f"{number:>6} events, {done} done, {time.monotonic() - begun:.0f} s")
                self.stdout.flush()
        clock.come_to_rest(at_work.disputes)
        found = proof.findings()
        self._show(at_work, found, seconds=time.monotonic() - begun)
        if not all(one.holds for one in found):
            sys.exit(1)

    def _show(self, at_work: Any, found: Any, *, seconds: float) -> None:
        console = Console(width=120)
        events = Table("event", "done", title="What happened")
        for kind, count in sorted(at_work.done.items()):
            events.add_row(kind, str(count))
        for kind, count in sorted(at_work.refused.items()):
            events.add_row(f"refused · {kind}", str(count))
        console.print(events)
        proof = Table("what", "books", "others", "", title="What must agree")
        for one in found:
            proof.add_row(one.name, one.ours, one.theirs, "agrees" if one.holds else "DIFFERS")
        console.print(proof)
        wrong = sum(not one.holds for one in found)
        words = "everything agrees" if not wrong else f"{wrong} comparisons differ"
        self.stdout.write(f"{seconds:.0f} s: {words}.")
