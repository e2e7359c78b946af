"""bench · no app · all that a run has measured, and what follows from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from bench import figures, gates
from bench.floor import Floor
from bench.gates import Bound, Finding
from bench.measure import CROWD, Run
from bench.shops.shop import Operation

QUIET_LOAD = 3.0
FLOOR_AGE_S = 600.0


@dataclass
class Measured:
    """An operation in one shop: a run by one visitor a repeat, with the floor of that repeat, and runs by eight."""

    operation: Operation
    alone: list[Run] = field(default_factory=list)
    floors_ms: list[float] = field(default_factory=list)
    crowd: list[Run] = field(default_factory=list)

    @property
    def cpu_ms(self) -> float:
        """The median of the repeats."""
        return figures.median([run.cost.cpu_ms for run in self.alone])

    @property
    def ratios(self) -> list[float]:
        """Multiples of F1, each repeat by its own floors."""
        return [figures.ratio(run.cost.cpu_ms, floor) for run, floor in zip(self.alone, self.floors_ms, strict=False)]

    @property
    def statements(self) -> float:
        """SQL statements of an operation, the median of the repeats."""
        return figures.median([run.cost.statements for run in self.alone])

    @property
    def errors(self) -> Counter[str]:
        """Every answer that was not as it should be."""
        found: Counter[str] = Counter()
        for run in (*self.alone, *self.crowd):
            found.update(run.errors)
        return found


@dataclass
class Outcome:
    """A run's figures. `ours` and `peer` are by the operation's key."""

    started: datetime
    load_before: float
    load_after: float = 0.0
    floors: list[Floor] = field(default_factory=list)
    ours: dict[str, Measured] = field(default_factory=dict)
    peer: dict[str, Measured] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def is_quiet(self) -> bool:
        """Whether wall figures may be judged: the machine had little else to do at the start."""
        return self.load_before < QUIET_LOAD

    @property
    def floor_ms(self) -> float:
        """F1 over all, for showing; ratios are by the floors of their own repeat."""
        return figures.median([floor.cpu_ms for floor in self.floors])

    @property
    def has_failed(self) -> bool:
        """Whether a gate failed or an operation erred."""
        return bool(gates.failures(self.findings) or self.errors)

    def conclude(self, *, is_peer_required: bool) -> None:
        """Judge the operations."""
        for key, measured in self.ours.items():
            self.errors.update(measured.errors)
            if key in gates.TIMES_FLOOR and measured.alone:
                self.findings += self._operation(key, measured, is_peer_required=is_peer_required)
        for measured in self.peer.values():
            self.errors.update({f"Oscar: {error}": times for error, times in measured.errors.items()})
        if wrong := sum(floor.errors for floor in self.floors):
            self.errors["the bare view's answer is wrong"] += wrong

    def _operation(self, key: str, measured: Measured, *, is_peer_required: bool) -> list[Finding]:
        title, ratios = measured.operation.title, measured.ratios
        found = [
            gates.finding(
                "operations", f"{title}: CPU", figures.median(ratios), "× F1",
                bound=gates.TIMES_FLOOR[key], lowest=min(ratios),
            ),
            gates.finding(
                "operations", f"{title}: statements", measured.statements, bound=gates.STATEMENTS[key],
                lowest=min(run.cost.statements for run in measured.alone),
            ),
        ]  # fmt: skip
        if self.peer or is_peer_required:
            other = self.peer.get(key)
            cheaper = [
                figures.ratio(theirs.cost.cpu_ms, own.cost.cpu_ms)
                for theirs, own in zip(other.alone if other else (), measured.alone, strict=False)
            ]
            found.append(
                gates.finding(
                    "operations", f"{title}: cheaper than Oscar", figures.median(cheaper), "×", bound=gates.PEER,
                    lowest=min(cheaper, default=None), note="" if other else "Oscar is not here",
                )
            )  # fmt: skip
        return found


def mix_findings(run: Run, *, is_quiet: bool) -> list[Finding]:
    """The mix of visitors: how many operations a second, and errors."""
    return [
        gates.finding(
            "mix", f"operations a second, {CROWD} visitors", run.per_second, bound=gates.MIX, is_judged=is_quiet
        ),
        gates.finding("mix", "errors", sum(run.errors.values()), bound=gates.NONE),
        shown("mix", "CPU of an operation", run.cost.cpu_ms, "ms"),
        *(
            shown("mix", f"{name} of an operation", value, "ms")
            for name, value in (("p50", run.times.p50_ms), ("p95", run.times.p95_ms), ("p99", run.times.p99_ms))
        ),
    ]


def shown(
    subject: str, name: str, measured: float, unit: str = "", note: str = "", bound: Bound | None = None
) -> Finding:
    """A figure that is told and not judged."""
    return gates.finding(subject, name, measured, unit, bound=bound, is_judged=False, note=note)
