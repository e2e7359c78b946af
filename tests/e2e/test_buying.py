"""Buying: without JavaScript in German, on a telephone in Arabic, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from apps.checkout.models import CartLine, Purchase
from tests.e2e import steps
from tests.e2e.world import TITLES, World

Visit = Callable[..., Any]


def newest_purchase() -> Purchase:
    found = Purchase.objects.order_by("-pk").first()
    assert found is not None
    return found


def test_a_guest_in_germany_buys_from_two_makers_without_javascript(world: World, visit: Visit) -> None:
    page = visit(locale="de-DE", java_script_enabled=False)
    page.goto("/")
    assert page.url.endswith("/de-de/")
    for maker in ("kiln", "loom"):
        title = TITLES[maker][0]["de"]
        steps.search_for(page, title)
        steps.open_product(page, title)
        assert page.locator("h1").inner_text() == title
        steps.add_to_cart(page, 2)

    steps.to_address(page, "de-de")
    steps.fill_address(page, steps.BERLIN)
    steps.pay(page)
    world.drain()

    purchase = newest_purchase()
    assert (purchase.language, purchase.email) == ("de", "jana@example.org")
    assert purchase.number in page.locator("main").inner_text()
    page.locator("main a[href*='/track/']").first.click()
    page.wait_for_url("**/track/**")
    text = page.locator("main").inner_text()
    assert all(TITLES[maker][0]["de"] in text for maker in ("kiln", "loom"))
    assert page.locator("html").get_attribute("lang") == "de"


def test_a_shopper_in_dubai_buys_on_a_telephone_from_right_to_left(world: World, visit: Visit) -> None:
    page = visit(locale="ar-AE", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)

    def fits() -> None:
        assert page.locator("html").get_attribute("dir") == "rtl"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide"

    page.goto("/ar-ae/goods/")
    fits()
    for maker in ("kiln", "loom"):
        page.goto("/ar-ae/goods/")
        steps.open_product(page, TITLES[maker][1]["ar"])
        fits()
        steps.add_to_cart(page)
        fits()
    page.goto("/ar-ae/cart/")
    fits()
    steps.to_address(page, "ar-ae")
    fits()
    steps.fill_address(page, steps.DUBAI)
    fits()
    fits()
    steps.pay(page)
    fits()
    world.drain()

    purchase = newest_purchase()
    assert (purchase.language, purchase.currency) == ("ar", "AED")
    assert purchase.number in page.locator("main").inner_text()


def test_goods_go_into_the_cart_by_keyboard_alone(world: World, visit: Visit) -> None:
    """From the top of the page by Tab; where the focus is must always be seen."""
    page = visit(locale="en-GB")
    page.goto("/en-gb/goods/")
    steps.open_product(page, TITLES["loom"][0]["en"])
    before = CartLine.objects.count()

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#"), (
        "no link past the head comes first"
    )
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        place = page.evaluate(
            """() => { const it = document.activeElement, style = getComputedStyle(it);
                return { tag: it.tagName, form: it.form ? it.form.getAttribute('action') : '', text: it.innerText,
                    seen: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
                        || style.boxShadow !== 'none' } }"""
        )
        assert place["seen"], f"the focus on {place} cannot be seen"
        if place["tag"] == "BUTTON" and (place["form"] or "").endswith("/cart/add/"):
            break
    else:
        raise AssertionError("the button is not reached by Tab")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")

    assert CartLine.objects.count() == before + 1
    assert "1" in page.locator("header a[href='/en-gb/cart/']").first.inner_text()


def test_looking_around_leaves_no_cookie_in_a_real_browser(world: World, visit: Visit) -> None:
    page = visit(locale="ja-JP")
    for path in ("/", "/ja-jp/goods/", "/ja-jp/search/?q=mug", "/ja-jp/maker/kiln/"):
        page.goto(path)
    assert page.context.cookies() == []
    steps.open_product(page, TITLES["kiln"][0]["en"])
    steps.add_to_cart(page)
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert set(cookies) - {"messages"} == {settings.CART_COOKIE_NAME}
    assert cookies[settings.CART_COOKIE_NAME]["domain"] == f".{settings.MARKETPLACE_HOST}"
    page.goto(f"{world.host('loom')}/ja-jp/cart/")
    assert page.locator("main form[action$='/cart/update/']").count() >= 1
