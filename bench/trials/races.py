"""bench · no app · trials of many buyers for few pieces: none is sold twice, and refusals are cheap and civil."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

from bench import figures, gates
from bench.forms import Form
from bench.measure import Meter
from bench.outcome import Outcome, shown
from bench.shops import open as shops
from bench.shops.portolan import add, form_of, to_review
from bench.trials.trial import asked, copied, counted
from bench.visitor import Unexpected, Visitor
from bench.working import working
from bench.worlds.build import GOODS, TRIAL, Site

_PREPARED_AT_ONCE = 4
_TURNS = 3
_PLACED, _REFUSED = "placed", "refused"
# The judge asks the counters' reservations and the vendor's own order lines, never the shop.
_SOLD = """
SELECT (SELECT coalesce(sum(quantity), 0) FROM stock_reservation WHERE variant_id = %s AND state = 'allocated'),
       (SELECT coalesce(sum(quantity), 0) FROM {schema}.orders_orderline WHERE variant_id = %s),
       (SELECT coalesce(sum(quantity), 0) FROM stock_reservation WHERE variant_id = %s AND state = 'held')
"""
_STOCK = """
UPDATE stock_counter c SET on_hand = c.reserved + pieces.n FROM (
    SELECT id, (%s::int[])[row_number() OVER (ORDER BY id)] AS n FROM stock_counter WHERE variant_id = %s
) AS pieces WHERE pieces.id = c.id
"""


@dataclass(frozen=True)
class Wanted:
    """The one variant that everybody wants, and its vendor's schema."""

    variant: str
    schema: str


@dataclass(frozen=True)
class Ready:
    """A buyer with a finger on the last button."""

    visitor: Visitor
    form: Form
    path: str

    def press(self) -> str:
        """Press it: placed, refused, or what went wrong."""
        try:
            page = self.visitor.settle(self.form.action or self.path, self.form.values)
        except Unexpected as error:
            return str(error)
        if page.path.endswith("/done/") and page.status == 200:
            return _PLACED
        return _REFUSED if page.status in (200, 409, 422) else f"a page answers {page.status}"


def oversell(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """64 ready checkouts for 10 pieces at the same instant, three times; then for 20 one after another."""
    subject, units, buyers = "64 checkouts for 10 pieces", 10, 64
    copied(site, GOODS)
    with shops.marketplace(site, TRIAL) as shop:
        wanted = _wanted(shop)
        for number in range(1, 4):
            _race(site, outcome, shop, wanted, subject, f"round {number}", (units,), buyers)
        _one_after_another(site, outcome, shop, wanted, subject, 2 * units, buyers)


def warehouses(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """500 requests under way for 50 pieces that lie in three warehouses."""
    around = copied(site, GOODS)
    asked(site, "bench.trials.houses", "Opening two more warehouses", environment=around)
    with shops.marketplace(site, TRIAL) as shop:
        _race(
            site, outcome, shop, _wanted(shop), "500 requests for 50 pieces in 3 warehouses", "all", (17, 17, 16), 500
        )


def _race(
    site: Site, outcome: Outcome, shop: Meter, wanted: Wanted, subject: str, name: str, units: tuple[int, ...],
    buyers: int,
) -> None:  # fmt: skip
    _stock(shop, wanted, units)
    with ExitStack() as stack:
        with working(site.console, f"{subject}, {name}: getting {buyers} buyers ready"):
            ready = _ready(stack, shop, wanted, buyers, outcome)
        before = _sold(shop, wanted)
        with working(site.console, f"{subject}, {name}: all at once"):
            said, seconds = _at_once(ready)
    _judge(outcome, shop, wanted, subject, name, said, before, units=sum(units), buyers=buyers)
    outcome.findings.append(shown(subject, f"{name}: until all are answered", seconds, "s"))


def _one_after_another(
    site: Site, outcome: Outcome, shop: Meter, wanted: Wanted, subject: str, units: int, buyers: int
) -> None:
    """The control, which also tells what a placing and a refusal cost: in several turns, so that none decides."""
    name, said, seconds, pressed = "one after another", Counter[str](), [0.0, 0.0], [0, 0]
    before = _sold(shop, wanted)
    for _ in range(_TURNS):
        _stock(shop, wanted, (units,))
        with ExitStack() as stack, working(site.console, f"{subject}, {name}"):
            ready = _ready(stack, shop, wanted, buyers, outcome)
            for at, group in enumerate((ready[:units], ready[units:])):

                def press(group: Sequence[Ready] = group) -> None:
                    said.update(one.press() for one in group)

                seconds[at] += counted(shop, press).cpu_s
                pressed[at] += len(group)
    _judge(outcome, shop, wanted, subject, name, said, before, units=units * _TURNS, buyers=buyers * _TURNS)
    placing, refusal = (1000 * spent / max(times, 1) for spent, times in zip(seconds, pressed, strict=True))
    outcome.findings += [
        shown(subject, "CPU of a placing", placing, "ms"),
        gates.finding(
            subject, "CPU of a refusal, of a placing's", 100 * figures.ratio(refusal, placing), "%",
            bound=gates.REFUSAL_PERCENT, note=f"{refusal:.1f} ms",
        ),
    ]  # fmt: skip


def _judge(
    outcome: Outcome, shop: Meter, wanted: Wanted, subject: str, name: str, said: Counter[str],
    before: tuple[int, int, int], *, units: int, buyers: int,
) -> None:  # fmt: skip
    reserved, ordered, held = (now - then for now, then in zip(_sold(shop, wanted), before, strict=True))
    off = abs(reserved - units) + abs(ordered - units) + abs(held) + abs(said[_PLACED] - units)
    uncivil = buyers - said[_PLACED] - said[_REFUSED]
    outcome.findings += [
        gates.finding(
            subject, f"{name}: pieces too many or too few", off, bound=gates.NONE,
            note=f"{reserved} reserved, {ordered} in orders, {said[_PLACED]} placed, {said[_REFUSED]} refused",
        ),
        gates.finding(subject, f"{name}: answers that are no purchase and no refusal", uncivil, bound=gates.NONE),
    ]  # fmt: skip
    outcome.errors.update(
        {f"{subject}: {text}": times for text, times in said.items() if text not in (_PLACED, _REFUSED)}
    )


def _ready(stack: ExitStack, shop: Meter, wanted: Wanted, buyers: int, outcome: Outcome) -> list[Ready]:
    """Everybody up to the last button; hung up, so that nobody's connection grows old."""
    visitors = [shop.server.visitor() for _ in range(buyers)]
    for visitor in visitors:
        stack.callback(visitor.close)

    def prepare(visitor: Visitor) -> Ready | None:
        try:
            add(visitor, wanted.variant)
            page = to_review(visitor)
            return Ready(visitor, form_of(page, marker="idempotency_key"), page.path)
        except Unexpected as error:
            outcome.errors[f"a buyer does not get to the last button: {error}"] += 1
            return None
        finally:
            visitor.close()

    with ThreadPoolExecutor(_PREPARED_AT_ONCE) as pool:
        ready = [one for one in pool.map(prepare, visitors) if one]
    if len(ready) < buyers:
        raise Unexpected(f"{buyers - len(ready)} of {buyers} buyers do not get to the last button")
    return ready


def _at_once(ready: Sequence[Ready]) -> tuple[Counter[str], float]:
    """Everybody presses at the same instant: what each was told, and the seconds until the last one was."""
    barrier = threading.Barrier(len(ready) + 1)

    def press(one: Ready) -> str:
        barrier.wait()
        return one.press()

    with ThreadPoolExecutor(len(ready)) as pool:
        answers = [pool.submit(press, one) for one in ready]
        barrier.wait()
        started = time.perf_counter()
        return Counter(answer.result() for answer in answers), time.perf_counter() - started


def _wanted(shop: Meter) -> Wanted:
    """The first variant of the first vendor that can be bought in Germany."""
    ((variant, schema),) = shop.statements.rows(
        "SELECT l.variant_id::text, v.schema_name FROM discovery_listing l JOIN vendors_vendor v ON v.id = l.vendor_id "
        "WHERE l.market = 'DE' AND l.is_sellable ORDER BY v.id, l.sku LIMIT 1"
    )
    return Wanted(variant, schema)


def _stock(shop: Meter, wanted: Wanted, units: tuple[int, ...]) -> None:
    shop.statements.rows(_STOCK, list(units), wanted.variant)


def _sold(shop: Meter, wanted: Wanted) -> tuple[int, int, int]:
    schema = '"' + wanted.schema.replace('"', '""') + '"'
    ((reserved, ordered, held),) = shop.statements.rows(_SOLD.format(schema=schema), *[wanted.variant] * 3)
    return int(reserved), int(ordered), int(held)
