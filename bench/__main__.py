"""bench · no app · `python -m bench`: bring up, measure, report, leave nothing running."""

from __future__ import annotations

import argparse
import os
import signal
import sys

from bench import course, servers
from bench.operations import OPERATIONS
from bench.report import print_outcome, write_json
from bench.visitor import Unexpected
from marketplace import embedded, runtime
from marketplace.demo.progress import StepFailed
from marketplace.runtime import BASE_DIR
from marketplace.supervisor import AlreadyRunning, Console, claim

ROOT = BASE_DIR / ".local" / "bench"
# Servers of one's own are not for measuring in, and the ports of a demo are not ours.
_NOT_OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "RESULT_URL", "CACHE_URL", "PORT", "MARKETPLACE_HOST")


def main() -> int:
    """Measure everything, or what is named; the exit status: 1 if an answer was an error, 130 after Ctrl-C."""
    options = read_options()
    for name in _NOT_OURS:
        os.environ.pop(name, None)
    os.environ |= {"PORTOLAN_STATE": str(ROOT), "DJANGO_SETTINGS_MODULE": "bench.settings"}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = Console(ROOT, name="bench")
    try:
        with claim(ROOT, address="bench"):
            console.say("Starting PostgreSQL and Valkey …")
            runtime.lease_services(ROOT)
            endpoints = embedded.ensure(ROOT)
            outcome = course.run(ROOT, endpoints, console, names=options.only, is_fresh=options.fresh)
    except AlreadyRunning as other:
        console.say(f"A benchmark is running already (pid {other.pid}).")
        return 1
    except (embedded.EmbeddedServiceError, StepFailed, servers.DidNotStart, Unexpected) as error:
        console.say(f"\n{error}\nLogs: {ROOT / 'log'}")
        return 1
    except KeyboardInterrupt:
        console.say("\nStopped. What was loaded is kept, what was measured is not.")
        return 130
    finally:
        if lease := embedded.held(ROOT):
            lease.release()
        console.close()
    print_outcome(outcome)
    print(f"Figures: {write_json(outcome, ROOT).relative_to(BASE_DIR)}")
    return 1 if outcome.errors() else 0


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="What pages and flows cost.")
    parser.add_argument("--fresh", action="store_true", help="forget the world and build it again")
    known = [operation.key for operation in OPERATIONS]
    parser.add_argument("--only", nargs="+", choices=known, default=known, metavar="NAME", help=", ".join(known))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
