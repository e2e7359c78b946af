"""The sandbox's arithmetic and its readers of what comes from outside."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.sandbox.alipay import trades
from apps.sandbox.alipay.errors import AlipayError
from apps.sandbox.bank import book, iban, pain001
from apps.sandbox.bank.xml import Unreadable
from apps.sandbox.base import fees


@given(st.integers(1, 10**9), st.lists(st.integers(1, 10**6), max_size=20))
def test_the_fee_given_back_over_all_refunds_is_the_fee(amount: int, parts: list[int]) -> None:
    fee, refunded, back = fees.share("alipay", amount), 0, 0
    for part in [*parts, amount]:
        part = min(part, amount - refunded)
        given = fees.given_back(fee, amount, refunded, refunded + part)
        assert given >= 0
        refunded, back = refunded + part, back + given
    assert (refunded, back) == (amount, fee)


@given(st.integers(1, 10**12), st.sampled_from(["EUR", "JPY", "KWD", "HUF", "ISK"]))
def test_an_amount_of_the_bank_is_read_as_it_was_written(amount: int, currency: str) -> None:
    assert book.minor(f"{book.major(amount, currency):f}", currency) == amount


@pytest.mark.parametrize("text", ["", "0", "0.00", "-1", "1.005", "1,5", "１", "1e2", "NaN", ".5", "9" * 20])
def test_what_is_no_amount_of_the_currency_is_none(text: str) -> None:
    assert book.minor(text, "EUR") is None


@pytest.mark.parametrize("text", [None, "", "0.00", "1.234", "-1", "1e2", "１.00", 5, ".5"])
def test_alipay_refuses_what_is_no_amount_in_yuan(text: object) -> None:
    with pytest.raises(AlipayError):
        trades.fen(text, "total_amount")


@given(st.sampled_from(iban.CURRENCIES))
def test_each_currency_has_an_account_that_names_it(currency: str) -> None:
    account = iban.ours(currency)
    assert iban.is_valid(account)
    assert iban.currency_of(account) == currency
    assert iban.currency_of(f"{account[:2]}00{account[4:]}") is None


@pytest.mark.parametrize(
    ("text", "is_good"),
    [("RF18 5390 0754 7034", True), ("rf18539007547034", True), ("RF19539007547034", False), ("order 5", False)],
)
def test_a_creditor_reference_is_known_by_its_check_digits(text: str, is_good: bool) -> None:
    assert iban.is_reference(text) is is_good


@given(st.binary(max_size=200))
def test_any_body_is_a_payment_file_or_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        pain001.read(body, today=date(2026, 11, 22))
