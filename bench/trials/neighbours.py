"""bench · no app · trial of neighbours: what a vendor that asks far above its limit costs the others.

The client of the noise shares the machine with the servers, as no vendor's program does: so it is as busy in
the turns without noise, asking a server that does nothing.
"""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial

from bench import figures, gates, pacing
from bench.measure import Meter
from bench.outcome import Outcome, shown
from bench.servers import HOST
from bench.shops import open as shops
from bench.shops.portolan import LIST, PRODUCT, SEARCH
from bench.trials.trial import asked, copied, counted
from bench.visitor import Unexpected
from bench.working import working
from bench.worlds.build import GOODS, TRIAL, Site
from marketplace.runtime import BASE_DIR

_SUBJECT = "a noisy neighbour"
_REPEATS = 4
_SECONDS = 10
_NOISE_PER_S, _PAGES_PER_S, _MODEST_PER_S = 150, 15, 10
_WINDOW_S = 60
_LEAD_S = 1
_NEEDED_S = _SECONDS + 2 * _LEAD_S + 1
_REFUSED = 429
_ALLOWED = 2000
_PATH = "/api/v1/vendor/products"


@dataclass
class Quiet:
    """Milliseconds of the quiet ones' answers, counted from when they were due, and what went wrong."""

    pages: list[float] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


def noisy(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """A visitor and a vendor's program at a modest pace, four times without and with another vendor's noise."""
    around = copied(site, GOODS)
    keys = asked(site, "bench.trials.keys", "Making two vendors' keys", environment=around)
    alone, beside, noise, unheard = list[Quiet](), list[Quiet](), Counter[int](), Counter[int]()
    with shops.marketplace(site, TRIAL) as shop, _silent() as nowhere:
        port = shop.server.port
        loud, modest = (_request(port, keys[whose]) for whose in ("noisy", "modest"))
        _listen(shop, modest, 2)
        for number in range(1, _REPEATS + 1):
            title = f"{number}/{_REPEATS} A visitor and a vendor's program by themselves"
            with working(site.console, title), _noise(nowhere, loud, unheard):
                alone.append(_listen(shop, modest, _SECONDS))
            with working(site.console, f"{number}/{_REPEATS} Using up what the noisy vendor may ask in this minute"):
                _use_up(port, loud)
            title = f"{number}/{_REPEATS} The same beside {_NOISE_PER_S} requests a second"
            with working(site.console, title), _noise(port, loud, noise):
                beside.append(_listen(shop, modest, _SECONDS))
        refusals = Counter[int]()
        with working(site.console, "What a refusal costs"):
            spent = counted(shop, lambda: refusals.update(pacing.asked(port, loud, per_second=100, seconds=2)))
    outcome.findings.append(
        shown(_SUBJECT, "CPU of a refusal", 1000 * spent.cpu_s / refusals.total(), "ms",
              note=f"{spent.statements / refusals.total():.1f} statements, {refusals[_REFUSED]} refused")
    )  # fmt: skip
    _conclude(outcome, alone, beside, noise)


def _conclude(outcome: Outcome, alone: list[Quiet], beside: list[Quiet], noise: Counter[int]) -> None:
    share = 100 * figures.ratio(noise[_REFUSED], noise.total())
    for at, name in enumerate(("a visitor's pages", "another vendor's calls")):
        before, after = (_p95_of_all(some, at) for some in (alone, beside))
        outcome.findings.append(
            gates.finding(
                _SUBJECT, f"{name}: p95 rises by", 100 * (figures.ratio(after, before) - 1), "%",
                bound=gates.NEIGHBOUR_PERCENT, is_judged=outcome.is_quiet, note=f"{before:.1f} to {after:.1f} ms",
            )
        )  # fmt: skip
    outcome.findings.append(
        shown(_SUBJECT, "requests of the noisy one that got 429", share, "%",
              note=", ".join(f"{many} × {status or 'hung up'}" for status, many in sorted(noise.items())))
    )  # fmt: skip
    for quiet in (*alone, *beside):
        outcome.errors.update(quiet.errors)


def _p95_of_all(turns: list[Quiet], at: int) -> float:
    """Of the pages (0) or the calls (1) of all turns at once: one turn has too few for its slowest to tell much."""
    return figures.percentile([ms for turn in turns for ms in (turn.pages, turn.calls)[at]], 95)


def _listen(shop: Meter, request: bytes, seconds: float) -> Quiet:
    """The two quiet ones at their pace."""
    quiet, dice = Quiet(), random.Random(7)

    def visit() -> None:
        with closing(shop.server.visitor()) as visitor:
            for due in pacing.beats(_PAGES_PER_S, seconds):
                act = dice.choice((LIST, PRODUCT, SEARCH)).act
                _timed(quiet, quiet.pages, due, partial(act, visitor, shop.goods, dice))

    def call() -> None:
        with socket.create_connection(("127.0.0.1", shop.server.port), timeout=30) as link:
            for due in pacing.beats(_MODEST_PER_S, seconds):
                _timed(quiet, quiet.calls, due, partial(_called, link, request))

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(visit), pool.submit(call)]:
            one.result()
    return quiet


def _timed(quiet: Quiet, into: list[float], due: float, act: Callable[[], object]) -> None:
    try:
        act()
    except Unexpected as error:
        quiet.errors[f"{_SUBJECT}: {error}"] += 1
    else:
        into.append(1000 * (time.perf_counter() - due))


def _called(link: socket.socket, request: bytes) -> None:
    status = pacing.ask(link, request)
    if status != 200:
        raise Unexpected(f"GET {_PATH} answers {status}")


@contextmanager
def _silent() -> Iterator[int]:
    """The port of a server that does nothing, while the block runs."""
    process = subprocess.Popen((sys.executable, "-m", "bench.silent"), cwd=BASE_DIR, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


@contextmanager
def _noise(port: int, request: bytes, heard: Counter[int]) -> Iterator[None]:
    """Another process that asks at its pace while the block runs, from a second before to a second after."""
    command = (sys.executable, "-m", "bench.pacing", str(port), str(_NOISE_PER_S), str(_SECONDS + 2 * _LEAD_S))
    process = subprocess.Popen(command, cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert process.stdin
        assert process.stdout
        process.stdin.write(request)
        process.stdin.close()
        time.sleep(_LEAD_S)
        yield
        heard.update({int(status): many for status, many in json.loads(process.stdout.read()).items()})
    finally:
        process.kill()
        process.wait()


def _use_up(port: int, request: bytes) -> None:
    """Ask until it is refused, in a minute that lasts until the noise is over.

    Raises:
        Unexpected: it is never refused.
    """
    while True:
        if _left_s() > _NEEDED_S:
            if not pacing.asked_until(port, request, _REFUSED, most=_ALLOWED)[_REFUSED]:
                raise Unexpected(f"GET {_PATH} is never refused, however often it is asked")
            if _left_s() > _NEEDED_S:
                return
        time.sleep(_left_s() + 0.1)


def _left_s() -> float:
    """Seconds until the limits' next minute."""
    return _WINDOW_S - time.time() % _WINDOW_S


def _request(port: int, key: str) -> bytes:
    headers = f"Host: {HOST}:{port}\r\nAuthorization: Bearer {key}\r\nAccept: application/json"
    return f"GET {_PATH} HTTP/1.1\r\n{headers}\r\n\r\n".encode()
