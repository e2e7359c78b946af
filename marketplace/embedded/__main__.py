"""embedded · no app · `python -m marketplace.embedded status|stop`: what runs, for whom, and ending it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from marketplace.embedded import lease
from marketplace.embedded.files import read_json
from marketplace.embedded.postgres import Postgres
from marketplace.embedded.valkey import Valkey


def main() -> int:
    """Parse the command line and do it."""
    parser = argparse.ArgumentParser(prog="python -m marketplace.embedded", description=__doc__)
    parser.add_argument("verb", choices=("status", "stop", "keep"), metavar="status|stop")
    parser.add_argument("--root", type=Path, default=lease.PROJECT / ".local", help="state folder (default .local)")
    parser.add_argument("--force", action="store_true", help="stop although programs are using the servers")
    parser.add_argument("--lock", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    root = options.root.resolve()
    if not (root / "run").is_dir():
        print(f"Nothing has ever run under {root}.")
        return 0
    if options.verb == "keep":
        lease.keep(root, lock=options.lock)
        return 0
    return status(root) if options.verb == "status" else stop(root, force=options.force)


def status(root: Path) -> int:
    """Print both servers and who uses them."""
    for service in (Postgres(root), Valkey(root)):
        running = service.running()
        where = f"127.0.0.1:{running.port}, pid {running.pid}" if running else "not running"
        print(f"{service.name:9} {where}")
        if state := read_json(service.state_file):
            print(f"{'':9} data {state.get('data')}\n{'':9} log  {state.get('log')}")
    holders = lease.holders(root)
    print(f"used by   {len(holders) or 'nobody'}")
    for pid, command in holders.items():
        print(f"{'':9} {pid}: {command}")
    return 0


def stop(root: Path, *, force: bool) -> int:
    """Stop both servers, unless programs use them and `force` is not set."""
    with lease.locked(root / "run" / "start"):
        if lease.stop_if_unused(root):
            print("Stopped.")
            return 0
        if force:
            lease.stop_servers(root)
            print("Stopped under its users.")
            return 0
    print("In use; end these first, or add --force:")
    for pid, command in lease.holders(root).items():
        print(f"  {pid}: {command}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
