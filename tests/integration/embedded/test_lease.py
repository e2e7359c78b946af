"""Servers live exactly as long as somebody holds a lease on them, however the holders end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis

from marketplace.embedded import EmbeddedServiceError, processes
from marketplace.embedded.lease import PROJECT, Lease, holders, keeper_pid


def query(url: str, statement: str) -> list[tuple]:
    with closing(psycopg2.connect(url)) as link, link.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
        link.commit()
        return rows


def all_gone(pids: dict[str, int], *, within_s: float) -> bool:
    """Whether every process ends within this many seconds."""
    return all(processes.wait_gone(pid, timeout_s=within_s) for pid in pids.values())


def kill(pid: int) -> None:
    """End a process at once and wait for it."""
    os.kill(pid, signal.SIGKILL)
    assert processes.wait_gone(pid, timeout_s=5)


def keeper_gone(root: Path, *, within_s: float) -> bool:
    keeper = keeper_pid(root)
    assert keeper is not None
    return processes.wait_gone(keeper, timeout_s=within_s)


def test_the_last_of_two_holders_stops_the_servers(hold, servers, state_root):
    first, second = hold(), hold()
    assert first.endpoints() == second.endpoints()
    pids = servers()

    first.leave()
    assert not any(processes.identity(pid) is None for pid in pids.values())
    second.leave()

    assert all_gone(pids, within_s=0.5)
    assert keeper_gone(state_root, within_s=2)


def test_holders_that_start_at_the_same_instant_share_one_server(hold, servers):
    holders = [hold() for _ in range(4)]
    addresses = [holder.endpoints() for holder in holders]

    assert all(address == addresses[0] for address in addresses)
    assert query(addresses[0]["app_url"], "SELECT 1") == [(1,)]


def test_servers_stop_when_their_only_holder_is_killed(hold, servers, state_root):
    holder = hold()
    holder.endpoints()
    pids = servers()
    assert not keeper_gone(state_root, within_s=0.5)

    holder.kill()

    assert all_gone(pids, within_s=10)
    assert keeper_gone(state_root, within_s=2)


def test_servers_that_were_starting_when_their_only_holder_was_killed_stop_too(hold, servers, state_root):
    holder = hold()
    holder.endpoints()
    holder.leave()
    before = servers()
    started = hold()
    while servers()["valkey"] == before["valkey"]:  # it starts first; PostgreSQL is still to come
        time.sleep(0.005)
    valkey = servers()["valkey"]

    started.kill()

    assert processes.wait_gone(valkey, timeout_s=20)
    assert all_gone(servers(), within_s=20)
    assert keeper_gone(state_root, within_s=2)
    assert query(hold().endpoints()["app_url"], "SELECT 1") == [(1,)]


def test_servers_stay_for_a_living_holder_when_another_is_killed(hold, servers):
    killed, living = hold(), hold()
    killed.endpoints()
    address = living.endpoints()["app_url"]

    killed.kill()
    time.sleep(0.5)

    assert query(address, "SELECT 1") == [(1,)]


def test_what_was_stored_survives_a_crash_of_everything(hold, servers, state_root):
    holder = hold()
    addresses = holder.endpoints()
    query(addresses["owner_url"], "CREATE TABLE IF NOT EXISTS kept (word text)")
    query(addresses["app_url"], "INSERT INTO kept VALUES ('harbour')")
    with closing(redis.Redis.from_url(addresses["valkey_url_base"] + "/0")) as client:
        client.set("word", "harbour")
        time.sleep(1.2)  # the append-only file is synced once a second
    for pid in servers().values():
        kill(pid)
    holder.kill()

    again = hold().endpoints()

    assert again == addresses
    assert query(again["app_url"], "SELECT word FROM kept") == [("harbour",)]
    with closing(redis.Redis.from_url(again["valkey_url_base"] + "/0")) as client:
        assert client.get("word") == b"harbour"


def test_a_pid_file_that_names_a_stranger_is_cleaned_up(hold, state_root):
    hold("postgres").endpoints()
    pid_file = state_root / "data" / "postgres" / "postmaster.pid"
    text = pid_file.read_text()
    kill(int(text.split()[0]))
    stranger = subprocess.Popen(["sleep", "60"])
    pid_file.write_text(text.replace(text.split()[0], str(stranger.pid), 1))
    try:
        assert query(hold("postgres").endpoints()["app_url"], "SELECT 1") == [(1,)]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_dead_server_is_revived_at_the_same_address(state_root, servers):
    lease = Lease(state_root)
    addresses = lease.take()
    try:
        before = servers()
        for pid in before.values():
            kill(pid)

        assert lease.take() == addresses
        assert not set(before.values()) & set(servers().values())
        assert query(addresses.app_url, "SELECT 1") == [(1,)]
    finally:
        lease.release()
    assert all_gone(servers(), within_s=0.5)


def test_a_server_that_cannot_start_says_why_and_is_not_held(tmp_path, monkeypatch):
    monkeypatch.setenv("APP_VALKEY_BIN", "/bin/false")
    lease = Lease(tmp_path / "state")
    with pytest.raises(EmbeddedServiceError, match=r"Valkey did not start.*BROKER_URL"):
        lease.take(["valkey"])
    lease.release()
    assert holders(tmp_path / "state") == {}


def test_an_occupied_port_is_passed_over(hold, servers):
    holder = hold("valkey")
    port = int(holder.endpoints()["valkey_url_base"].rpartition(":")[2])
    holder.leave()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        address = hold("valkey").endpoints()["valkey_url_base"]
        assert int(address.rpartition(":")[2]) != port
        with closing(redis.Redis.from_url(address)) as client:
            assert client.ping()


def test_the_app_role_writes_rows_but_changes_no_schema(hold):
    addresses = hold("postgres").endpoints()
    query(addresses["owner_url"], "CREATE SCHEMA mill; CREATE TABLE mill.yarn (id bigserial, name text)")

    query(addresses["app_url"], "INSERT INTO mill.yarn (name) VALUES ('indigo')")
    assert query(addresses["app_url"], "SELECT name FROM mill.yarn") == [("indigo",)]
    for statement in ("CREATE TABLE intruder ()", "CREATE SCHEMA intruder", "DROP TABLE mill.yarn"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            query(addresses["app_url"], statement)
    assert query(addresses["owner_url"], "SELECT count(*) FROM mill.yarn") == [(1,)]
    query(addresses["owner_url"], "DROP SCHEMA mill CASCADE")


def test_a_database_made_later_has_the_extensions_too(hold):
    addresses = hold("postgres").endpoints()
    with closing(psycopg2.connect(addresses["owner_url"])) as link, link.cursor() as cursor:
        link.autocommit = True
        cursor.execute("CREATE DATABASE annex")
    annex = addresses["app_url"].rpartition("/")[0] + "/annex"
    assert query(annex, "SELECT extname FROM pg_extension ORDER BY 1") == [
        (name,)
        for name in (
            "btree_gin",
            "btree_gist",
            "citext",
            "pg_stat_statements",
            "pg_trgm",
            "plpgsql",
            "unaccent",
        )
    ]


def test_status_names_servers_and_holders_and_stop_refuses_under_them(hold, servers, state_root):
    holder = hold()
    holder.endpoints()

    def operator(verb: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "marketplace.embedded", verb, "--root", str(state_root)]
        return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    status = operator("status").stdout
    assert f"pid {servers()['postgres']}" in status
    assert f"pid {servers()['valkey']}" in status
    assert str(holder.process.pid) in status

    refused = operator("stop")
    assert refused.returncode == 1
    assert str(holder.process.pid) in refused.stdout
    assert not any(processes.identity(pid) is None for pid in servers().values())


def test_secrets_are_readable_by_their_owner_alone(hold, state_root):
    hold().endpoints()
    for path in ("data/credentials.json", "run/postgres.json", "run/valkey.json", "run/valkey.conf"):
        assert (state_root / path).stat().st_mode & 0o077 == 0, path
