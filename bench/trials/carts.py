"""bench · no app · trials of large carts: an order of 200 lines, and whether statements grow with lines or goods."""

from __future__ import annotations

import random
from collections.abc import Callable

from bench import figures, gates
from bench.measure import Meter
from bench.outcome import Outcome, shown
from bench.shops import open as shops
from bench.shops import portolan
from bench.shops.portolan import PREFIX, fill
from bench.shops.shop import Operation
from bench.trials.trial import Spent, counted, with_visitor
from bench.visitor import Answer, Unexpected, Visitor
from bench.working import working
from bench.worlds import build
from bench.worlds.build import GOODS, LARGE, Site

_FEW, _MANY = 20, 200
_REPEATS = 3
_GOODS = 5
# The world of seed_world is told in its own words.
_WORDS = tuple(f"{look} {thing}" for look in ("blue", "green", "red", "white", "yellow") for thing in ("vase", "mug"))
# SKUs in turn of every vendor, so that both carts are of the same vendors.
_SKUS = """
SELECT sku FROM (
    SELECT sku, row_number() OVER (PARTITION BY vendor_id ORDER BY sku) AS turn, vendor_id
      FROM discovery_listing WHERE market = 'DE' AND is_sellable
) AS ranked WHERE vendor_id IN (SELECT id FROM vendors_vendor ORDER BY id LIMIT 10) ORDER BY turn, vendor_id LIMIT %s
"""


def bulk(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """A new cart of 200 lines of ten vendors, by one list of SKUs, to the placed order."""
    build.goods(site)
    orders: list[tuple[Spent, Spent]] = []
    with shops.marketplace(site, GOODS) as shop:
        skus = _skus(shop, _MANY)
        for number in range(_REPEATS):
            with working(site.console, f"{number + 1}/{_REPEATS} An order of {_MANY} lines"):
                orders.append(_order(shop, skus, outcome))
    filling, placing = ([spent[at] for spent in orders] for at in (0, 1))
    whole = [a.cpu_s + b.cpu_s for a, b in orders]
    outcome.findings += [
        gates.finding(
            "an order of 200 lines", "CPU from the new cart to the placed order", figures.median(whole), "s",
            bound=gates.BULK_CPU_S, lowest=min(whole),
        ),
        shown("an order of 200 lines", "of that, filling the cart by a list",
              figures.median([one.cpu_s for one in filling]), "s"),
        shown("an order of 200 lines", "of that, from the cart to the order",
              figures.median([one.cpu_s for one in placing]), "s"),
        shown("an order of 200 lines", "statements of filling the cart",
              figures.median([one.statements for one in filling])),
        shown("an order of 200 lines", "statements from the cart to the order",
              figures.median([one.statements for one in placing])),
    ]  # fmt: skip


def growth(site: Site, outcome: Outcome, *, is_whole: bool) -> None:
    """The same pages with 20 lines and with 200, and in a world of 200 vendors and 50,000 products."""
    build.goods(site)
    build.large(site)
    with shops.marketplace(site, GOODS) as shop:
        with working(site.console, f"Counting statements with {_FEW} lines and with {_MANY}"):
            few, many = (_by_step(shop, _skus(shop, lines), outcome) for lines in (_FEW, _MANY))
        with working(site.console, "Counting statements among 10,000 products"):
            small = _by_operation(shop, outcome)
    with (
        shops.marketplace(site, LARGE, words=_WORDS) as shop,
        working(site.console, "Counting statements in the large world"),
    ):
        large = _by_operation(shop, outcome)
    for subject, less, more in (
        (f"statements with {_FEW} and with {_MANY} lines", few, many),
        ("statements among 10,000 products and in the large world", small, large),
    ):
        outcome.findings += [
            gates.finding(subject, name, max(more[name] - count, 0), "more", bound=gates.NONE,
                          note=f"{count} and {more[name]}")
            for name, count in less.items()
        ]  # fmt: skip


def _order(shop: Meter, skus: list[str], outcome: Outcome) -> tuple[Spent, Spent]:
    visitor = shop.server.visitor()
    try:
        return counted(shop, lambda: _filled(visitor, skus)), counted(shop, lambda: _placed(visitor))
    except Unexpected as error:
        outcome.errors[f"an order of {len(skus)} lines: {error}"] += 1
        return Spent(float("nan"), 0), Spent(float("nan"), 0)
    finally:
        visitor.close()


def _filled(visitor: Visitor, skus: list[str]) -> None:
    """In one request, by the page for lists: a piece of each."""
    visitor.send(f"{PREFIX}/order-list/", {"lines": "\n".join(f"{sku}, 1" for sku in skus)})


def _placed(visitor: Visitor) -> None:
    page = fill(visitor, portolan.to_review(visitor), marker="idempotency_key")
    if not page.path.endswith("/done/"):
        raise Unexpected(f"the checkout ends at {page.path}, not at the page of thanks")


def _by_step(shop: Meter, skus: list[str], outcome: Outcome) -> dict[str, int]:
    """The least statements of each page on the way, of a few goes: caches of a process fill at its first."""
    goes: list[dict[str, int]] = []
    for _ in range(_REPEATS):
        found: dict[str, int] = {}

        def walk(visitor: Visitor, found: dict[str, int] = found) -> None:
            page: Answer | None = None

            def step(name: str, act: Callable[[], Answer]) -> None:
                nonlocal page

                def go() -> None:
                    nonlocal page
                    page = act()

                found[name] = counted(shop, go).statements

            def here() -> Answer:
                assert page is not None
                return page

            _filled(visitor, skus)
            step("the cart's page", lambda: visitor.get(f"{PREFIX}/cart/"))
            step("opening the checkout", lambda: visitor.get(f"{PREFIX}/checkout/"))
            step("sending the address", lambda: fill(visitor, here(), marker="street_address", **portolan.BUYER))
            step("placing the order", lambda: fill(visitor, here(), marker="idempotency_key"))
            step("the page of thanks", lambda: visitor.get(here().path))

        try:
            with_visitor(shop, walk)
        except Unexpected as error:
            outcome.errors[f"{len(skus)} lines: {error}"] += 1
            continue
        goes.append(found)
    return {name: min(go[name] for go in goes) for name in (goes[0] if goes else {})}


def _by_operation(shop: Meter, outcome: Outcome) -> dict[str, int]:
    """The most statements of each operation over a few goods, each visited until a process remembers its vendor.

    Of three goes in two processes one meets memories that another has filled, and that one is counted.
    """
    found: dict[str, int] = {}
    for operation in portolan.OPERATIONS:
        counts = [_remembered(shop, operation, seed, outcome) for seed in range(_GOODS)]
        found[operation.title] = max((count for count in counts if count is not None), default=0)
    return found


def _remembered(shop: Meter, operation: Operation, seed: int, outcome: Outcome) -> int | None:
    """The least statements of a few goes at the same goods; None where none arrives."""

    def once(visitor: Visitor) -> None:
        visitor.cookies.clear()
        operation.act(visitor, shop.goods, random.Random(seed))

    seen = []
    for _ in range(_REPEATS):
        try:
            seen.append(counted(shop, lambda: with_visitor(shop, once)).statements)
        except Unexpected as error:
            outcome.errors[f"{operation.key}: {error}"] += 1
    return min(seen, default=None)


def _skus(shop: Meter, count: int) -> list[str]:
    return [sku for (sku,) in shop.statements.rows(_SKUS, count)]
