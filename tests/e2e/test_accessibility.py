"""axe finds nothing to object to on any page, in three scripts, two directions, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e import steps
from tests.e2e.world import PASSWORD, TITLES, World

Visit = Callable[..., Any]
AXE = Axe()
LANGUAGES = [("en-gb", "en-GB"), ("ar-ae", "ar-AE"), ("zh-hans-cn", "zh-CN")]
CHINA = {
    "email": "li@example.org",
    "name": "李雷",
    "street_address": "浦东新区世纪大道 1 号",
    "city": "上海市",
    "postal_code": "200120",
    "phone": "+86 21 5840 1234",
    "latin_name": "Li Lei",
    "latin_street": "1 Century Avenue, Pudong",
    "latin_city": "Shanghai",
}
LONDON = {
    "email": "ann@example.org",
    "name": "Ann Smith",
    "street_address": "1 Mare Street",
    "city": "London",
    "postal_code": "E8 4RP",
    "phone": "+44 20 7946 0018",
}
ADDRESSES = {"en-gb": LONDON, "ar-ae": steps.DUBAI, "zh-hans-cn": CHINA}
SHOP_PAGES = {
    "home": "",
    "list": "goods/",
    "search": "search/?q=nothing+like+this",
    "empty cart": "cart/",
    "order by list": "order-list/",
    "maker": "maker/kiln/",
    "log-in": "account/login/",
}
RULES = {"resultTypes": ["violations"]}
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}


def objections(page: Any, name: str) -> Iterator[str]:
    """What axe says of a page in the light, and of its colours in the dark."""
    page.evaluate(AXE.axe_script)
    grounds = set()
    for scheme, rules in (("light", RULES), ("dark", CONTRAST)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        found = page.evaluate("rules => axe.run(document, rules)", rules)
        for violation in found["violations"]:
            where = "; ".join(" ".join(node["target"]) for node in violation["nodes"][:3])
            yield f"{name} in the {scheme}: {violation['id']}: {violation['help']} ({where})"
    assert len(grounds) == 2, f"{name} does not go dark"
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def test_axe_objects_to_what_is_wrong(world: World, visit: Visit) -> None:
    """Without this the silence below could have any reason."""
    page = visit()
    page.goto("/en-gb/cart/")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")

    assert any("image-alt" in objection for objection in objections(page, "planted"))


@pytest.mark.parametrize(("prefix", "locale"), LANGUAGES)
def test_pages_of_the_shop(prefix: str, locale: str, world: World, visit: Visit) -> None:
    page = visit(locale=locale)
    language = prefix.rpartition("-")[0]
    found: list[str] = []
    for name, path in SHOP_PAGES.items():
        page.goto(f"/{prefix}/{path}")
        found += objections(page, name)
    page.goto(f"/{prefix}/goods/")
    steps.open_product(page, TITLES["kiln"][0][language])
    found += objections(page, "product")
    steps.add_to_cart(page)
    page.goto(f"/{prefix}/cart/")
    found += objections(page, "cart")
    steps.to_address(page, prefix)
    found += objections(page, "address")
    steps.fill_address(page, ADDRESSES[prefix])
    found += objections(page, "review")
    steps.pay(page)
    world.drain()
    found += objections(page, "thanks")
    page.goto(page.locator("main a[href*='/track/']").first.get_attribute("href"))
    found += objections(page, "purchase")
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(("prefix", "locale"), LANGUAGES)
def test_what_a_list_comes_to(prefix: str, locale: str, world: World, visit: Visit) -> None:
    page = visit(locale=locale, refuses=True)
    page.goto(f"/{prefix}/order-list/")
    page.locator("[name=lines]").fill("KILN-1, 2\nKILN-2, 9000\nKILN-1X, 1\nNOTHING, many")
    page.locator("main form .btn--primary").click()
    page.locator("[name=change]").wait_for()
    found = list(objections(page, "what a list comes to"))
    assert found == [], "\n".join(found)


def test_pages_of_the_back_office(world: World, visit: Visit) -> None:
    """In three languages with one log-in: the back office reads the language from the browser."""
    world.purchase()
    page = visit(locale="en-GB")
    steps.log_in_to_dashboard(page, world, PASSWORD)
    found: list[str] = []
    for _, locale in LANGUAGES:
        page.set_extra_http_headers({"Accept-Language": locale})
        for name in (
            "",
            "orders/",
            "products/",
            "products/new/",
            "stock/",
            "import/",
            "team/",
            "api-keys/",
            "webhooks/",
            "webhooks/new/",
        ):
            page.goto(f"{world.host('kiln')}/dashboard/{name}")
            found += objections(page, f"{name or 'today'} in {locale}")
        for name, pattern in (
            ("products/", "a[href*='/dashboard/products/0']"),
            ("orders/", "a[href*='/dashboard/orders/0']"),
        ):
            page.goto(f"{world.host('kiln')}/dashboard/{name}")
            page.goto(world.host("kiln") + page.locator(f"main {pattern}").first.get_attribute("href"))
            found += objections(page, f"one of {name} in {locale}")
    assert found == [], "\n".join(found)
