"""The gateway's pure parts: form encoding, amounts, cards, signatures."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from apps.sandbox.gateway import cards, charges, currencies, form
from apps.sandbox.gateway.errors import InvalidParameter
from apps.sandbox.gateway.webhooks import sign

NOW = datetime(2026, 11, 21, tzinfo=UTC)
NAMES = st.text("abcxyz_", min_size=1, max_size=5)
TREES = st.recursive(
    st.text(max_size=8),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, TREES, max_size=4))
def test_what_the_sdk_encodes_is_decoded(tree: dict[str, Any]) -> None:
    encoded = urlencode(list(_api_encode(tree)))
    if max(map(_depth, tree.values()), default=0) < form.MAX_DEPTH:
        assert form.decode(encoded) == _numbered(tree)


def _numbered(node: Any) -> Any:
    """The same with lists as hashes of their positions."""
    if isinstance(node, list):
        node = {str(index): item for index, item in enumerate(node)}
    return {key: _numbered(item) for key, item in node.items()} if isinstance(node, dict) else node


def _depth(node: Any) -> int:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return 1 + max(map(_depth, inner), default=0) if not isinstance(node, str) else 0


@given(st.text(max_size=60))
def test_any_body_is_decoded_or_refused(text: str) -> None:
    with suppress(InvalidParameter):
        assert isinstance(form.decode(text), dict)


@pytest.mark.parametrize(
    ("amount", "currency", "is_good"),
    [
        (50, "eur", True), (49, "eur", False), (99_999_999, "eur", True), (100_000_000, "eur", False),
        (50, "jpy", True), (49, "jpy", False), (10, "kwd", True), (15, "kwd", False), (0, "kwd", False),
        (500, "isk", True), (550, "isk", False), (10**12 - 1, "idr", True), (1, "cny", True),
    ],
)  # fmt: skip
def test_an_amount_is_chargeable_or_not(amount: int, currency: str, is_good: bool) -> None:
    try:
        currencies.check_charge(amount, currency)
        assert is_good
    except InvalidParameter:
        assert not is_good


@given(st.integers(1, 10**9), st.sampled_from(sorted(currencies.SUPPORTED)))
def test_the_fee_never_exceeds_the_amount(amount: int, currency: str) -> None:
    assert 0 < charges.fee(amount, currency) <= amount


@given(st.text("0123456789", min_size=12, max_size=18))
def test_one_last_digit_of_ten_passes_luhn(stem: str) -> None:
    assert sum(cards.passes_luhn(stem + digit) for digit in "0123456789") == 1


@pytest.mark.parametrize(
    ("number", "brand"),
    [
        ("4242424242424242", "visa"), ("5555555555554444", "mastercard"), ("2223003122003222", "mastercard"),
        ("378282246310005", "amex"), ("3566002020360505", "jcb"), ("6200000000000005", "unionpay"),
        ("6011111111111117", "discover"), ("3056930009020004", "diners"), ("9999999999999995", None),
    ],
)  # fmt: skip
def test_brands_are_told_by_prefix_and_length(number: str, brand: str | None) -> None:
    assert cards.brand(number) == brand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/34", (12, 2034)), ("12 / 34", (12, 2034)), ("1234", (12, 2034)), ("1/30", (1, 2030)),
        ("12-2034", (12, 2034)), ("00/34", None), ("13/34", None), ("12", None), ("", None), ("12/34/56", None),
    ],
)  # fmt: skip
def test_expiry_dates_are_read_as_people_write_them(text: str, expected: tuple[int, int] | None) -> None:
    assert cards.expiry(text, now=NOW) == expected


@given(st.binary(max_size=100), st.text("abc123", min_size=1))
def test_the_sdk_accepts_the_signature_and_no_other(body: bytes, secret: str) -> None:
    now = int(datetime.now(UTC).timestamp())
    text = body.decode("latin-1")
    header = sign(secret, text.encode(), now)
    assert stripe.WebhookSignature.verify_header(text, header, secret, tolerance=300)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header(text + " ", header, secret, tolerance=300)
