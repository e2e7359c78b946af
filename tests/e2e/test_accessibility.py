"""axe finds nothing to object to on any page, in three scripts and two directions; in the dark, in one of them.

Colours follow from style sheets, whatever is written in them; the structure of the back office's pages from templates,
so that each of those is looked at in one language, and its neighbours in others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
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
BACK_OFFICE_PAGES = (
    "", "orders/", "products/", "products/new/", "stock/", "import/", "team/", "api-keys/", "webhooks/",
    "webhooks/new/", "payouts/", "statement/", "customs/", "tax-registrations/", "shipping/", "shipping/lanes/",
)  # fmt: skip
RULES = {"resultTypes": ["violations"]}
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}


def objections(page: Any, name: str, *, dark: bool = True) -> Iterator[str]:
    """What axe says of a page in the light and, if wished, of its colours in the dark."""
    page.evaluate(AXE.axe_script)
    schemes = [("light", RULES), *([("dark", CONTRAST)] if dark else [])]
    grounds = set()
    for scheme, rules in schemes:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        found = page.evaluate("rules => axe.run(document, rules)", rules)
        for violation in found["violations"]:
            where = "; ".join(" ".join(node["target"]) for node in violation["nodes"][:3])
            yield f"{name} in the {scheme}: {violation['id']}: {violation['help']} ({where})"
    assert len(grounds) == len(schemes), f"{name} does not go dark"
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
    dark = language == "ar"
    found: list[str] = []
    for name, path in SHOP_PAGES.items():
        page.goto(f"/{prefix}/{path}")
        found += objections(page, name, dark=dark)
    page.goto(f"/{prefix}/goods/")
    steps.open_product(page, TITLES["kiln"][0][language])
    found += objections(page, "product", dark=dark)
    steps.add_to_cart(page)
    page.goto(f"/{prefix}/cart/")
    found += objections(page, "cart", dark=dark)
    steps.to_address(page, prefix)
    found += objections(page, "address", dark=dark)
    steps.fill_address(page, ADDRESSES[prefix])
    found += objections(page, "review", dark=dark)
    steps.pay(page)
    world.drain()
    found += objections(page, "thanks", dark=dark)
    page.goto(page.locator("main a[href*='/track/']").first.get_attribute("href"))
    found += objections(page, "purchase", dark=dark)
    assert found == [], "\n".join(found)


def test_what_a_list_comes_to(world: World, visit: Visit) -> None:
    page = visit(locale="ar-AE", refuses=True)
    page.goto("/ar-ae/order-list/")
    page.locator("[name=lines]").fill("KILN-1, 2\nKILN-2, 9000\nKILN-1X, 1\nNOTHING, many")
    page.locator("main form .btn--primary").click()
    page.locator("[name=change]").wait_for()
    found = list(objections(page, "what a list comes to"))
    assert found == [], "\n".join(found)


def test_pages_of_the_back_office(world: World, visit: Visit) -> None:
    """In three languages with one log-in: the back office reads the language from the browser, which sends its own."""
    world.purchase()
    page = visit(locale="en-GB")
    steps.log_in_to_dashboard(page, world, PASSWORD)
    home = f"{world.host('kiln')}/dashboard/"
    addresses = [home + name for name in BACK_OFFICE_PAGES]
    for name in ("products/", "orders/"):
        page.goto(home + name)
        one = page.locator(f"main a[href*='/dashboard/{name}0']").first
        addresses.append(world.host("kiln") + one.get_attribute("href"))
    known = page.context.storage_state()
    browsers = [visit(locale=locale, storage_state=known) for _, locale in LANGUAGES]
    found: list[str] = []
    languages = set()
    for address, browser in zip(addresses, cycle(browsers)):
        browser.goto(address)
        language = browser.evaluate("document.documentElement.lang")
        languages.add(language)
        found += objections(browser, f"{address} in {language}")
    assert found == [], "\n".join(found)
    assert languages == {"en", "ar", "zh-Hans"}
