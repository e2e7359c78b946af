"""Planning · `manage.py plan_routes`: rounds for a published routing problem, and their gap to the best known."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.common.errors import MarketError
from apps.planning.delivery import instances, solver
from apps.planning.delivery.types import Progress


class Command(BaseCommand):
    help = (
        "Plan the rounds of a VRPLIB file (CVRP, VRPTW, MDVRPTW) or one in Solomon's form. "
        "Prints the cost and, where the best known solution is given or lies beside the file, the gap to it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.vrp")
        parser.add_argument("--cpu-seconds", type=float, default=10.0, help="CPU time for the search (default 10)")
        parser.add_argument("--out", type=Path, metavar="FILE.sol", help="write the rounds there")
        parser.add_argument(
            "--best", type=Path, metavar="FILE.sol", help="the best known (default: FILE.sol beside it)"
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--rounding", choices=[str(one) for one in instances.Rounding], help="of distances (default: by type)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        rounding = instances.Rounding(options["rounding"]) if options["rounding"] else None
        best: Path = options["best"] or file.with_suffix(".sol")
        if options["cpu_seconds"] <= 0:
            raise CommandError("--cpu-seconds: give more than 0.")
        try:
            known = instances.best_known(best) if options["best"] or best.exists() else None
            instance = instances.read(file, rounding=rounding)
            began = time.process_time()
            plan = solver.plan(instance.problem, cpu_s=options["cpu_seconds"], seed=options["seed"], watch=self._tell)
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        except MarketError as error:
            raise CommandError(error.text()) from error
        spent = time.process_time() - began
        self.stderr.write("")
        cost = instance.stated(plan.distance)
        self.stdout.write(
            f"{instance.name}: {len(instance.problem.stops)} stops, {len(plan.routes)} rounds, every limit kept"
        )
        self.stdout.write(f"cost {cost}")
        self.stdout.write(f"CPU seconds {spent:.1f}")
        if known is not None:
            self.stdout.write(f"best known {known:g}")
            self.stdout.write(f"gap {100 * (float(cost) / known - 1):.2f} %")
        if options["out"]:
            try:
                instances.write_solution(options["out"], plan, instance)
            except OSError as error:
                raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from error
            self.stdout.write(f"written to {options['out']}")

    def _tell(self, progress: Progress) -> bool:
        if self.stderr.isatty():
            found = "none yet" if progress.best_cost is None else str(progress.best_cost)
            self.stderr.write(f"\r{progress.cpu_s:5.1f} s  best {found}   ", ending="")
        return True
