"""Demo · what a comparison of the soak came to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One comparison: what it is of, what each side says, whether they agree."""

    name: str
    ours: str
    theirs: str

    @property
    def holds(self) -> bool:
        return self.ours == self.theirs
