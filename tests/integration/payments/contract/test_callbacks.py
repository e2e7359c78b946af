"""Every provider's callbacks: believed only if signed, fresh, ours and whole; and then only as a reason to ask."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.payments.errors import BadCallback
from apps.payments.gateways.port import Gateway, VerifiedCallback
from tests.integration.payments.contract.drivers import Driver, Message, Opened

MINUTE = timedelta(minutes=1)
NAMES = ("stripe-signature", "wechatpay-signature", "wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial")

# The messages with which something is wrong: Stripe tells more than one thing of a payment.
TOLD = {"stripe": "checkout.session.completed", "alipay": "*", "wechat": "*"}


def read(gateway: Gateway, message: Message, *, at: datetime | None = None) -> VerifiedCallback | None:
    return gateway.read_callback(message.headers, message.body, at=at or datetime.now(UTC))


def told(driver: Driver, fault: str = "", **options: Any) -> tuple[Opened, Message]:
    """A payment and the message about it, with which something is wrong where a fault is named."""
    opened = driver.open()
    if fault:
        driver.arm(fault, match=TOLD[driver.name], times=9, **options)
    driver.pay(opened)
    message = driver.wait(opened)[0]
    driver.disarm()
    return opened, message


def test_a_message_about_a_payment_names_our_intent_and_the_sum(remote: Driver) -> None:
    opened, message = told(remote)
    found = read(remote.gateway, message)

    assert found is not None
    assert found.our_reference == str(opened.intent_id)
    assert (found.amount, found.currency) == (
        remote.gateway.counted(opened.amount),
        opened.amount.currency.code,
    )
    assert found.event_id
    assert found.kind


def test_the_names_of_headers_may_be_written_in_any_way(remote: Driver) -> None:
    _, message = told(remote)
    for spelling in (str.lower, str.upper, str.title):
        headers = {spelling(name): value for name, value in message.headers.items()}
        assert remote.gateway.read_callback(headers, message.body, at=datetime.now(UTC)) is not None


def test_a_message_that_comes_twice_is_one_event(remote: Driver) -> None:
    opened = remote.open()
    remote.arm("duplicate_webhook", match=TOLD[remote.name])
    remote.pay(opened)
    events = [read(remote.gateway, message) for message in remote.wait(opened, 2)]
    assert len({event.event_id for event in events if event is not None}) == 1


@pytest.mark.parametrize("fault", ["tampered_webhook", "stale_webhook"])
def test_a_message_that_is_forged_or_old_is_refused(remote: Driver, fault: str) -> None:
    _, message = told(remote, fault)
    with pytest.raises(BadCallback):
        read(remote.gateway, message)


@pytest.mark.parametrize("late", [-6 * MINUTE, 6 * MINUTE, timedelta(days=400)])
def test_a_message_that_is_not_of_these_minutes_is_refused(remote: Driver, late: timedelta) -> None:
    _, message = told(remote)
    with pytest.raises(BadCallback):
        read(remote.gateway, message, at=datetime.now(UTC) + late)


def test_another_merchant_s_message_is_refused(remote: Driver) -> None:
    _, message = told(remote)
    with pytest.raises(BadCallback):
        read(remote.of_another_merchant(), message)


@pytest.mark.parametrize("fault", ["wrong_merchant", "unknown_serial"])
def test_a_message_to_somebody_else_or_signed_by_a_stranger_is_refused(signing: Driver, fault: str) -> None:
    _, message = told(signing, fault)
    with pytest.raises(BadCallback):
        read(signing.gateway, message)


def test_another_sum_is_told_as_it_is_for_the_core_to_see(remote: Driver) -> None:
    opened, message = told(remote, "wrong_amount", delta=100)
    found = read(remote.gateway, message)
    assert found is not None
    assert found.amount != remote.gateway.counted(opened.amount)


def test_every_changed_byte_is_noticed(remote: Driver) -> None:
    """All places of a short window in the middle, and both ends."""
    _, message = told(remote)
    middle = len(message.body) // 2
    for place in [0, *range(middle, middle + 12), len(message.body) - 1]:
        changed = bytearray(message.body)
        changed[place] ^= 1
        try:
            found = remote.gateway.read_callback(message.headers, bytes(changed), at=datetime.now(UTC))
        except BadCallback:
            continue
        raise AssertionError(f"byte {place} was changed unnoticed: {found}")


def test_a_message_without_its_headers_or_with_others_is_refused(remote: Driver) -> None:
    _, message = told(remote)
    signing = [name for name in message.headers if name.lower() in NAMES]
    for name in signing:
        for value in (None, "", "x", "é", "9" * 5000, "0x1", "-1", "∞"):
            headers = {k: v for k, v in message.headers.items() if k != name} | ({} if value is None else {name: value})
            with pytest.raises(BadCallback):
                remote.gateway.read_callback(headers, message.body, at=datetime.now(UTC))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"a=1&a=2", b"=&=", b"x" * 1_000_000, b"[" * 9999]
)
def test_a_malformed_body_is_refused(remote: Driver, body: bytes) -> None:
    _, message = told(remote)
    with pytest.raises(BadCallback):
        remote.gateway.read_callback(message.headers, body, at=datetime.now(UTC))


HEADERS = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=20), st.text(max_size=60), max_size=7)
FORMS = st.dictionaries(
    st.sampled_from(["sign", "sign_type", "app_id", "seller_id", "notify_time", "total_amount"]) | st.text(max_size=9),
    st.text(max_size=30),
    max_size=8,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(headers=HEADERS, noise=st.binary(max_size=200), form=FORMS)
def test_noise_is_refused_and_never_an_error(
    remote: Driver, headers: dict[str, str], noise: bytes, form: dict[str, str]
) -> None:
    now: dict[str, Any] = {"wechatpay-timestamp": str(int(datetime.now(UTC).timestamp()))}
    for body in (noise, urlencode(form).encode(), json.dumps(form).encode()):
        for told_with in (headers, now | headers):
            with pytest.raises(BadCallback):
                remote.gateway.read_callback(told_with, body, at=datetime.now(UTC))


def test_what_a_provider_reads_after_a_message(remote: Driver) -> None:
    status, body, kind = remote.gateway.answer(accepted=True)
    assert status == 200
    assert {"stripe": b"", "alipay": b"success", "wechat": b'"SUCCESS"'}[remote.name] in body
    assert kind
    status, body, _ = remote.gateway.answer(accepted=False)
    assert status >= 400 or body == b"failure"
