"""`python -m tests.chaos`: shoot at a marketplace while people shop in it, and prove that nothing is lost."""

from __future__ import annotations

import argparse
import random
import signal
import sys
from pathlib import Path

from tests.chaos import course
from tests.chaos.report import show, write_json
from tests.stack import DidNotOpen


def main() -> int:
    """Run once; 0 if every invariant holds, 1 if one does not, 130 after Ctrl-C."""
    options = read_options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(
        f"Chaos with seed {options.seed}: the same seed makes the same people and the same order of kills.", flush=True
    )
    record = course.begin(options.seed, options.checkouts)
    try:
        course.run(record, minutes=options.minutes, at_once=options.at_once, keep=options.keep, say=say)
    except DidNotOpen as failure:
        print(f"The marketplace did not open.\n{failure}")
        return 1
    except KeyboardInterrupt:
        print("Stopped; nothing was judged, and everything is cleaned up.")
        return 130
    show(record)
    if options.json:
        write_json(record, options.json)
        print(f"Figures: {options.json}")
    return 0 if record.holds else 1


def say(line: str) -> None:
    """Print at once."""
    print(line, flush=True)


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="by default a new one each time")
    parser.add_argument("--checkouts", type=int, default=200, metavar="N", help="how many people come (default 200)")
    parser.add_argument("--minutes", type=float, default=8, metavar="M", help="how long it may take in all (default 8)")
    parser.add_argument("--at-once", type=int, default=10, metavar="N", help="how many shop at a time (default 10)")
    parser.add_argument("--keep", action="store_true", help="keep the stack's folder in any case")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
