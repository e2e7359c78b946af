"""What a body may hold."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from djmoney.money import Money
from rest_framework.exceptions import ParseError, ValidationError

from apps.api.parsers import StrictJSONParser
from apps.api.serializers import Body, MoneyField


def parsed(body: bytes) -> Any:
    return StrictJSONParser().parse(io.BytesIO(body))


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b'{"a": NaN}', b'{"a": Infinity}', b'"\\u0000"', b'"\\ud800"', b"[" * 100_000, b"9" * 5000],
)
def test_what_cannot_be_held_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        parsed(body)


def test_escaped_and_plain_text_is_read() -> None:
    assert parsed(b'{"a": "\\u00e4\\ud83c\\udf75 \\\\u0000-like", "b": [1, 2.5, null]}') == {
        "a": "ä🍵 \\u0000-like",
        "b": [1, 2.5, None],
    }


class Priced(Body):
    price = MoneyField(currencies=("EUR", "JPY"))


def read(price: Any) -> Money:
    reader = Priced(data={"price": price})
    reader.is_valid(raise_exception=True)
    return reader.validated_data["price"]


def test_money_travels_as_a_decimal_string() -> None:
    assert read({"amount": "12.3400", "currency": "EUR"}) == Money(Decimal("12.34"), "EUR")
    assert Priced({"price": Money("0.10", "EUR")}).data == {"price": {"amount": "0.10", "currency": "EUR"}}


@pytest.mark.parametrize(
    "price",
    [
        12, "12 EUR", {}, {"amount": 12, "currency": "EUR"}, {"amount": "x", "currency": "EUR"},
        {"amount": "NaN", "currency": "EUR"}, {"amount": "1e400", "currency": "EUR"},
        {"amount": "0.00001", "currency": "EUR"}, {"amount": "1", "currency": "GBP"},
        {"amount": "1", "currency": "EUR", "more": 1}, None,
    ],
)  # fmt: skip
def test_anything_else_is_not_money(price: Any) -> None:
    with pytest.raises(ValidationError):
        read(price)


def test_unknown_members_are_refused() -> None:
    reader = Priced(data={"price": {"amount": "1", "currency": "EUR"}, "prise": 1})

    assert not reader.is_valid()
    assert reader.errors["prise"][0].code == "unknown"


def test_a_currency_that_does_not_exist_is_refused_where_any_may_come_in() -> None:
    with pytest.raises(ValidationError, match="Choose one of these currencies"):
        MoneyField().run_validation({"amount": "1.00", "currency": "GET"})
