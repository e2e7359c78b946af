"""The counter: a seller scans and sells, goes on while the connection is gone, and nothing is sold twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django_tenants.utils import tenant_context

from apps.catalog.models import Variant
from apps.storefront.formatting import locale_for, moment
from apps.tills.models import TillEntry
from apps.vendors import selectors as vendors
from tests.e2e import steps
from tests.e2e.world import PASSWORD, World


def test_a_seller_sells_with_and_without_a_connection(world: World, visit: Callable[..., Any]) -> None:
    page = visit(loses=True, locale="en-GB", timezone_id="Asia/Dubai")
    steps.log_in_to_dashboard(page, world, PASSWORD)
    with tenant_context(vendors.by_slug("kiln")):
        bowl, cup = Variant.objects.order_by("pk").values_list("sku", flat=True)[:2]

    page.goto(f"{world.host('kiln')}/dashboard/counter/")
    page.get_by_label("Name of the till").fill("Front")
    page.get_by_role("button", name="Open the till").click()
    with page.expect_response(lambda answer: answer.url.endswith("/goods.json")):
        page.get_by_role("link", name="Sell").click()
    scan(page, bowl)
    page.locator("[data-total]").wait_for()
    page.reload()
    page.locator("[data-total]").wait_for()
    page.get_by_label("Cash given").fill("5000")
    page.get_by_role("button", name="Sold").click()
    page.get_by_text("Change:").wait_for()
    sold = page.locator(".page-head time")
    at = datetime.fromisoformat(sold.get_attribute("datetime")).astimezone(ZoneInfo("Asia/Dubai"))
    assert sold.text_content().split() == moment(at, locale_for("en")).split(), "by the seller's own clock"
    assert sold.get_attribute("title").endswith("(UTC)")

    page.get_by_role("link", name="Next buyer").click()
    page.context.set_offline(True)
    scan(page, cup)
    scan(page, cup)
    page.locator("[data-offline]").wait_for()
    assert page.locator("[name=pieces]").input_value() == "2"
    page.get_by_role("button", name="Sold").click()
    page.locator("[data-kept-list] li").wait_for()
    assert entries() == 1
    page.context.set_offline(False)
    page.locator("[data-kept]").wait_for(state="hidden")

    assert entries() == 2
    page.reload()
    assert page.locator("[data-kept]").is_hidden()
    assert page.locator("[data-line]").count() == 0
    assert entries() == 2


def scan(page: Any, text: str) -> None:
    """What a keyboard scanner does."""
    from playwright.sync_api import expect

    page.locator("#scan").fill(text)
    page.locator("#scan").press("Enter")
    expect(page.locator("#scan")).to_have_value("")


def entries() -> int:
    """How many sales the till has."""
    with tenant_context(vendors.by_slug("kiln")):
        return TillEntry.objects.count()
