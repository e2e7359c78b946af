"""What the attack does: each act is a request or a task, and says what was wrong with the answer."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.isolation.door import Answer, Door
from tests.isolation.room import Room


@dataclass(frozen=True)
class Turn:
    """One act's circumstances: who does it, whose things it reaches for, and the thread's own chance."""

    door: Door
    me: Room
    other: Room
    chance: random.Random


Faults = Iterator[str]
Act = Callable[[Turn], Faults]

LISTS = ("products", "variants", "orders", "shipments", "warehouses", "stock-levels", "members", "stock-movements",
         "imports", "profile", "summary", "products.csv", "price-lists", "webhooks/endpoints", "invoices")  # fmt: skip
NAMED = frozenset({"products", "variants", "warehouses", "stock-levels", "members", "products.csv"})
PAGES = ("", "orders/", "products/", "stock/", "team/", "import/", "webhooks/", "api-keys/", "leaving/")
NAMED_PAGES = frozenset({"orders/", "products/", "stock/", "team/"})
DETAILS = ("products/{product}", "variants/{variant}", "orders/{order}", "shipments/{shipment}",
           "orders/{order}/packing-slip.pdf", "stock-levels/{variant}")  # fmt: skip


def read_a_list(turn: Turn) -> Faults:
    path = turn.chance.choice(LISTS)
    answer = turn.door.api(turn.me, "get", path)
    yield from _mine(turn, answer, 200)
    if path in NAMED and turn.me.word not in answer.text.lower():
        yield f"{path} does not show its own"


def read_a_page(turn: Turn) -> Faults:
    path = turn.chance.choice(PAGES)
    answer = turn.door.page(turn.me, f"/dashboard/{path}")
    yield from _mine(turn, answer, 200)
    if path in NAMED_PAGES and turn.me.word not in answer.text.lower():
        yield f"/dashboard/{path} does not show its own"


def read_what_is_mine(turn: Turn) -> Faults:
    path = turn.chance.choice(DETAILS).format(**turn.me.things)
    yield from _mine(turn, turn.door.api(turn.me, "get", path), 200)


def read_what_is_theirs(turn: Turn) -> Faults:
    path = turn.chance.choice(DETAILS).format(**turn.other.things)
    yield from _mine(turn, turn.door.api(turn.me, "get", path), 404)


def enter_their_office(turn: Turn) -> Faults:
    path = f"/dashboard/{turn.chance.choice(PAGES)}"
    yield from _mine(turn, turn.door.page(turn.me, path, at=turn.other), 403)


def name_theirs_in_my_office(turn: Turn) -> Faults:
    path = turn.chance.choice(("products/{product}/", "orders/{order}/", "stock/{variant}/")).format(
        **turn.other.things
    )
    yield from _mine(turn, turn.door.page(turn.me, f"/dashboard/{path}"), 404)


def change_what_is_theirs(turn: Turn) -> Faults:
    method, path, body = turn.chance.choice(
        (
            ("put", "products/{product}/texts/en", {"title": turn.me.word}),
            ("post", "orders/{order}/cancel", {"reason": turn.me.word}),
            ("post", "orders/{order}/confirm", None),
            ("post", "products/{product}/archive", None),
        )
    )
    headers = {"If-Match": '"1"', "Idempotency-Key": f"{turn.chance.getrandbits(64):x}"}
    answer = turn.door.api(turn.me, method, path.format(**turn.other.things), body, **headers)
    yield from _mine(turn, answer, 404)


def count_stock(turn: Turn) -> Faults:
    body = {"counts": [{"sku": turn.me.things["sku"], "warehouse": "CANARY", "quantity": turn.chance.randint(20, 90)}]}
    yield from _mine(turn, turn.door.api(turn.me, "post", "stock-counts", body), 200)


def count_their_stock(turn: Turn) -> Faults:
    body = {"counts": [{"sku": turn.other.things["sku"], "warehouse": "CANARY", "quantity": 0}]}
    answer = turn.door.api(turn.me, "post", "stock-counts", body)
    if answer.status != 200 or answer.json()["applied"]:
        yield f"their stock was counted: {answer.status} {answer.text[:120]}"


def make_a_product(turn: Turn) -> Faults:
    number = f"{turn.me.word}-{turn.chance.getrandbits(48):x}"
    yield from _mine(turn, turn.door.api(turn.me, "post", "products", product(turn.me, number)), 201)


def fail_half_way(turn: Turn) -> Faults:
    """A product whose SKU is taken: neither it nor its texts may stay."""
    body = product(turn.me, f"undone-{turn.me.word}-{turn.chance.getrandbits(48):x}")
    body["variants"][0]["sku"] = turn.me.things["sku"]
    answer = turn.door.api(turn.me, "post", "products", body)
    if not 400 <= answer.status < 500:
        yield f"a taken SKU was not refused: {answer.status} {answer.text[:160]}"
    yield from _strangers(turn, answer)


def edit_a_stale_version(turn: Turn) -> Faults:
    path = f"products/{turn.me.things['product']}"
    answer = turn.door.api(turn.me, "patch", path, {"brand": turn.me.word}, **{"If-Match": '"0"'})
    yield from _mine(turn, answer, 412)


def send_a_sheet(turn: Turn) -> Faults:
    """The worker reads it in the vendor's schema; what it found is asked for in a later act."""
    sheet = f"product,sku\n{turn.me.word}-sheet,{turn.me.word}-{turn.chance.getrandbits(32):x}\n"
    answer = turn.door.upload(turn.me, "imports", f"{turn.me.word}.csv", sheet.encode())
    yield from _mine(turn, answer, 202)
    if answer.status == 202:
        turn.me.things["import"] = answer.json()["id"]


def read_sheets(turn: Turn) -> Faults:
    if "import" in turn.me.things:
        yield from _mine(turn, turn.door.api(turn.me, "get", f"imports/{turn.me.things['import']}"), 200)
    if "import" in turn.other.things:
        yield from _mine(turn, turn.door.api(turn.me, "get", f"imports/{turn.other.things['import']}"), 404)


MIX: tuple[tuple[Act, int], ...] = (
    (read_a_list, 24), (read_a_page, 16), (read_what_is_mine, 10), (read_what_is_theirs, 10), (enter_their_office, 5),
    (name_theirs_in_my_office, 5), (change_what_is_theirs, 6), (count_stock, 6), (count_their_stock, 3),
    (make_a_product, 2), (fail_half_way, 5), (edit_a_stale_version, 4), (send_a_sheet, 2), (read_sheets, 2),
)  # fmt: skip


def product(room: Room, code: str) -> dict:
    """The body of a complete product with one variant whose SKU is the code."""
    price = {"amount": "24.00", "currency": room.currency}
    return {
        "code": code,
        "category": "kitchen-cups-mugs",
        "texts": {"en": {"title": f"Mug {room.word}", "description": room.word}},
        "hs_code": "691200",
        "origin": room.country,
        "customs_description": "Stoneware mug",
        "attributes": {"material": ["stoneware"], "capacity_ml": "300"},
        "variants": [
            {
                "sku": code, "weight_g": 420, "length_mm": 120, "width_mm": 90, "height_mm": 95,
                "prices": [{"kind": "retail", "min_quantity": 1, "price": price}],
            }
        ],
    }  # fmt: skip


def _mine(turn: Turn, answer: Answer, status: int) -> Faults:
    if answer.status != status:
        yield f"{answer.status} where {status} was due: {answer.text[:160]}"
    yield from _strangers(turn, answer)


def _strangers(turn: Turn, answer: Answer) -> Faults:
    if found := turn.me.strangers(answer.text):
        yield f"LEAK: {', '.join(sorted(found))} in an answer to {turn.me.word}"
