"""What people do on the pages, in any language: by the forms and their fields, never by their words."""

from __future__ import annotations

from typing import Any

CARD = {"card_number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123", "name": "A Buyer"}
BERLIN = {
    "email": "jana@example.org",
    "name": "Jana Müller",
    "street_address": "Torstraße 1",
    "city": "Berlin",
    "postal_code": "10119",
    "phone": "+49 30 12345678",
}
DUBAI = {
    "email": "mariam@example.org",
    "name": "مريم الفارسي",
    "street_address": "شارع الوصل 12",
    "phone": "+971 4 123 4567",
    "latin_name": "Mariam Al Farsi",
    "latin_street": "12 Al Wasl Road",
    "latin_city": "Dubai",
}


def press(page: Any, form: str) -> None:
    """Press the first button of a form and wait for the page that follows."""
    with page.expect_navigation(wait_until="load"):
        page.locator(f"{form} button:not([type=button]):visible").first.click()


def search_for(page: Any, words: str) -> None:
    """Use the field in the page's head."""
    page.locator(
        'header form[role="search"] input[type="search"], header form[role="search"] input[name="q"]'
    ).first.fill(words)
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")


def open_product(page: Any, title: str) -> None:
    """Follow the link of a card."""
    with page.expect_navigation(wait_until="load"):
        page.locator("main a[href*='/product/']").filter(has_text=title).first.click()


def add_to_cart(page: Any, quantity: int = 1) -> None:
    """Put what the page shows into the cart; comes back to a page."""
    page.locator('form[action$="/cart/add/"] input[name="quantity"]').fill(str(quantity))
    press(page, 'form[action$="/cart/add/"]')


def to_address(page: Any, prefix: str) -> None:
    """From the cart to the first step of the checkout."""
    page.goto(f"/{prefix}/cart/")
    with page.expect_navigation(wait_until="load"):
        page.locator("main a[href$='/checkout/']").first.click()
    page.locator("main [name='street_address']").wait_for()


def fill_address(page: Any, fields: dict[str, str]) -> None:
    """Type an address; regions are chosen where the country has them."""
    for name, value in fields.items():
        page.locator(f'main [name="{name}"]').fill(value)
    region = page.locator('main select[name="country_area"]')
    if region.count():
        region.select_option(index=1)
    press(page, "main form:has([name='street_address'])")
    page.wait_for_url("**/review/")


def pay(page: Any, card: dict[str, str] = CARD) -> None:
    """To the provider's page, type the card, and back to the shop."""
    with page.expect_navigation(wait_until="load"):
        page.locator('form[action$="/pay/"] .btn--primary').click()
    assert "/c/pay/" in page.url, page.url
    for name, value in card.items():
        page.locator(f'[name="{name}"]').fill(value)
    with page.expect_navigation(wait_until="load"):
        page.locator(
            "form:has([name='card_number']) button[type=submit], form:has([name='card_number']) button"
        ).first.click()
    page.wait_for_url("**/done/**")


def log_in_to_dashboard(page: Any, world: Any, password: str) -> None:
    """E-mail, password, and the six digits of the authenticator."""
    page.goto(f"{world.host('kiln')}/dashboard/")
    page.locator('[name="login"]').fill(world.owner_email)
    page.locator('[name="password"]').fill(password)
    press(page, "form:has([name='password'])")
    page.locator('[name="code"]').fill(world.authenticator())
    press(page, "form:has([name='code'])")
    page.wait_for_url("**/dashboard/")
