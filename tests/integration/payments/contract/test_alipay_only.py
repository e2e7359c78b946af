"""Alipay: its pages, words that its SDKs read wrongly, codes that nobody scans, keys and certificates."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import pytest
import requests
from alipay.exceptions import AliPayException

from apps.payments.errors import BadCallback, Declined, Duplicate, InvalidRequest, Unavailable, Unknown
from apps.payments.gateways import alipay as alipay_gateway
from apps.payments.gateways import alipay_client
from apps.payments.gateways.alipay import AlipayGateway
from apps.payments.gateways.port import RemoteStatus
from apps.payments.types import ActionKind
from tests.integration.payments.contract.drivers import Driver


@pytest.fixture
def alipay(at_sandbox: Callable[[str], Driver]) -> Driver:
    return at_sandbox("alipay")


def pay_on_page(url: str) -> requests.Response:
    """Open the cashier's page and press its button."""
    shown = requests.get(url, timeout=10)
    assert shown.ok, shown.text
    return requests.post(shown.url, data={"outcome": "pay"}, allow_redirects=False, timeout=10)


def pay_on_page_refused(url: str) -> bool:
    """Whether the cashier takes no money any more."""
    shown = requests.get(url, timeout=10)
    return not requests.post(shown.url, data={"outcome": "pay"}, allow_redirects=False, timeout=10).is_redirect


@pytest.mark.parametrize(("said", "on_desk"), [({"handheld": True}, "qr"), ({}, "page")])
def test_a_cashier_s_page_is_paid_on_phones_and_at_desks(alipay: Driver, said: dict[str, Any], on_desk: str) -> None:
    gateway = alipay.gateway
    assert isinstance(gateway, AlipayGateway)
    alipay.gateway = AlipayGateway(
        gateway._keys, gateway_url=f"{alipay.program.url}/alipay/gateway.do", timeout_s=5, on_desk=on_desk
    )
    opened = alipay.open(**said)
    assert opened.started.action is ActionKind.REDIRECT
    assert alipay.gateway.query(opened.started.reference).status is RemoteStatus.OPEN

    pay_on_page(opened.started.url)

    assert alipay.gateway.query(opened.started.reference).captured == opened.amount
    assert gateway.read_callback({}, alipay.wait(opened)[0].body, at=datetime.now(UTC)) is not None


def test_a_page_that_the_buyer_has_opened_is_closed(alipay: Driver) -> None:
    opened = alipay.open(handheld=True)
    assert requests.get(opened.started.url, timeout=10).ok
    alipay.gateway.close(opened.started.reference, key="close")

    assert alipay.gateway.query(opened.started.reference).status is RemoteStatus.CLOSED
    assert pay_on_page_refused(opened.started.url)
    assert alipay.gateway.query(opened.started.reference).status is RemoteStatus.CLOSED


def test_a_code_that_nobody_scanned_in_time_is_closed(alipay: Driver) -> None:
    opened = alipay.open()
    number, _, until = opened.started.reference.partition(".")
    assert int(until) == int(opened.page.closes_at.timestamp())
    over = int((datetime.now(UTC) - timedelta(hours=1)).timestamp())
    assert alipay.gateway.query(f"{number}.{over}").status is RemoteStatus.CLOSED
    assert alipay.gateway.query(opened.started.reference).status is RemoteStatus.OPEN


def test_a_code_that_was_paid_after_the_question_and_before_its_answer_stays_open(
    alipay: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, gateway = alipay.open(), alipay.gateway
    assert isinstance(gateway, AlipayGateway)
    clock, ask = [opened.page.closes_at], gateway._client.ask

    def slowly(*said: Any, **more: Any) -> Any:
        clock[0] += timedelta(hours=1)
        return ask(*said, **more)

    monkeypatch.setattr(alipay_gateway, "now", lambda: clock[0])
    monkeypatch.setattr(gateway._client, "ask", slowly)
    assert gateway.query(opened.started.reference).status is RemoteStatus.OPEN
    assert gateway.query(opened.started.reference).status is RemoteStatus.CLOSED


def test_times_are_alipay_s_own_wherever_the_server_stands(alipay: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    try:
        opened, _ = alipay.paid()
        asked = parse_qs(urlsplit(alipay.open(handheld=True).started.url).query)
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    sent = datetime.strptime(asked["timestamp"][0], alipay_client.CLOCK).replace(tzinfo=alipay_client.ZONE)
    assert abs(sent - datetime.now(UTC)) < timedelta(seconds=30)
    assert alipay.gateway.query(opened.started.reference).status is RemoteStatus.CAPTURED


def test_a_subject_has_no_characters_that_break_signatures(alipay: Driver) -> None:
    asked = parse_qs(urlsplit(alipay.open(handheld=True).started.url).query)["biz_content"][0]
    assert re.search(r'"subject":"Bowl blue 1 2 a 茶碗"', asked.encode().decode("unicode_escape")) or "茶碗" in asked
    assert "{blue}" not in asked


def test_braces_inside_an_answer_s_strings_do_not_count(alipay: Driver) -> None:
    gateway = alipay.gateway
    assert isinstance(gateway, AlipayGateway)
    raw = '{"alipay_trade_query_response":{"a":"}{\\"}","b":{"c":"}"}},"sign":"x"}'
    found = gateway._client._get_string_to_be_signed(raw, "alipay_trade_query_response")
    assert found == '{"a":"}{\\"}","b":{"c":"}"}}'


def test_a_signature_that_is_no_base64_is_a_wrong_one(alipay: Driver) -> None:
    gateway = alipay.gateway
    assert isinstance(gateway, AlipayGateway)
    for signature in ("é", "a", "!!!!", ""):
        assert not gateway._client.has_signed({"sign": signature, "sign_type": "RSA2", "app_id": "x"})
    assert not gateway._client.has_signed({"sign": "eA==", "sign_type": "MD5"})


def test_parameters_that_are_empty_or_come_twice(alipay: Driver) -> None:
    opened = alipay.open()
    alipay.pay(opened)
    message = alipay.wait(opened)[0]
    with_empties = message.body + b"&" + urlencode({"passback_params": "", "body": ""}).encode()
    at = datetime.now(UTC)
    assert alipay.gateway.read_callback({}, with_empties, at=at) is not None
    with pytest.raises(BadCallback):
        alipay.gateway.read_callback({}, message.body + b"&total_amount=0.01", at=at)


def test_reading_a_message_leaves_it_as_it_was(alipay: Driver) -> None:
    opened = alipay.open()
    alipay.pay(opened)
    message = alipay.wait(opened)[0]
    at = datetime.now(UTC)
    first = alipay.gateway.read_callback(message.headers, message.body, at=at)
    assert alipay.gateway.read_callback(message.headers, message.body, at=at) == first


def test_an_answer_that_is_not_signed_is_not_believed(alipay: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, payment = alipay.paid()
    unsigned = b'{"alipay_trade_refund_response":{"code":"10000","fund_change":"Y"}}'
    error = b'{"error_response":{"code":"40002","sub_code":"isv.invalid-app-id"}}'
    for body in (unsigned, error, b"", b"[]", b"null", b"<html>", b"\xff", b'{"sign":1}'):
        monkeypatch.setattr(alipay_client, "call", lambda *_, body=body, **__: (200, {}, body))
        with pytest.raises(Unknown):
            alipay.gateway.refund(payment, opened.amount, key=f"{uuid4()}:refund:x")


@pytest.mark.parametrize(
    ("code", "told", "outcome"),
    [
        ("20000", "isp.unknow-error", Unknown),
        ("20000", "aop.unknow-error", Unknown),
        ("40004", "ACQ.SYSTEM_ERROR", Unknown),
        ("40005", "isv.call-limited", Unavailable),
        ("40004", "ACQ.TRADE_HAS_SUCCESS", Duplicate),
        ("40004", "ACQ.TRADE_STATUS_ERROR", Duplicate),
        ("40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", Declined),
        ("40004", "ACQ.BUYER_ENABLE_STATUS_FORBID", Declined),
        ("40004", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", InvalidRequest),
        ("40004", "ACQ.TRADE_NOT_EXIST", InvalidRequest),
        ("40002", "isv.invalid-signature", InvalidRequest),
        ("", "", InvalidRequest),
    ],
)
def test_codes_have_one_meaning(code: str, told: str, outcome: type[Exception]) -> None:
    assert type(alipay_client._outcome(code, told)) is outcome


def test_after_a_change_of_certificates_nothing_is_believed_until_ours_is_set(alipay: Driver) -> None:
    gateway = alipay.gateway
    assert isinstance(gateway, AlipayGateway)
    answer = '{"alipay_trade_query_response":{"code":"10000"},"alipay_cert_sn":"0123","sign":"eA=="}'
    with pytest.raises(AliPayException, match="unknown certificate"):
        gateway._client._verify_and_return_sync_response(answer, "alipay_trade_query_response")
