"""`python -m tests.isolation`: reach for other vendors' things in every way, and prove that nothing is to be had."""

from __future__ import annotations

import argparse
import random
import signal
import sys

from tests.isolation import course
from tests.isolation.report import show
from tests.stack import DidNotOpen


def main() -> int:
    """Run once; 0 if the walls hold, 1 if not, 130 after Ctrl-C."""
    options = read_options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    record = course.Record(seed=options.seed, operations=options.operations)
    print(f"Isolation with seed {options.seed}.", flush=True)
    try:
        course.run(record, vendors=options.vendors, minutes=options.minutes, say=say)
    except (DidNotOpen, course.Unprepared) as failure:
        print(f"The attack could not begin.\n{failure}")
        return 1
    except KeyboardInterrupt:
        print("Stopped; nothing was judged, and everything is cleaned up.")
        return 130
    show(record)
    done = sum(len(times) for times in record.seconds.values())
    if done < options.operations * 0.99:
        print(f"FAIL: only {done} of {options.operations} operations were done in time.")
        return 1
    return 0 if record.holds else 1


def say(line: str) -> None:
    """Print at once."""
    print(line, flush=True)


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.isolation", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="by default a new one each time")
    parser.add_argument("--operations", type=int, default=10_000, metavar="N", help="how many (default 10,000)")
    parser.add_argument("--vendors", type=int, default=20, metavar="N", help="over how many vendors (default 20)")
    parser.add_argument("--minutes", type=float, default=10, metavar="M", help="how long in all (default 10)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
