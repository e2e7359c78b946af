"""The whole attack: a stack, twenty rooms, thousands of acts at once, connections cut, and the search for strays."""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg2

from tests.isolation import oracle
from tests.isolation.acts import MIX, Turn, product
from tests.isolation.door import Answer, Door, ServerFailed
from tests.isolation.room import Room
from tests.stack import Stack, World

THREADS = 8
_CUT_EVERY_S = 2.0
_HOUSE = {"code": "CANARY", "kind": "own"}
_LISTED_WITHIN_S = 60


class Unprepared(RuntimeError):
    """A vendor's things could not be made; the text says what was answered."""


@dataclass
class Record:
    """What happened. `faults` maps an act to what was wrong, `seconds` to how long each one took."""

    seed: int
    operations: int
    load_before: float = field(default_factory=lambda: os.getloadavg()[0])
    build_s: float = 0.0
    attack_s: float = 0.0
    vendors: int = 0
    cuts: int = 0
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    server_errors: Counter[str] = field(default_factory=Counter)
    findings: list[oracle.Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """No act saw anything wrong, the server failed no oftener than its connections were cut, and no row strayed."""
        failed = sum(self.server_errors.values())
        return not self.faults and failed <= self.cuts and all(one.holds for one in self.findings)


def run(record: Record, *, vendors: int, minutes: float, say: Callable[[str], None]) -> None:
    """Attack a stack of one's own; everything goes into the record."""
    begun = time.monotonic()
    say("Building a marketplace of its own in a temporary folder …")
    world = World(vendors=vendors, listings=6, pieces=100)
    with Stack.build(world=world, say=say, DJANGO_SETTINGS_MODULE="tests.isolation.settings") as stack:
        rooms = _prepare(stack, say)
        record.vendors, record.build_s = len(rooms), time.monotonic() - begun
        say(f"{record.operations} operations over {len(rooms)} vendors, {THREADS} at a time …")
        _attack(record, stack, rooms, until=begun + minutes * 60, say=say)
        say("Looking for strays in every table …")
        record.findings = oracle.search(stack.servers.database_url, rooms)


def _prepare(stack: Stack, say: Callable[[str], None]) -> list[Room]:
    say("Giving each vendor an owner, a house, goods and a sale …")
    file = stack.folder / "rooms.json"
    _inside(stack, f"planting.people({str(file)!r})")
    rooms = [Room(**row) for row in json.loads(file.read_text())]
    file.unlink()
    door = Door(stack.shop)
    for room in rooms:
        _furnish(door, room)
    for room in rooms:
        _wait_until_listed(door, room)
    bought = stack.folder / "bought.json"
    bought.write_text(json.dumps([room.things["variant"] for room in rooms]))
    _inside(stack, f"planting.sales({str(bought)!r})")
    for room in rooms:
        deadline = time.monotonic() + _LISTED_WITHIN_S
        while not (orders := door.api(room, "get", "orders").json()["data"]) and time.monotonic() < deadline:
            time.sleep(0.2)
        room.things["order"] = orders[0]["id"]
        room.things["shipment"] = door.api(room, "get", "shipments").json()["data"][0]["id"]
    return rooms


def _furnish(door: Door, room: Room) -> None:
    address = {
        "recipient": room.word, "country": room.country, "lines": ["1 Canary Road"], "locality": "Town",
        "region": "", "postcode": "10115",
    }  # fmt: skip
    _made(door.api(room, "post", "warehouses", {**_HOUSE, "name": room.word, "address": address}))
    goods = _made(door.api(room, "post", "products", product(room, room.word)))
    room.things |= {"product": goods["id"], "variant": goods["variants"][0]["id"], "sku": goods["variants"][0]["sku"]}
    counts = {"counts": [{"sku": room.things["sku"], "warehouse": "CANARY", "quantity": 50}]}
    _made(door.api(room, "post", "stock-counts", counts))
    _made(door.api(room, "post", f"products/{goods['id']}/publish"))


def _made(answer: Answer) -> Any:
    if answer.status >= 300:
        raise Unprepared(f"{answer.status}: {answer.text[:600]}")
    return answer.json()


def _wait_until_listed(door: Door, room: Room) -> None:
    deadline = time.monotonic() + _LISTED_WITHIN_S
    while time.monotonic() < deadline:
        if room.word in door.shop(f"/en-gb/search/?q={room.word}").text:
            return
        time.sleep(0.3)
    raise Unprepared(f"The goods of {room.slug} are not in the shop after {_LISTED_WITHIN_S} seconds.")


def _inside(stack: Stack, call: str) -> None:
    done = stack.manage("shell", "-v", "0", "-c", f"from tests.isolation import planting\n{call}")
    if done.returncode:
        raise Unprepared(done.stdout[-2000:])


def _attack(
    record: Record, stack: Stack, rooms: list[Room], *, until: float, say: Callable[[str], None]
) -> None:  # fmt: skip
    lock, over = threading.Lock(), threading.Event()
    started = time.monotonic()
    names, weights = [act for act, _ in MIX], [weight for _, weight in MIX]

    def work(number: int) -> None:
        chance, door = random.Random(f"{record.seed}-{number}"), Door(stack.shop)
        for _ in range(record.operations // THREADS):
            if time.monotonic() > until:
                return
            act = chance.choices(names, weights)[0]
            me, other = chance.sample(rooms, 2)
            begun = time.monotonic()
            found, failed = [], False
            try:
                found = list(act(Turn(door, me, other, chance)))
            except ServerFailed:
                failed = True
            except Exception as error:
                found = [f"{type(error).__name__}: {error}"]
            with lock:
                record.seconds[act.__name__].append(time.monotonic() - begun)
                record.server_errors[act.__name__] += failed
                if found:
                    record.faults[act.__name__] += found

    threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(THREADS)]
    cutter = threading.Thread(target=_cut, args=(record, stack.servers.database_url, over), daemon=True)
    for thread in (*threads, cutter):
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(5)
        done = sum(len(times) for times in record.seconds.values())
        say(f"  {done} done, {done / (time.monotonic() - started):.0f}/s, {record.cuts} connections cut")
    over.set()
    cutter.join()
    record.attack_s = time.monotonic() - started


def _cut(record: Record, database_url: str, over: threading.Event) -> None:
    """Now and then the server ends one idle session of the application: its next user begins in a fresh one."""
    link = psycopg2.connect(database_url)
    link.autocommit = True
    try:
        while not over.wait(_CUT_EVERY_S):
            with link.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'portolan_app'"
                    " AND state = 'idle' ORDER BY random() LIMIT 1"
                )
                record.cuts += cursor.rowcount
    finally:
        link.close()
