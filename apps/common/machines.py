"""Common · state machines as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from .errors import InvalidTransition

S = TypeVar("S", bound=str)


@dataclass(frozen=True)
class Machine(Generic[S]):
    """A table of (state, event) → state. A pair that is absent is refused.

    `subject` names the thing in a refusal's data ("order").
    """

    subject: str
    table: Mapping[tuple[S, str], S]

    def next(self, state: S, event: str) -> S:
        """The state after `event`.

        Raises:
            InvalidTransition: the table has no such pair.
        """
        try:
            return self.table[state, event]
        except KeyError:
            raise InvalidTransition(subject=self.subject, state=state, event=event) from None

    def allows(self, state: S, event: str) -> bool:
        """Whether `event` is possible in `state`."""
        return (state, event) in self.table

    def events(self, state: S) -> list[str]:
        """The events possible in `state`, in the table's order."""
        return [event for (origin, event) in self.table if origin == state]
