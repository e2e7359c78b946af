"""Payments · numbers that we give to providers: short enough, the same on every try, and read back."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from apps.payments.errors import InvalidRequest
from apps.payments.gateways.bank_reference import BankReference, creditor_reference, references_in
from apps.payments.gateways.trade_numbers import intent_of, request_number, trade_number

KEYS = st.text(min_size=1, max_size=120)


@given(st.uuids(), KEYS)
def test_a_trade_number_suits_the_strictest_provider_and_tells_its_intent(intent: UUID, key: str) -> None:
    number = trade_number(intent, key)
    assert len(number) == 32
    assert number.isascii()
    assert number.isalnum()
    assert number == number.lower()
    assert intent_of(number) == str(intent)
    assert trade_number(intent, key) == number


def test_two_tries_of_one_intent_have_two_numbers() -> None:
    intent = uuid4()
    assert len({trade_number(intent, f"{intent}:authorise:{count}") for count in range(200)}) == 200


@given(st.text(max_size=40))
def test_a_number_that_is_not_ours_has_no_intent(text: str) -> None:
    found = intent_of(text)
    assert found == "" or len(text) == 32


@pytest.mark.parametrize("text", ["", "z" * 32, "A" * 32, "0" * 31, "0" * 24 + "-" + "0" * 7])
def test_no_intent_is_read_from(text: str) -> None:
    assert intent_of(text) == ""


@given(KEYS)
def test_a_request_number_is_short_and_the_same_every_time(key: str) -> None:
    assert request_number(key) == request_number(key)
    assert len(request_number(key)) == 32


@given(KEYS)
def test_a_creditor_reference_is_valid_and_found_in_what_people_write(key: str) -> None:
    reference = creditor_reference(key)
    assert iso11649.is_valid(reference)
    assert len(reference) == 24
    grouped = iso11649.format(reference)
    for written in (grouped, grouped.lower(), f"Ref. {reference}, thanks!", f"ORDER RF 7 {grouped}"):
        assert references_in(written) == [reference]


@given(KEYS, st.integers(min_value=2, max_value=23), st.sampled_from("0123456789"))
def test_a_wrong_digit_is_noticed(key: str, place: int, digit: str) -> None:
    reference = creditor_reference(key)
    wrong = reference[:place] + digit + reference[place + 1 :]
    assert references_in(wrong) == ([reference] if wrong == reference else [])


@given(KEYS, st.integers(min_value=2, max_value=22))
def test_two_digits_that_have_changed_places_are_noticed(key: str, place: int) -> None:
    reference = creditor_reference(key)
    wrong = reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]
    assert references_in(wrong) == ([reference] if wrong == reference else [])


@given(
    KEYS,
    st.uuids(),
    st.sampled_from([Money(Decimal("49.90"), "EUR"), Money(5000, "JPY"), Money(Decimal("1.250"), "KWD")]),
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1)),
)
def test_what_a_query_must_know_is_read_back(key: str, intent: UUID, amount: Money, until: datetime) -> None:
    asked = BankReference(creditor_reference(key), intent, amount, until.replace(microsecond=0, tzinfo=UTC))
    assert BankReference.read(asked.written()) == asked
    assert len(asked.written()) <= 255
    assert asked.written().startswith(f"{asked.creditor_reference}:")


@pytest.mark.parametrize("text", ["", "RF18", "RF18:x:1:EUR:1", "a:b:c:d:e:f", "RF1:" + "0" * 32 + ":x:EUR:1"])
def test_a_reference_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        BankReference.read(text)
