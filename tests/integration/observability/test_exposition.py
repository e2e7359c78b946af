"""/metrics: guarded, and right when several processes count and some have ended."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from marketplace.observability import endpoint, exposition
from tests.integration.tenancy.people import browser

TOKEN = "twenty-four-characters-and-more"
COUNTING = """
import sys
from apps.common import metrics
for _ in range(int(sys.argv[1])):
    metrics.TASKS.labels("tests.count", "success").inc()
    metrics.REQUEST_SECONDS.labels("shop", "home").observe(0.02)
if len(sys.argv) > 2:
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    return tmp_path


def counted(folder: Path, times: int, *, stays: bool = False) -> subprocess.Popen[str]:
    """A process that counts; it has ended, or waits."""
    process = subprocess.Popen(
        [sys.executable, "-c", COUNTING, str(times), *(["stay"] if stays else [])],
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}, cwd=Path(__file__).resolve().parents[3],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    if stays:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    else:
        process.communicate()
    return process


def value(sample: str) -> float:
    (line,) = (line for line in exposition.text().decode().splitlines() if line.startswith(sample))
    return float(line.rpartition(" ")[2])


def test_counts_of_living_and_ended_processes_add_up_and_files_do_not_pile_up(folder: Path) -> None:
    living = counted(folder, 3, stays=True)
    try:
        for _ in range(3):
            counted(folder, 2)
        task = 'portolan_tasks_total{outcome="success",task="tests.count"}'

        assert value(task) == 9
        assert value('portolan_request_seconds_count{route="home",surface="shop"}') == 9
        assert value('portolan_request_seconds_bucket{le="0.01",route="home",surface="shop"}') == 0
        assert value('portolan_request_seconds_bucket{le="0.025",route="home",surface="shop"}') == 9
        pids = {path.stem.rpartition("_")[2] for path in folder.glob("*.db")}
        assert pids == {"0", str(living.pid)}
    finally:
        living.communicate()
    assert value(task) == 9, "a process that ends takes nothing back"


def test_without_the_token_there_is_no_such_page(settings: Any, db: None) -> None:
    settings.METRICS_TOKEN = ""
    assert browser().get("/metrics").status_code == 404
    assert browser().get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    for wrong in ("", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"):
        assert browser().get("/metrics", headers={"authorization": wrong}).status_code == 404

    page = browser().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert page.status_code == 200
    assert page["Content-Type"].startswith("text/plain")
    assert b"portolan_outbox_unsent" in page.content


def test_workers_answer_on_a_port_of_their_own_under_the_same_token(settings: Any, folder: Path) -> None:
    settings.METRICS_PORT = 0
    assert endpoint.serve() is None
    settings.METRICS_TOKEN, settings.METRICS_HOST = TOKEN, "127.0.0.1"
    server = endpoint.listening(port=0)
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        assert urllib.request.urlopen(f"{address}/healthz").read() == b"ok\n"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{address}/metrics")
        asked = urllib.request.Request(f"{address}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert urllib.request.urlopen(asked).status == 200
    finally:
        server.shutdown()
        server.server_close()
