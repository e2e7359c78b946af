"""A stored quote is read once by a process, and says what was written."""

from __future__ import annotations

import json

from hypothesis import given

from apps.checkout.fields import QuoteField
from apps.checkout.models import CheckoutSession
from apps.checkout.types import Quote
from tests.factories.quotes import quotes

COLUMN = QuoteField(null=True)


@given(quotes())
def test_what_is_read_is_what_was_written_and_is_read_once(quote: Quote) -> None:
    stored = json.dumps(quote.as_json())
    rows = [CheckoutSession(quote=COLUMN.from_db_value(stored, None, None)) for _ in range(2)]
    assert rows[0].frozen == quote
    assert rows[0].frozen is rows[1].frozen


@given(quotes(), quotes())
def test_a_row_that_is_given_another_quote_tells_that_one(first: Quote, second: Quote) -> None:
    row = CheckoutSession(quote=first.as_json())
    assert row.frozen == first
    row.quote = second.as_json()
    assert row.frozen == second


def test_no_quote_stays_none() -> None:
    assert COLUMN.from_db_value(None, None, None) is None
    assert CheckoutSession(quote=None).quote is None
