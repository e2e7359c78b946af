"""Demo · command: thousands of random money events, then the proof that books, providers and bank agree."""

from __future__ import annotations

import logging
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich import box
from rich.console import Console
from rich.table import Table

from apps.demo.soak import stack

if TYPE_CHECKING:
    from apps.demo.soak.crew import Tale
    from apps.demo.soak.findings import Finding

MOST_PEOPLE = 8
# What moves no money and costs half of the time: letters, what pages list, messages to programs, lists of parties.
ELSEWHERE = (
    "checkout.confirm_by_mail", "checkout.refund_by_mail", "checkout.transfer_by_mail", "credits.receipt_by_mail",
    "credits.transfer_by_mail", "discovery.refresh_stock",
    "discovery.refresh_prices", "orders.screen", "orders.write_down", "webhooks.announce",
)  # fmt: skip


class Command(BaseCommand):
    help = (
        "Let thousands of random things happen to money (purchases by every method, refunds of every kind, disputes, "
        "payouts that fail or come back, faults of providers), on a database and a sandbox of its own, and hold books, "
        "providers and bank against each other. The exit status tells whether they agree."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--events", type=int, default=10_000, help="how many events (default 10,000)")
        parser.add_argument("--seed", type=int, default=None, help="the same seed makes the same choices")
        parser.add_argument("--minutes", type=float, default=None, help="begin no event after so many minutes")
        parser.add_argument("--people", type=int, default=2, help="how many act at once (default 2)")
        parser.add_argument("--inside", action="store_true", help="run here: the environment names servers and sandbox")

    def handle(self, *args: Any, **options: Any) -> None:
        seed = random.randrange(1_000_000) if options["seed"] is None else options["seed"]  # noqa: S311  a seed, no secret
        events, people = options["events"], options["people"]
        if events < 1 or not 1 <= people <= MOST_PEOPLE:
            raise CommandError(f"At least one event, and from 1 to {MOST_PEOPLE} people.")
        if options["inside"]:
            self._inside(events, seed, people, minutes=options["minutes"])
            return
        self.stdout.write(f"Money soak: {events} events, seed {seed}, {people} at once")
        words = ["money_soak", "--inside", f"--events={events}", f"--seed={seed}", f"--people={people}"]
        words += [f"--minutes={options['minutes']}"] if options["minutes"] is not None else []
        try:
            with stack.running(self.stdout.write) as environment:
                command = [sys.executable, "manage.py", *words]
                done = subprocess.run(command, cwd=stack.PROJECT, env=environment, check=False)  # noqa: S603  this program again
        except stack.DidNotStart as failure:
            raise CommandError(str(failure)) from failure
        if done.returncode:
            sys.exit(done.returncode)

    def _inside(self, events: int, seed: int, people: int, *, minutes: float | None) -> None:
        from celery import current_app

        from apps.demo.soak import census, crew, proof
        from apps.outbox import registry

        current_app.conf.task_always_eager = True
        registry.unsubscribe(*ELSEWHERE)
        logging.disable(logging.WARNING)
        begun = time.monotonic()
        try:
            tale = crew.run(events, seed, people=people, minutes=minutes, say=self._say)
        except crew.Fell as fall:
            raise CommandError(f"One of the people fell:\n{fall}") from fall
        took = time.monotonic() - begun
        self._say(f"{tale.events} of {events} events in {took:.0f} s; everything has come to rest. Comparing …")
        happened, found = census.happened(tale.faults, tale.done["rates"]), proof.findings()
        self._show(tale, happened, found)
        self._judge(happened, found, seconds=time.monotonic() - begun)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _show(self, tale: Tale, happened: Mapping[str, int], found: Sequence[Finding]) -> None:
        console = Console(width=120, highlight=False)
        console.print(_table("What happened", ("what", "times"), happened.items()))
        done = sorted(tale.done.items())
        console.print(_table("What people and the office did", ("event", "times"), done))
        if tale.refused:
            console.print(_table("What was refused", ("event: why", "times"), tale.refused.most_common()))
        rows = [(one.name, one.ours, one.theirs, "agrees" if one.holds else "DIFFERS") for one in found]
        console.print(_table("What must agree", ("what", "books", "others", ""), rows))

    def _judge(self, happened: Mapping[str, int], found: Sequence[Finding], *, seconds: float) -> None:
        never = [what for what, count in happened.items() if not count]
        wrong = [one.name for one in found if not one.holds]
        if never:
            self._say(f"Never happened, so nothing is proven of it: {', '.join(never)}. Take more events.")
        if wrong:
            self._say(f"{len(wrong)} of {len(found)} comparisons differ: {', '.join(wrong)}.")
        if never or wrong:
            self._say(f"FAIL after {seconds:.0f} s.")
            sys.exit(1)
        self._say(f"PASS: all {len(found)} comparisons agree, everything happened; {seconds:.0f} s.")


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    for name in columns:
        table.add_column(name, justify="right" if name in ("times", "books", "others") else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(str, row))
    return table
