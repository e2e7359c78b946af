"""The sandbox gateway's hosted payment page."""

from __future__ import annotations

import re

import pytest
import requests

from tests.integration.sandbox.sandbox_world import Shop


def page(shop: Shop, **params: object) -> str:
    """The HTML of a fresh session's page."""
    answer = requests.get(shop.session(**params).url, headers={"Accept-Language": "fr-CH, en;q=0.8"}, timeout=10)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("locale", "language", "direction", "word"),
    [
        ("en", "en", "ltr", "Card number"),
        ("en-GB", "en", "ltr", "Card number"),
        ("de", "de", "ltr", "Kartennummer"),
        ("fr", "fr", "ltr", "Numéro de carte"),
        ("zh", "zh-Hans", "ltr", "卡号"),
        ("ja", "ja", "ltr", "カード番号"),
        ("ar", "ar", "rtl", "رقم البطاقة"),
        ("auto", "fr", "ltr", "Numéro de carte"),
        ("nl", "en", "ltr", "Card number"),
    ],
)
def test_the_page_speaks_the_session_s_language(
    shop: Shop, locale: str, language: str, direction: str, word: str
) -> None:
    text = page(shop, locale=locale)
    assert f'<html lang="{language}" dir="{direction}">' in text
    assert word in text


def test_the_page_shows_lines_and_amount_and_escapes_them(shop: Shop) -> None:
    product = {"name": "Bowl <script>", "description": "Celadon & glaze"}
    line = {"quantity": 3, "price_data": {"currency": "jpy", "unit_amount": 1200, "product_data": product}}
    text = page(shop, locale="ja", line_items=[line])
    assert "Bowl &lt;script&gt;" in text
    assert "Celadon &amp; glaze" in text
    assert 'data-amount="3600" data-currency="jpy"' in text
    assert "￥3,600" in text or "¥3,600" in text
    assert 'href="http://shop.invalid/cart"' in text


def test_the_page_holds_nothing_inline_and_its_style_is_served(shop: Shop) -> None:
    answer = requests.get(shop.session().url, timeout=10)
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=|<style", answer.text)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    style = requests.get(f"{shop.gateway.url}/static/pay.css", timeout=10)
    assert style.headers["Content-Type"].startswith("text/css")
    assert not re.search(r"(margin|padding|border)-(left|right)|text-align: (left|right)", style.text)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("card_number", "", "Enter the card number."),
        ("card_number", "4242 4242 4242 4241", "not valid"),
        ("card_number", "1234", "not valid"),
        ("expiry", "13 / 34", "Enter month and year"),
        ("expiry", "soon", "Enter month and year"),
        ("expiry", "01 / 20", "expired"),
        ("cvc", "12", "Enter the 3 digits"),
        ("name", " ", "Enter the name"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_tried(shop: Shop, field: str, value: str, message: str) -> None:
    session = shop.session(locale="en")
    number = value if field == "card_number" else "4242424242424242"
    answer = shop.pay(session, number, **({} if field == "card_number" else {field: value}))
    assert answer.status_code == 422
    found = re.search(rf'id="{field}-error">([^<]+)<', answer.text)
    assert found
    assert message in found[1]
    assert re.search(rf'id="{field}"[^>]* aria-invalid="true"', answer.text)
    assert 'value="4242' not in answer.text
    assert shop.stripe.v1.checkout.sessions.retrieve(session.id).payment_intent is None


def test_an_amex_card_wants_four_digits(shop: Shop) -> None:
    session = shop.session(locale="en")
    assert "Enter the 4 digits" in shop.pay(session, "3782 822463 10005").text
    assert shop.pay(session, "3782 822463 10005", cvc="1234").status_code == 303


def test_the_buyer_s_address_is_asked_for_only_if_unknown(shop: Shop) -> None:
    assert 'id="email"' not in page(shop)
    session = shop.session(customer_email="")
    assert 'id="email"' in requests.get(session.url, timeout=10).text
    assert shop.pay(session, "4242424242424242").status_code == 422
    assert shop.pay(session, "4242424242424242", email="new@example.com").status_code == 303
    paid = shop.stripe.v1.checkout.sessions.retrieve(session.id)
    assert paid.customer_details.email == "new@example.com"


def test_digits_of_other_scripts_are_understood(shop: Shop) -> None:
    arabic = "4242424242424242".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert shop.pay(shop.session(locale="ar"), arabic, cvc="١٢٣").status_code == 303


def test_a_return_address_in_any_script_is_a_valid_header(shop: Shop) -> None:
    session = shop.session(success_url="http://shop.invalid/完成?a=1%20&s={CHECKOUT_SESSION_ID}\r\nX-Evil: 1")
    answer = shop.pay(session, "4242424242424242")
    assert "X-Evil" not in answer.headers
    expected = f"http://shop.invalid/%E5%AE%8C%E6%88%90?a=1%20&s={session.id}%0D%0AX-Evil:%201"
    assert answer.headers["Location"] == expected


def test_a_paid_page_leads_on_and_an_unknown_one_says_so(shop: Shop) -> None:
    session = shop.session()
    shop.pay(session, "4242424242424242")
    again = requests.get(session.url, allow_redirects=False, timeout=10)
    assert again.headers["Location"] == f"http://shop.invalid/done?session={session.id}"
    assert requests.get(f"{shop.gateway.url}/c/pay/cs_test_nobody", timeout=10).status_code == 404
    assert requests.get(f"{shop.gateway.url}/c/3ds/pi_nobody", timeout=10).status_code == 404


def test_only_the_open_challenge_can_be_answered(shop: Shop) -> None:
    session = shop.session()
    secure = shop.pay(session, "4000002500003155")
    shop.answer(secure, "complete")
    url = shop.gateway.url + secure.headers["Location"]
    again = requests.post(url, data={"outcome": "fail"}, allow_redirects=False, timeout=10)
    assert again.headers["Location"] == f"http://shop.invalid/done?session={session.id}"
    assert shop.gateway.state()["objects"]["charge"] == {"succeeded": 1}
