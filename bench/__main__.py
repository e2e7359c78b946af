"""bench · no app · `python -m bench`: bring up, measure, judge, leave nothing running."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import course, servers
from bench.course import SUBJECTS, Wishes
from bench.databases import Databases
from bench.outcome import Outcome
from bench.report import print_outcome, write_json
from bench.visitor import Unexpected
from bench.worlds import build
from marketplace import embedded
from marketplace.demo.progress import StepFailed
from marketplace.runtime import BASE_DIR
from marketplace.supervisor import AlreadyRunning, Console, claim

# Servers of one's own are not for measuring in, and the ports of a demo are not ours.
_NOT_OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "RESULT_URL", "CACHE_URL", "PORT", "MARKETPLACE_HOST")


def main() -> int:
    """Measure everything, or what is named; the exit status: 1 if a gate failed or an answer was an error."""
    options = read_options()
    if options.list:
        print("\n".join(f"{key:<12} {title}" for key, title in SUBJECTS.items()))
        return 0
    root = Path(options.state).resolve()
    for name in _NOT_OURS:
        os.environ.pop(name, None)
    os.environ |= {"PORTOLAN_STATE": str(root), "DJANGO_SETTINGS_MODULE": "bench.settings"}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = Console(root, name="bench")
    wishes = Wishes(
        subjects=options.only,
        repeats=1 if options.quick else 5,
        mix_s=10.0 if options.quick else 30.0,
        is_peer_required=options.require_peer,
        is_whole=options.whole,
    )
    outcome = Outcome(datetime.now(UTC), load_before=os.getloadavg()[0])
    try:
        with claim(root, address="bench"):
            console.say("Starting PostgreSQL and Valkey …")
            site = build.Site(root, Databases(embedded.ensure(root)), console)
            if options.fresh:
                build.forget(site)
            course.run(site, wishes, outcome)
            site.databases.checkpoint()
    except AlreadyRunning as other:
        console.say(f"A benchmark is running already (pid {other.pid}).")
        return 1
    except (embedded.EmbeddedServiceError, StepFailed, servers.DidNotStart, Unexpected) as error:
        console.say(f"\n{error}\nLogs: {root / 'log'}")
        return 1
    except KeyboardInterrupt:
        console.say("\nStopped. What was loaded is kept; these are the figures so far.")
        outcome.load_after = os.getloadavg()[0]
        print_outcome(outcome)
        return 130
    finally:
        if lease := embedded.held(root):
            lease.release()
        console.close()
    print_outcome(outcome)
    print(f"Figures: {write_json(outcome, root)}")
    return 1 if outcome.has_failed else 0


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="What pages and flows cost.")
    parser.add_argument("--list", action="store_true", help="name what can be measured, and end")
    parser.add_argument(
        "--only", nargs="+", choices=SUBJECTS, default=list(SUBJECTS), metavar="NAME", help="see --list"
    )
    parser.add_argument("--fresh", action="store_true", help="forget what was built and build it again")
    parser.add_argument("--quick", action="store_true", help="one repeat instead of three, and a mix of ten seconds")
    parser.add_argument("--whole", action="store_true", help="do in full what is otherwise sampled")
    parser.add_argument("--require-peer", action="store_true", help="fail where django-oscar cannot be installed")
    parser.add_argument("--state", default=BASE_DIR / ".local" / "bench", metavar="FOLDER", help="where all is kept")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
