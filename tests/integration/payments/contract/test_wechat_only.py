"""WeChat Pay: its three ways to pay, changing of keys, probes, and serials that nobody gave us."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import requests

from apps.payments.errors import BadCallback, Declined, Duplicate, InvalidRequest, Unavailable, Unknown
from apps.payments.gateways import wechat_client
from apps.payments.gateways.port import Gateway, RemoteStatus
from apps.payments.gateways.wechat import WeChatGateway
from apps.payments.types import ActionKind
from tests.integration.payments.contract.drivers import Driver, Message, WeChatInsideDriver


@pytest.fixture
def wechat(at_sandbox: Callable[[str], Driver]) -> Driver:
    return at_sandbox("wechat")


def adapter(driver: Driver) -> WeChatGateway:
    assert isinstance(driver.gateway, WeChatGateway)
    return driver.gateway


def told(driver: Driver) -> Message:
    opened = driver.open()
    driver.pay(opened)
    return driver.wait(opened)[0]


def test_a_phone_s_page_is_paid(wechat: Driver) -> None:
    opened = wechat.open(handheld=True, client_ip="198.51.100.7")
    assert opened.started.action is ActionKind.REDIRECT
    assert "redirect_url=http%3A%2F%2Fportolan.localhost%2Fdone" in opened.started.url
    requests.post(opened.started.url, data={"outcome": "pay"}, allow_redirects=False, timeout=10)
    assert wechat.gateway.query(opened.started.reference).status is RemoteStatus.CAPTURED


def test_a_phone_whose_address_is_not_known_scans_a_code(wechat: Driver) -> None:
    assert wechat.open(handheld=True).started.action is ActionKind.QR


def test_inside_the_app_a_code_tells_once_who_pays(at_sandbox: Callable[[str], Driver]) -> None:
    inside = at_sandbox("wechat_inside")
    assert isinstance(inside, WeChatInsideDriver)
    code = inside.code()
    assert inside.wechat.payer(code).startswith("o")
    for wrong in (code, "0123456789abcdef"):
        with pytest.raises(Declined):
            inside.wechat.payer(wrong)
    account = adapter(inside)._account
    assert account is not None
    with pytest.raises(InvalidRequest):
        replace(account, app_secret="0" * 32).openid(inside.code(), timeout_s=5)
    assert account.app_secret not in repr(account)
    with pytest.raises(InvalidRequest):
        inside.gateway.start(uuid4(), inside.amount, inside.page(payer="o-of-another-account"), key="k")


def test_while_keys_are_changed_both_are_believed(wechat: Driver, adapters: dict[str, Gateway]) -> None:
    first, base = adapter(wechat), f"{wechat.program.url}/wechat"
    keys = first._keys
    changed = wechat.control("wechat/rotate")
    new = {changed["public_key_id"]: changed["public_key"]}
    first_old, first_new = {**keys.platform_keys, **new}, {**new, **keys.platform_keys}
    for platform_keys in (first_old, first_new):
        wechat.gateway = WeChatGateway(
            replace(keys, platform_keys=platform_keys),
            api_base=base, timeout_s=5, account=first._account, stand_in=first._stand_in,
        )  # fmt: skip
        opened = wechat.open()
        wechat.pay(opened)
        assert wechat.gateway.query(opened.started.reference).status is RemoteStatus.CAPTURED
        message = wechat.wait(opened)[0]
        assert wechat.gateway.read_callback(message.headers, message.body, at=datetime.now(UTC)) is not None

    forged = {"PUB_KEY_ID_0": changed["public_key"]}
    stranger = WeChatGateway(replace(keys, platform_keys=forged), api_base=base, timeout_s=5)
    with pytest.raises((Unknown, InvalidRequest)):
        stranger.query(opened.started.reference)
    adapters["wechat"] = wechat.gateway  # the sandbox goes on with the new key


def test_a_probe_is_refused(wechat: Driver) -> None:
    message = told(wechat)
    name = next(name for name in message.headers if name.lower() == "wechatpay-signature")
    headers = message.headers | {name: f"WECHATPAY/SIGNTEST/{message.headers[name]}"}
    with pytest.raises(BadCallback):
        wechat.gateway.read_callback(headers, message.body, at=datetime.now(UTC))


@pytest.mark.parametrize("serial", ["", "PUB_KEY_ID_FORGED", "0" * 40, "not-hex", "ff" * 2000])
def test_an_unknown_serial_is_refused_without_asking_anybody(
    wechat: Driver, serial: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = told(wechat)
    name = next(name for name in message.headers if name.lower() == "wechatpay-serial")

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("a forged message made us call")

    monkeypatch.setattr(requests, "get", asked)
    monkeypatch.setattr(requests, "request", asked)
    with pytest.raises(BadCallback):
        wechat.gateway.read_callback(message.headers | {name: serial}, message.body, at=datetime.now(UTC))


def test_a_report_that_is_not_the_signed_one_is_not_used(wechat: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    wechat.paid()
    for packed in (gzip.compress("交易时间\n".encode()), b"", b"\x1f\x8b", b"plain"):
        monkeypatch.setattr(adapter(wechat)._client, "file", lambda url, packed=packed: packed)
        with pytest.raises(Unknown):
            wechat.gateway.settlement(wechat.today())


def test_a_report_is_not_fetched_from_elsewhere(wechat: Driver) -> None:
    with pytest.raises(InvalidRequest):
        adapter(wechat)._client.file("http://127.0.0.1.attacker.example/bill")
    with pytest.raises(InvalidRequest):
        adapter(wechat)._client.file(f"{wechat.program.url}/wechat.attacker.example/")


def test_a_refund_that_did_not_arrive_at_the_buyer_is_declined(wechat: Driver) -> None:
    opened, payment = wechat.paid()
    wechat.arm("refund_fails", after_s=0)
    key = "a:refund:abnormal"
    with pytest.raises(Declined):
        wechat.gateway.refund(payment, opened.amount, key=key)
        for _ in range(100):
            wechat.gateway.query_refund(payment, key=key)


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (500, "SYSTEM_ERROR", Unknown),
        (502, "", Unknown),
        (400, "SYSTEMERROR", Unknown),
        (429, "FREQUENCY_LIMITED", Unavailable),
        (401, "SIGN_ERROR", InvalidRequest),
        (403, "NOT_ENOUGH", Declined),
        (403, "RULE_LIMIT", Declined),
        (403, "OUT_TRADE_NO_USED", Duplicate),
        (400, "ORDER_CLOSED", Duplicate),
        (404, "ORDER_NOT_EXIST", InvalidRequest),
        (400, "PARAM_ERROR", InvalidRequest),
        (404, "", InvalidRequest),
    ],
)
def test_codes_have_one_meaning(status: int, code: str, outcome: type[Exception]) -> None:
    assert type(wechat_client._outcome(wechat_client.Refused(status, code))) is outcome
