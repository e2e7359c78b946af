"""demo · no app · `python -m marketplace.demo [reset]`: open the shop, or forget everything it holds."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

from marketplace import embedded, runtime
from marketplace.demo.fingerprints import Done
from marketplace.demo.programs import Addresses, background, front, sandbox
from marketplace.demo.progress import StepFailed, run_step
from marketplace.demo.readiness import NotReady, wait_ready
from marketplace.demo.reset import reset
from marketplace.demo.steps import Step, last_steps, steps
from marketplace.demo.welcome import welcome
from marketplace.embedded.ports import is_free
from marketplace.supervisor import AlreadyRunning, Console, Supervisor, claim

SAME_PRESS_S = 1.0  # make and the terminal may each deliver one and the same Ctrl-C


def main() -> int:
    """Open the shop and stay until told to stop; the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.demo")
    root = runtime.state_dir()
    console = Console(root)
    if sys.argv[1:] == ["reset"]:
        return reset(root, console)
    if sys.argv[1:]:
        console.say("Usage: python -m marketplace.demo [reset]")
        return 2
    addresses = read_addresses()
    try:
        with claim(root, address=addresses.marketplace) as orphans:
            if orphans:
                console.notice(f"Ended {len(orphans)} processes that a killed demo had left.")
            if busy := [name for name, port in addresses.listening().items() if not is_free(port)]:
                return refuse_busy(busy, addresses, console)
            return asyncio.run(open_shop(root, addresses, console))
    except AlreadyRunning as other:
        console.say(f"A demo is running already (pid {other.pid}): {other.address}")
        console.say("Use that one, or stop it first with Ctrl-C in its terminal.")
        return 1
    finally:
        if lease := embedded.held(root):
            lease.release()
        console.close()


Planned = Callable[[Path, Path], Iterator[Step]]


async def open_shop(
    root: Path, addresses: Addresses, console: Console, *, first: Planned | None = None, last: Planned | None = None
) -> int:
    """Bring everything up, wait for a signal, take everything down; the exit status.

    `first` and `last` plan what is done before and after the shop opens; the demo's own steps where not given.
    """
    started = time.monotonic()
    stop = StopSignal(asyncio.get_running_loop(), console)
    supervisor: Supervisor | None = None
    try:
        console.say("Starting PostgreSQL and Valkey …")
        runtime.lease_services(root)
        share_metrics(root / "run" / "metrics")
        supervisor = Supervisor(root, console=console, cwd=runtime.BASE_DIR, lease=embedded.held(root))
        stop.supervisor = supervisor
        console.quiet = True
        supervisor.start(sandbox(root, addresses, demo_settings()))
        await stop.or_done(prepare(root, console, first or steps))
        console.say("Opening the shop …")
        supervisor.start(front(addresses))
        await stop.or_done(wait_ready(supervisor.child("web"), addresses, console=console))
        supervisor.start(background(root))
        await stop.or_done(prepare(root, console, last or last_steps))
        for line in welcome(addresses, root / "demo-logins.json"):
            console.say(line)
        console.notice(f"Ready after {time.monotonic() - started:.1f} s.")
        console.quiet = False
        await stop.wait()
    except Stopped:
        pass
    except (embedded.EmbeddedServiceError, StepFailed, NotReady) as error:
        console.say(f"\n{error}")
        console.say(f"Logs: {root / 'log'}")
        return 1
    finally:
        console.say("Stopping …")
        if supervisor is not None:
            await supervisor.stop()
    return 0


def share_metrics(folder: Path) -> None:
    """Have all programs keep their counts in one folder, from nothing at each start; METRICS_TOKEN opens /metrics."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


async def prepare(root: Path, console: Console, planned: Planned) -> None:
    """Run those of the planned steps whose inputs have changed since they last succeeded."""
    done = Done(root)
    for step in planned(runtime.BASE_DIR, root):
        if done.has(step.name, step.mark):
            continue
        started = time.monotonic()
        await run_step(step, root=root, cwd=runtime.BASE_DIR, console=console)
        console.say(f"{console.paint('✓', '32')} {step.title} ({time.monotonic() - started:.1f} s)")
        fresh = next(again for again in planned(runtime.BASE_DIR, root) if again.name == step.name)
        done.record(step.name, fresh.mark)


def read_addresses() -> Addresses:
    """Ports and host as the settings have them."""
    settings = demo_settings()
    return Addresses(
        host=settings.MARKETPLACE_HOST,
        port=settings.PORT,
        gateway_port=settings.GATEWAY_PORT,
        carrier_port=settings.CARRIER_PORT,
        authority_port=settings.AUTHORITY_PORT,
    )


def demo_settings() -> Any:
    """Django's settings, which have more names in the demo than elsewhere. Read before services are leased."""
    from django.conf import settings

    return settings


def refuse_busy(busy: list[str], addresses: Addresses, console: Console) -> int:
    """Say which ports are taken and how to choose others; the exit status."""
    ports = addresses.listening()
    taken = ", ".join(str(ports[name]) for name in busy)
    others = " ".join(f"{name}={free_port(ports[name] + 1)}" for name in busy)
    console.say(f"Another program listens on 127.0.0.1 port {taken}. Choose other ports: make demo {others}")
    return 1


def free_port(port: int) -> int:
    """The first free port from `port` on."""
    while not is_free(port):
        port += 1
    return port


class Stopped(Exception):
    """Somebody asked us to stop."""


class StopSignal:
    """Ctrl-C, SIGTERM or a closed terminal: the first asks everything to end, the second ends it at once."""

    def __init__(self, loop: asyncio.AbstractEventLoop, console: Console) -> None:
        self.console = console
        self.supervisor: Supervisor | None = None
        self._asked = asyncio.Event()
        self._asked_at = 0.0
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(sign, self._ask, sign)

    async def wait(self) -> None:
        """Return when asked to stop."""
        await self._asked.wait()

    async def or_done(self, work: Coroutine[Any, Any, object]) -> None:
        """Wait for some work, or break it off.

        Raises:
            Stopped: asked to stop before the work was done.
        """
        task = asyncio.ensure_future(work)
        asked = asyncio.ensure_future(self._asked.wait())
        await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            raise Stopped
        task.result()

    def _ask(self, sign: signal.Signals) -> None:
        if not self._asked.is_set():
            self.console.notice(f"Asked to stop by {sign.name}.")
            self._asked.set()
            self._asked_at = time.monotonic()
        elif self.supervisor is not None and time.monotonic() - self._asked_at > SAME_PRESS_S:
            self.supervisor.kill()


if __name__ == "__main__":
    sys.exit(main())
