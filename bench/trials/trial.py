"""bench · no app · what a trial is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bench.outcome import Outcome
from bench.worlds.build import Site


class Course(Protocol):
    """Does the trial and adds its findings to the outcome; `is_whole` where samples are not enough."""

    def __call__(self, site: Site, outcome: Outcome, *, is_whole: bool) -> None: ...


@dataclass(frozen=True)
class Trial:
    """A trial and the question that it answers."""

    title: str
    run: Course
