"""Every address of the vendor API, with another vendor's ids, by everybody who is not of its team.

The addresses come from the OpenAPI document: a new one fails here until its
arguments are known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from apps.accounts.types import Audience
from apps.api import schema
from apps.catalog import operations as catalog
from apps.catalog import selectors as catalog_reads
from apps.orders import selectors as orders
from apps.registrations import operations as registrations
from apps.shipping import selectors as shipping
from apps.vendors.types import TeamRole
from tests.factories import aftersales, itineraries
from tests.factories import checkout as make
from tests.factories import warehouse as houses
from tests.factories.declarations import declaration_ids
from tests.factories.invoicing import own_invoice
from tests.factories.payouts import payout
from tests.factories.programs import Program
from tests.factories.shipping import dispatch_ids
from tests.integration.api.conftest import stockroom_ids, till_ids
from tests.integration.api.vendor.conftest import jpeg
from tests.integration.tenancy.test_roles import contents

pytestmark = pytest.mark.django_db

# A body that would do something, if the thing it names were there.
BODIES: dict[str, Any] = {
    "patch products/{product_id}": {"brand": "Stray"},
    "put products/{product_id}/texts/{language}": {"title": "Stray"},
    "put products/{product_id}/prices": {"variants": [{"sku": "STRAY", "prices": []}]},
    "put products/{product_id}/media-order": {"ids": ["{media_id}"]},
    "patch products/{product_id}/media/{media_id}": {"alt": {"en": "Stray"}},
    "patch variants/{variant_id}": {"weight_g": 1},
    "patch members/{member_id}": {"role": "owner"},
    "post orders/{order_id}/cancel": {"reason": "Stray"},
    "post orders/{order_id}/cancel-pieces": {"lines": [{"line": 1, "quantity": 1}], "cause": "other"},
    "post orders/{order_id}/swap": {"line": 1, "variant": "{variant_id}"},
    "post orders/{order_id}/address": {"address": {"name": "Stray"}},
    "post orders/{order_id}/claims": {"kind": "lost", "lines": [{"line": 1, "quantity": 1}]},
    "post returns/{return_id}/refuse": {"refusal": "used", "answer": "Stray"},
    "post returns/{return_id}/inspect": {"lines": [{"line": 1, "restocked": 1}]},
    "post returns/{return_id}/settle": {},
    "post claims/{claim_id}/submit": {"carrier_case": "Stray"},
    "post claims/{claim_id}/refuse": {"answer": "Stray"},
    "post claims/{claim_id}/remedy": {"remedy": "refund"},
    "post declarations/{declaration_id}/correct": {"lines": [{"position": 1, "hs_code": "691200"}]},
    "post orders/{order_id}/refunds": {"kind": "whole", "reason": "other"},
    "post orders/{order_id}/refund-preview": {"kind": "whole", "reason": "other"},
    "post shipments/{shipment_id}/pack": {"boxes": [{"weight_g": 1, "length_mm": 1, "width_mm": 1, "height_mm": 1}]},
    "post products/{product_id}/classification": {"hs_code": "691200"},
    "put products/{product_id}/national-codes/{destination}": {"code": "6912004400"},
    "post product-statuses": {"action": "archive", "ids": ["{product_id}"]},
    "post stock-movements": {"variant_id": "{variant_id}", "warehouse": "MAIN", "kind": "receive", "quantity": 1},
    "post stock-levels/{variant_id}/put-away": {"warehouse": "MAIN", "quantity": 1, "to_bin": "A1"},
    "post transfers/{transfer_id}/send": {},
    "post transfers/{transfer_id}/receive": {},
    "post transfers/{transfer_id}/settle": {"line_id": 1, "settlement": "lost"},
    "post itineraries/{itinerary_id}/choose": {"way_id": "{itinerary_id}"},
    "post itineraries/{itinerary_id}/end": {"why": "given_up"},
    "post itineraries": {
        "order_id": "{order_id}",
        "origin": "CNSHA",
        "destination": "DEDUI",
        "weight_kg": "800",
        "volume_cbm": "4",
        "ready_at": "2035-01-01T00:00:00Z",
    },
    "post tills/{till_id}/basket": {"lines": [{"variant_id": "{variant_id}", "pieces": 1}]},
    "post tills/{till_id}/sales": {"lines": [{"variant_id": "{variant_id}", "pieces": 1}], "means": "cash"},
    "post tills/{till_id}/cash": {"amount": "5", "note": "Float"},
    "post tills/{till_id}/closings": {"counted": "0", "upto": 1},
    "post till-sales/{till_sale_id}/give-back": {"means": "cash"},
    "post cycle-counts/{count_id}/entries": {"line_id": 1, "quantity": 1},
    "post transfers": {"source": "MAIN", "target": "SPARE", "items": [{"variant_id": "{variant_id}", "quantity": 1}]},
    "put stock-thresholds": {"thresholds": [{"variant_id": "{variant_id}", "warehouse": "MAIN", "quantity": 1}]},
    "post tax-registrations/{registration_id}/end": {"on": "2030-01-01"},
    "post stock-counts": {"counts": [{"variant_id": "{variant_id}", "warehouse": "MAIN", "quantity": 0}]},
}


def operations() -> Iterator[tuple[str, str]]:
    """(method, path below /api/v1/vendor/) of every address but those of webhooks, which their own tests try."""
    for method, path, _ in schema.endpoints(Audience.VENDOR):
        below = path.removeprefix("/api/v1/vendor/")
        if not below.startswith("webhook"):
            yield method.lower(), below


def scope_of(method: str, path: str) -> str:
    """The scope that an address asks for, "" where any token will do."""
    found = schema.document(Audience.VENDOR)["paths"][f"/api/v1/vendor/{path}"][method]["security"][0]["token"]
    return str(found[0]) if found else ""


@pytest.fixture
def theirs(kiln: Any, loom: Any, program: Any, at: datetime) -> dict[str, str]:
    """What loom has that an address can name, after one purchase from both."""
    make.purchase([*make.goods(kiln, at=at), *make.goods(loom, at=at)], at=at)
    colleague = program(loom, TeamRole.CATALOGUE)
    itineraries.network()
    with transaction.atomic(), tenant_context(loom):
        product = catalog_reads.products().get()
        media = catalog.add_media(product.public_id, image=jpeg().read(), alt={"en": "A mug"}, at=at)
        order = orders.orders().get()
        return {
            "product_id": str(product.public_id),
            "variant_id": str(catalog_reads.variants().get().public_id),
            "media_id": str(media.media_id),
            "order_id": str(order.public_id),
            "shipment_id": str(shipping.for_orders([order.public_id])[order.public_id][0].public_id),
            "payout_id": str(payout(loom, order.purchase_id, at=at)),
            "invoice_id": str(own_invoice(loom, order, at=at)),
            "import_id": str(catalog.upload_sheet(b"product\nstray\n", file_name="loom.csv", at=at)),
            "member_id": str(colleague.user.public_id),
            "registration_id": str(_number(loom, at)),
            **declaration_ids(order.public_id, at=at),
            **dispatch_ids("loom", at=at),
            **{name: values[0] for name, values in stockroom_ids(catalog_reads.variants().get().public_id, at).items()},
            **{name: str(value) for name, value in aftersales.cases(order, at=at).items()},
            **{name: values[0] for name, values in till_ids(catalog_reads.variants().get().public_id, at).items()},
            "itinerary_id": str(itineraries.plan(at)),
            "language": "en",
            "destination": "US",
        }


def _number(vendor: Any, at: datetime) -> Any:
    facts = {"kind": "VAT", "jurisdiction": "GB", "number": "GB999900015", "since": at.date()}
    return registrations.register(vendor_id=vendor.pk, at=at, **facts).public_id


def call(program: Program, method: str, path: str, ids: dict[str, str]) -> Any:
    """Call an address with all that it asks for."""
    address = re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], path)
    if method == "post" and path.endswith("/evidence"):
        return program.send(address, {"file": jpeg()})
    if method == "post" and path.endswith("/answer"):
        return program.send(address, {"paper_id": ids["paper_id"]})
    if method == "post" and path.endswith("/media"):
        return program.send(address, {"picture": jpeg(), "alt": "Stray"})
    body = BODIES.get(f"{method} {path}")
    if body is not None:
        body = json.loads(re.sub(r"\{(\w+_id)\}", lambda found: ids[found[1]], json.dumps(body)))
    return program(method, address, body, match="*", key=f"{method}:{address}"[:100])


def test_another_vendor_s_things_are_not_there(mine: Program, theirs: dict[str, str], kiln: Any, loom: Any) -> None:
    named = [(method, path) for method, path in operations() if re.search(r"\{\w+_id\}", path)]
    assert len(named) > 25
    before = contents(kiln, loom)

    for method, path in named:
        answer = call(mine, method, path, theirs)
        assert answer.status_code == 404, (method, path, answer.content)
    after = contents(kiln, loom)
    assert {table for table in before if before[table] != after[table]} <= OWN_NOTES


def test_another_vendor_s_things_in_a_body_are_refused(
    mine: Program, theirs: dict[str, str], kiln: Any, loom: Any
) -> None:
    before = contents(kiln, loom)

    bulk = call(mine, "post", "product-statuses", theirs)
    moved = call(mine, "post", "stock-movements", theirs)
    counted = call(mine, "post", "stock-counts", theirs)
    sent = call(mine, "post", "transfers", theirs)
    watched = call(mine, "put", "stock-thresholds", theirs)

    assert [row["done"] for row in bulk.json()["results"]] == [False]
    assert moved.status_code == 422
    assert counted.json()["refused"] == 1
    assert (sent.status_code, watched.status_code) == (422, 422)
    after = contents(kiln, loom)
    assert {table for table in before if before[table] != after[table]} <= OWN_NOTES


# That a token was used, and what was answered to a key, is noted whatever the answer.
OWN_NOTES = {'public."accounts_apitoken"', 'public."outbox_idempotencykey"'}


def test_lists_and_files_show_one_s_own_alone(mine: Program, theirs: dict[str, str]) -> None:
    lists = [path for method, path in operations() if method == "get" and "{" not in path]
    shown = "".join(mine("get", path).content.decode(errors="replace") for path in lists)

    strays = [name for name, value in theirs.items() if name not in {"language", "destination"} and value in shown]
    assert len(lists) > 15
    assert strays == []


def test_who_is_not_of_the_team_is_refused_everywhere(
    program: Any, api_token: Any, theirs: dict[str, str], kiln: Any, loom: Any
) -> None:
    left = program(kiln, TeamRole.CATALOGUE)
    assert program(kiln)("delete", f"members/{left.user.public_id}").status_code == 204
    secrets = {"nobody": "", "a stranger": "ptl_v_" + "x" * 43, "a shopper": api_token(Audience.STOREFRONT),
               "staff": api_token(Audience.STAFF), "one who left": left.secret}  # fmt: skip
    before = contents(kiln, loom)

    for who, secret in secrets.items():
        bearer = {"Authorization": f"Bearer {secret}"} if secret else {}
        left.client = Client(headers={"Host": settings.MARKETPLACE_HOST, **bearer})
        for method, path in operations():
            assert call(left, method, path, theirs | {"code": "MAIN"}).status_code == 401, (who, method, path)
    after = contents(kiln, loom)
    assert {table for table in before if before[table] != after[table]} <= OWN_NOTES


# What the back office lets each role do besides reading the profile; owners may do everything.
MAY = {
    TeamRole.CATALOGUE: {"products:read", "products:write", "stock:read", "stock:write"},
    TeamRole.FULFILMENT: {
        *("stock:read", "stock:write", "orders:read", "orders:write", "positions:read", "positions:write"),
    },
    TeamRole.FINANCE: {"orders:read", "payouts:read", "refunds:write"},
}


def test_a_role_s_token_is_refused_what_the_role_may_not_do(
    program: Any, theirs: dict[str, str], kiln: Any, loom: Any
) -> None:
    callers = {role: program(kiln, role) for role in MAY}
    before = contents(kiln, loom)

    refused = dict.fromkeys(MAY, 0)
    for role, caller in callers.items():
        for method, path in operations():
            if scope_of(method, path) in {"", "profile:read"} | MAY[role]:
                continue
            answer = call(caller, method, path, theirs | {"code": "MAIN"})
            assert (answer.status_code, answer.json()["code"]) == (403, "api.role_forbids"), (role, method, path)
            refused[role] += 1
    assert min(refused.values()) > 15
    after = contents(kiln, loom)
    assert {table for table in before if before[table] != after[table]} <= OWN_NOTES


LISTS = ["products", "variants", "prices", "stock-levels", "stock-movements", "orders", "shipments", "members",
         "imports", "warehouses"]  # fmt: skip


def test_lists_ask_as_much_for_twenty_rows_as_for_two(mine: Program, program: Any, kiln: Any, at: datetime) -> None:
    def grow(number: int) -> None:
        for variant in make.goods(kiln, at=at, count=number):
            make.purchase([variant], at=at)
            program(kiln, TeamRole.FINANCE)
            with transaction.atomic(), tenant_context(kiln):
                houses.house(f"H-{variant.hex[-8:].upper()}", at=at)
                catalog.upload_sheet(b"product\nx\n", file_name="goods.csv", at=at)

    def asked(path: str) -> tuple[int, int]:
        mine("get", path)
        with CaptureQueriesContext(connection) as queries:
            rows = mine("get", path).json()["data"]
        return len(rows), len(queries)

    grow(2)
    few = {path: asked(path) for path in LISTS}
    grow(18)
    many = {path: asked(path) for path in LISTS}

    for path in LISTS:
        assert few[path][0] < many[path][0] >= 20, path
        assert few[path][1] == many[path][1] <= 9, path
