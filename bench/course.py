"""bench · no app · the course of a run: build, measure the operations between floors, then the trials."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass

from bench import accounting, figures
from bench.measure import CROWD, Meter
from bench.outcome import FLOOR_AGE_S, Measured, Outcome, mix_findings, shown
from bench.servers import DidNotStart
from bench.shops import open as shops
from bench.shops import oscar, portolan
from bench.shops.shop import Operation
from bench.trials import TRIALS
from bench.visitor import Unexpected
from bench.working import working
from bench.worlds import build, peer
from bench.worlds.build import GOODS, TRIAL, Site
from bench.worlds.environments import NotInstalled
from marketplace.demo.progress import StepFailed

MIX = (35, 35, 15, 10, 5)
OPERATIONS = (*portolan.OPERATIONS, *portolan.FURTHER)
SUBJECTS = {
    **{operation.key: operation.title for operation in OPERATIONS},
    "peer": "the same five operations in django-oscar",
    "mix": "list 35, product 35, search 15, add 10, checkout 5, by eight visitors for 30 s",
    **{key: trial.title for key, trial in TRIALS.items()},
}


@dataclass(frozen=True)
class Wishes:
    """What is to be measured. `repeats` are for the operations and the floor beside them."""

    subjects: Collection[str]
    repeats: int = 5
    mix_s: float = 30.0
    is_peer_required: bool = False
    is_whole: bool = False


def run(site: Site, wishes: Wishes, outcome: Outcome) -> None:
    """Measure what is wished; the outcome is filled as it comes.

    Raises:
        StepFailed: something cannot be built.
        DidNotStart: a web server cannot be started.
        Unexpected: a shop cannot be walked through.
    """
    operations = [operation for operation in OPERATIONS if operation.key in wishes.subjects]
    has_peer = _build_peer(site, wishes, outcome)
    if operations or "mix" in wishes.subjects or has_peer:
        build.goods(site)
        outcome.load_before = os.getloadavg()[0]
        _measure(site, wishes, outcome, operations, has_peer=has_peer)
    outcome.conclude(is_peer_required=wishes.is_peer_required)
    for key, trial in TRIALS.items():
        if key in wishes.subjects:
            site.console.say(f"{trial.title[0].upper()}{trial.title[1:]}")
            begun = time.monotonic()
            try:
                trial.run(site, outcome, is_whole=wishes.is_whole)
            except (StepFailed, DidNotStart, Unexpected) as error:
                site.console.say(str(error))
                outcome.errors[f"{trial.title}: {str(error).splitlines()[0]}"] += 1
            site.console.say(f"  {key} took {time.monotonic() - begun:.0f} s")
    if any(key in wishes.subjects for key in TRIALS):
        site.console.status("Throwing away what the trials have made …")
        site.databases.drop(TRIAL)
    outcome.load_after = os.getloadavg()[0]


def _build_peer(site: Site, wishes: Wishes, outcome: Outcome) -> bool:
    if "peer" not in wishes.subjects:
        return False
    try:
        peer.build(site)
    except NotInstalled as missing:
        site.console.say(f"django-oscar is not measured: {missing}")
        outcome.notes.append(f"django-oscar is not measured: {missing}")
        return False
    return True


def _measure(site: Site, wishes: Wishes, outcome: Outcome, operations: list[Operation], *, has_peer: bool) -> None:
    """Each repeat is floor, each operation in the peer and at once in ours, floor; then eight at once, and the mix."""
    with ExitStack() as stack:
        with working(site.console, "Starting the web servers and walking through the shops"):
            floors = stack.enter_context(shops.floors(site))
            ours = stack.enter_context(shops.marketplace(site, GOODS))
            theirs = stack.enter_context(shops.the_peer(site)) if has_peer else None
        _tell_starts(outcome, ours, theirs)
        outcome.ours = {operation.key: Measured(operation) for operation in operations}
        outcome.peer = {operation.key: Measured(operation) for operation in oscar.OPERATIONS} if theirs else {}
        both = [(theirs, outcome.peer), (ours, outcome.ours)]
        for repeat in range(wishes.repeats):
            before = floors.take()
            for key in dict.fromkeys([*outcome.peer, *outcome.ours]):
                for meter, measured in both:
                    if meter and key in measured:
                        _alone(site, meter, measured[key], f"{repeat + 1}/{wishes.repeats}", is_peer=meter is theirs)
            after = floors.take()
            if after.at - before.at > FLOOR_AGE_S:
                outcome.notes.append(
                    f"Repeat {repeat + 1} took {(after.at - before.at) / 60:.0f} minutes between floors."
                )
            for one in (*outcome.peer.values(), *outcome.ours.values()):
                one.floors_ms.append((before.cpu_ms + after.cpu_ms) / 2)
            site.console.say(
                f"  F1 {before.cpu_ms:.3f} ms before, {after.cpu_ms:.3f} ms after; load {os.getloadavg()[0]:.1f}"
            )
        for meter, measured in both:
            for one in measured.values():
                if meter:
                    with working(site.console, f"{one.operation.title}, {CROWD} at once"):
                        one.crowd.append(meter.run(one.operation, concurrency=CROWD, count=one.operation.crowd))
        if "mix" in wishes.subjects:
            with working(site.console, f"A mix of everything by {CROWD} visitors for {wishes.mix_s:.0f} s"):
                mixed = ours.mix(portolan.OPERATIONS, MIX, concurrency=CROWD, seconds=wishes.mix_s)
            site.console.say(f"  mix: {mixed.per_second:.0f} operations a second")
            outcome.findings += mix_findings(mixed, is_quiet=outcome.is_quiet)
            outcome.errors.update(mixed.errors)
        floors.take()
        outcome.floors = floors.taken
        _tell_memory(outcome, ours, theirs)


def _alone(site: Site, meter: Meter, one: Measured, number: str, *, is_peer: bool) -> None:
    whose = "Oscar: " if is_peer else ""
    with working(site.console, f"{number} {whose}{one.operation.title}"):
        run = meter.run(one.operation, concurrency=1, count=one.operation.alone)
    one.alone.append(run)
    errors = sum(run.errors.values())
    mark = site.console.paint("✗", "31") if errors else site.console.paint("✓", "32")
    site.console.say(
        f"{mark} {number} {whose}{one.operation.title}: {run.cost.cpu_ms:.2f} ms CPU, "
        f"{run.cost.statements:.1f} statements" + (f", {errors} ERRORS" if errors else "")
    )


def _tell_starts(outcome: Outcome, ours: Meter, theirs: Meter | None) -> None:
    for name, meter in (("", ours), ("Oscar: ", theirs)):
        if meter:
            outcome.findings += [
                shown("service", f"{name}cold start", meter.server.start_s, "s"),
                shown("service", f"{name}cold start, CPU", meter.server.start_cpu_s, "s"),
            ]


def _tell_memory(outcome: Outcome, ours: Meter, theirs: Meter | None) -> None:
    for name, meter in (("", ours), ("Oscar: ", theirs)):
        if meter:
            used = accounting.pss_mb(accounting.tree(meter.server.pid))
            outcome.findings.append(shown("service", f"{name}memory of the web processes afterwards (PSS)", used, "MB"))
    outcome.findings.append(
        shown("service", "F1, the bare view", figures.median([f.cpu_ms for f in outcome.floors]), "ms")
    )
