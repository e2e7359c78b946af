"""Planning · `manage.py pack`: how full published packing problems become."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.common.errors import MarketError
from apps.planning.packing import greedy, instances, solver


class Command(BaseCommand):
    help = (
        "Pack each problem of a file (a JSON object a line) into its container. Prints the part of it that is filled "
        "and, where the file knows it, how that compares to the best known; every packing is checked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.jsonl")
        parser.add_argument("--cpu-seconds", type=float, default=10.0, help="CPU time for each problem (default 10)")
        parser.add_argument("--greedy", action="store_true", help="without search: what a packing bench gets at once")
        parser.add_argument("--problems", type=int, help="only the first so many")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["cpu_seconds"] <= 0:
            raise CommandError("--cpu-seconds: give more than 0.")
        try:
            chosen = list(instances.read(options["file"]))[: options["problems"]]
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except MarketError as error:
            raise CommandError(error.text()) from error
        if not chosen:
            raise CommandError(f"{options['file']} holds no problem.")
        self.stdout.write(f"{'problem':<16}{'boxes':>12}{'fill':>9}{'of best':>10}{'CPU s':>8}")
        fills, shares = list[float](), list[float]()
        for one in chosen:
            began = time.process_time()
            packing = (
                greedy.pack(one.problem)
                if options["greedy"]
                else solver.pack(one.problem, cpu_s=options["cpu_seconds"])
            )
            spent = time.process_time() - began
            fills.append(packing.fill)
            share = "–"
            if one.best_known:
                shares.append(packing.fill / one.best_known)
                share = f"{100 * shares[-1]:.1f} %"
            boxes = f"{len(packing.placements)}/{sum(item.count for item in one.problem.items)}"
            self.stdout.write(f"{one.name:<16}{boxes:>12}{100 * packing.fill:>7.1f} %{share:>10}{spent:>8.2f}")
        self.stdout.write(f"mean fill {100 * sum(fills) / len(fills):.2f} %")
        if shares:
            self.stdout.write(f"mean of best known {100 * sum(shares) / len(shares):.2f} %")
