"""observability · no app · what Prometheus reads: added up over the processes of this machine or container.

With PROMETHEUS_MULTIPROC_DIR every process keeps its counts in files there. Those
of processes that have ended are merged into one, so that workers may come and go
without the folder growing and without a counter going back.
"""

from __future__ import annotations

import fcntl
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ENDED = "0"


def may_read(authorization: str) -> bool:
    """Whether an Authorization header bears METRICS_TOKEN; never, where none is set."""
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and hmac.compare_digest(authorization.encode(), f"Bearer {wanted}".encode())


def text(live: Collector | None = None) -> bytes:
    """All counts of this machine in Prometheus' text format, and what `live` tells of the moment."""
    registry = CollectorRegistry()
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        with _locked(Path(folder)):
            merge_ended(Path(folder))
            MultiProcessCollector(registry, folder)
            counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    if live is None:
        return counted
    of_now = CollectorRegistry()
    of_now.register(live)
    return counted + generate_latest(of_now)


def merge_ended(folder: Path) -> None:
    """Add the counts of ended processes to one file a kind, and remove theirs. Call under the folder's lock."""
    for path in sorted(folder.glob("*_*.db")):
        kind, _, pid = path.stem.rpartition("_")
        if kind not in {"counter", "histogram"} or pid == _ENDED or _is_alive(int(pid)):
            continue
        total = MmapedDict(str(folder / f"{kind}_{_ENDED}.db"))
        try:
            for key, value, _at, _position in MmapedDict.read_all_values_from_file(str(path)):
                before, _ = total.read_value(key)
                total.write_value(key, before + value, 0.0)
        finally:
            total.close()
        path.unlink()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
