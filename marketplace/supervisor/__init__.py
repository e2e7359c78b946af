"""supervisor · no app · runs programs together, shows their logs, restarts what dies."""

from __future__ import annotations

from marketplace.supervisor.claim import AlreadyRunning, claim, running
from marketplace.supervisor.console import Console
from marketplace.supervisor.program import Program
from marketplace.supervisor.supervisor import Supervisor

__all__ = ["AlreadyRunning", "Console", "Program", "Supervisor", "claim", "running"]
