"""Common · values that every app may hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """Who did something."""

    SYSTEM = "system"
    BUYER = "buyer"
    VENDOR = "vendor"
    STAFF = "staff"
    CARRIER = "carrier"
    GATEWAY = "gateway"
    CUSTOMS = "customs"


@dataclass(frozen=True)
class Actor:
    """Who did something; `ref` is a person's or program's public id, as text."""

    kind: ActorKind
    ref: str = ""


SYSTEM = Actor(ActorKind.SYSTEM)
