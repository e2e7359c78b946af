"""demo · no app · the programs of the demo: the outside world's stand-ins, and the marketplace itself."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketplace.supervisor import Program

DAY_IN_TEN_SECONDS = "8640"


@dataclass(frozen=True)
class Addresses:
    """Ports of everything that listens, and the name that people type."""

    host: str
    port: int
    gateway_port: int
    carrier_port: int
    authority_port: int

    @property
    def marketplace(self) -> str:
        """The marketplace's address."""
        return f"http://{self.host}:{self.port}/"

    def listening(self) -> dict[str, int]:
        """The variable that sets each port, with its port."""
        return {
            "PORT": self.port,
            "GATEWAY_PORT": self.gateway_port,
            "CARRIER_PORT": self.carrier_port,
            "AUTHORITY_PORT": self.authority_port,
        }


def sandbox(state: Path, addresses: Addresses, settings: Any) -> list[Program]:
    """The gateway, the carrier and the authority, with the keys that the settings name."""

    def program(name: str, port: int, *flags: str, **environment: str) -> Program:
        file = f"apps/sandbox/{name}/app.py"
        folder = str(state / "sandbox" / name)
        command = (sys.executable, file, "--port", str(port), "--state", folder, *flags)
        return Program(name, command, stage=0, environment=environment, patience_s=4)

    return [
        program(
            "gateway",
            addresses.gateway_port,
            "--webhook-url",
            f"{addresses.marketplace}callbacks/stripe/",
            SANDBOX_GATEWAY_SECRET_KEY=settings.STRIPE["secret_key"],
            SANDBOX_GATEWAY_WEBHOOK_SECRET=settings.STRIPE["webhook_secret"],
        ),
        program(
            "carrier",
            addresses.carrier_port,
            "--time-scale",
            DAY_IN_TEN_SECONDS,
            "--webhook-url",
            f"{addresses.marketplace}callbacks/carriers/meridian/",
            SANDBOX_CARRIER_API_KEY=settings.MERIDIAN["key"],
            SANDBOX_CARRIER_API_SECRET=settings.MERIDIAN["secret"],
        ),
        program(
            "authority",
            addresses.authority_port,
            "--callback-url",
            f"{addresses.marketplace}callbacks/customs/",
            SANDBOX_AUTHORITY_KEY=str(settings.RATES_FEED["key"]),
            SANDBOX_CUSTOMS_KEY=settings.CUSTOMS_AUTHORITIES["*"]["key"],
            SANDBOX_CUSTOMS_SECRET=settings.CUSTOMS_AUTHORITIES["*"]["secret"],
        ),
    ]


def front(addresses: Addresses) -> list[Program]:
    """What buyers meet: the web server, and the relay that carries news to it."""
    web = (sys.executable, "-m", "marketplace.web", "--port", str(addresses.port), "marketplace.wsgi:application")
    relay = (sys.executable, "manage.py", "run_relay")
    return [Program("web", web, stage=2), Program("relay", relay, stage=2, patience_s=6)]


def background(state: Path) -> list[Program]:
    """Celery: the worker, and beat, which gives it work by the clock."""
    celery = (sys.executable, "-m", "celery", "--quiet", "-A", "marketplace")
    worker = (*celery, "worker", "--loglevel", "WARNING", "-c", "2", "--without-gossip", "--without-mingle")
    schedule = str(state / "run" / "beat-schedule")
    beat = (*celery, "beat", "--loglevel", "WARNING", "--pidfile=", "--schedule", schedule)
    # Celery warns at length when root runs it; on one's own machine that is no news.
    quiet = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    return [
        Program("worker", worker, stage=1, environment=quiet, patience_s=10),
        Program("beat", beat, stage=2, patience_s=4),
    ]
