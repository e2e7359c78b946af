"""Selling: a vendor comes in with her authenticator, confirms, packs, prints the label and hands the parcel over."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from django_tenants.utils import tenant_context

from apps.orders.models import Order
from apps.shipping.models import Parcel
from apps.vendors import selectors as vendors
from tests.e2e import steps
from tests.e2e.label import bar_codes
from tests.e2e.world import PASSWORD, World

_FETCH = """async address => {
    const answer = await fetch(address);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return [answer.status, btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))] }"""


def test_a_vendor_ships_an_order(world: World, visit: Callable[..., Any]) -> None:
    pytest.importorskip("zxingcpp", reason="the bar code reader is a development package")
    purchase = world.purchase()
    page = visit(locale="en-GB")
    steps.log_in_to_dashboard(page, world, PASSWORD)

    page.goto(f"{world.host('kiln')}/dashboard/orders/?q={purchase.number}")
    with page.expect_navigation(wait_until="load"):
        page.locator("main a[href*='/dashboard/orders/']").filter(has_text=re.compile("KILN")).first.click()
    order_address = page.url
    for step in ("confirm", "pack", "label"):
        steps.press(page, f"form[action$='/{step}/']")
        world.drain()
        assert page.url.split("#")[0] == order_address, step

    status, data = page.evaluate(_FETCH, page.locator("a[href$='/label.pdf']").first.get_attribute("href"))
    pdf = base64.b64decode(data)
    assert status == 200
    with tenant_context(vendors.by_slug("kiln")):
        number = Parcel.objects.order_by("-pk").values_list("tracking_number", flat=True)[0]
    assert bar_codes(pdf) == [number]
    assert number in page.locator("main").inner_text().replace(" ", "")

    steps.press(page, "form[action$='/hand-over/']")
    world.drain()
    with tenant_context(vendors.by_slug("kiln")):
        assert Order.objects.get(purchase_number=purchase.number).status == "shipped"
    with tenant_context(vendors.by_slug("loom")):
        assert Order.objects.get(purchase_number=purchase.number).status == "placed"
