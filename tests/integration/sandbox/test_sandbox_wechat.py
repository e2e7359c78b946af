"""The sandbox's WeChat Pay, driven by the unmodified SDK, with a public key and with platform certificates."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3 import core as wechat_core
from wechatpayv3.utils import build_authorization, load_private_key

from apps.sandbox.wechat.orders import OPENID
from tests.integration.sandbox.sandbox_world import Post
from tests.integration.sandbox.wallet_world import Wallets, said

CNY = {"total": 1230, "currency": "CNY"}
MARKS = tuple(f"Wechatpay-{name}" for name in ("Signature", "Timestamp", "Nonce", "Serial", "Signature-Type"))


def order(client: WeChatPay, number: str = "order-1", **extra: Any) -> str:
    """The address behind a fresh code."""
    return said(client.pay("Celadon bowl", number, dict(CNY), **extra))["code_url"]


def opened(client: WeChatPay, post: Post) -> dict[str, Any] | None:
    """A callback as the SDK opens it; None where it does not hold."""
    headers = {mark: post.headers[mark.lower()] for mark in MARKS}
    return client.callback(headers, post.body)


def refund(client: WeChatPay, request: str, amount: int, number: str = "order-1", total: int = 1230) -> tuple[int, Any]:
    money = {"refund": amount, "total": total, "currency": "CNY"}
    return client.refund(request, money, out_trade_no=number)


def settled(client: WeChatPay, request: str) -> dict[str, Any]:
    """A refund once it is no longer in the works."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = said(client.query_refund(request))
        if found["status"] != "PROCESSING":
            return found
        time.sleep(0.05)
    raise AssertionError("still in the works")


def test_a_code_is_scanned_paid_and_told(wallets: Wallets) -> None:
    client = wallets.wechat()
    url = order(client, attach="cart 9")
    waiting = said(client.query(out_trade_no="order-1"))
    assert (waiting["trade_state"], "transaction_id" in waiting) == ("NOTPAY", False)
    assert 'data-amount="1230"' in requests.get(url, timeout=10).text
    assert "Paid" in wallets.press(url, "pay").text
    found = said(client.query(out_trade_no="order-1"))
    assert (found["trade_state"], found["amount"]["total"], found["trade_type"]) == ("SUCCESS", 1230, "NATIVE")
    assert said(client.query(transaction_id=found["transaction_id"])) == found
    told = opened(client, wallets.inbox.take()[0])
    assert told is not None
    assert (told["event_type"], told["resource"]) == ("TRANSACTION.SUCCESS", found)
    state = wallets.gateway.state()["wechat"]
    assert (state["balance"], state["orders"]) == ("12.23", {"SUCCESS": 1})


def test_other_ways_to_pay_lead_to_the_same_page(wallets: Wallets) -> None:
    client = wallets.wechat()
    buyer = {"openid": OPENID}
    jsapi = said(client.pay("Bowl", "order-2", CNY, payer=buyer, pay_type=WeChatPayType.JSAPI))
    package = f"prepay_id={jsapi['prepay_id']}"
    signed = client.sign([wallets.accounts["wechat"]["app_id"], "1", "nonce", package])
    call = {"appId": wallets.accounts["wechat"]["app_id"], "timeStamp": "1", "nonceStr": "nonce", "package": package}
    page = f"{wallets.gateway.url}/wechat/bridge?{urlencode(call | {'signType': 'RSA', 'paySign': signed})}"
    assert requests.get(f"{wallets.gateway.url}/wechat/scan/{jsapi['prepay_id']}", timeout=10).status_code == 404
    assert "支付成功" in wallets.press(page, "pay", language="zh-CN").text
    assert said(client.query(out_trade_no="order-2"))["payer"] == buyer
    scene = {"payer_client_ip": "203.0.113.9", "h5_info": {"type": "Wap"}}
    h5 = said(client.pay("Bowl", "order-3", CNY, scene_info=scene, pay_type=WeChatPayType.H5))["h5_url"]
    back = wallets.press(f"{h5}?redirect_url=http%3A%2F%2Fshop.invalid%2Fdone", "pay")
    assert back.headers["Location"] == "http://shop.invalid/done"
    assert client.pay("Bowl", "order-4", CNY, pay_type=WeChatPayType.JSAPI, payer={"sub": "x"})[0] == 400


def test_an_unpaid_order_is_closed_by_the_shop_or_by_time(wallets: Wallets) -> None:
    client = wallets.wechat()
    url = order(client)
    assert "Nothing was paid" in wallets.press(url, "refuse").text
    assert client.close("order-1")[0] == 204
    assert client.close("order-1")[0] == 204
    assert said(client.query(out_trade_no="order-1"))["trade_state"] == "CLOSED"
    assert requests.post(url, data={"outcome": "pay"}, timeout=10).status_code == 410
    assert client.close("never-made")[0] == 404
    assert said(client.query(out_trade_no="never-made"), 404)["code"] == "ORDER_NOT_EXIST"
    soon = time.strftime("%Y-%m-%dT%H:%M:%S+08:00", time.gmtime(time.time() + 8 * 3600 + 3))
    quick = order(client, "order-5", time_expire=soon)
    assert requests.get(quick, timeout=10).status_code == 200
    time.sleep(3.1)
    assert requests.get(quick, timeout=10).status_code == 410
    assert said(client.query(out_trade_no="order-5"))["trade_state"] == "CLOSED"
    wallets.press(order(client, "order-6"), "pay")
    assert said(client.close("order-6"), 400)["code"] == "ORDERPAID"


def test_the_same_order_again_is_the_same_and_another_is_not(wallets: Wallets) -> None:
    client = wallets.wechat()
    assert order(client) == order(client)
    other = client.pay("Celadon bowl", "order-1", CNY | {"total": 1231})
    assert said(other, 403)["code"] == "OUT_TRADE_NO_USED"
    wallets.press(order(client), "pay")
    assert said(client.pay("Celadon bowl", "order-1", CNY), 400)["code"] == "ORDERPAID"


@pytest.mark.parametrize(
    "amount",
    [{"total": 0}, {"total": 12.3}, {"total": "1230"}, {"total": True}, {"total": 1230, "currency": "EUR"}, {"x": 1}],
)
def test_an_amount_that_is_none_is_refused(wallets: Wallets, amount: dict[str, Any]) -> None:
    assert said(wallets.wechat().pay("Bowl", "order-1", amount), 400)["code"] == "PARAM_ERROR"
    assert wallets.gateway.state()["wechat"]["orders"] == {}


def test_a_request_of_somebody_else_is_refused(wallets: Wallets) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    for instead in (
        {"private_key": pem},
        {"cert_serial_no": "0" * 40},
        {"mchid": "1900009999"},
        {"public_key_id": "PUB_KEY_ID_0"},
    ):
        assert said(wallets.wechat(**instead).pay("Bowl", "order-1", CNY), 401)["code"] == "SIGN_ERROR"
    assert wallets.gateway.state()["wechat"]["orders"] == {}


def test_an_old_or_repeated_or_changed_request_is_refused(wallets: Wallets, monkeypatch: pytest.MonkeyPatch) -> None:
    client = wallets.wechat()
    order(client)
    account = wallets.accounts["wechat"]
    path = f"/v3/pay/transactions/out-trade-no/order-1?mchid={account['merchant_id']}"
    private = load_private_key(wallets._read("wechat_merchant_private.pem"))
    serial = wallets._read("wechat_merchant_serial.txt")

    def ask(authorization: str, target: str = path) -> int:
        url = f"{wallets.gateway.url}/wechat{target}"
        return requests.get(url, headers={"Authorization": authorization}, timeout=10).status_code

    def authorised() -> str:
        return build_authorization(path, "GET", account["merchant_id"], serial, private)

    signed = authorised()
    assert [ask(signed), ask(signed)] == [200, 401]
    assert ask(authorised(), path.replace("order-1", "order-2")) == 401
    assert ask("Basic abc") == 401
    real = time.time
    monkeypatch.setattr("wechatpayv3.utils.time.time", lambda: real() - 301)
    assert ask(authorised()) == 401


def test_refunds_happen_once_each_and_never_exceed_the_payment(wallets: Wallets) -> None:
    client = wallets.wechat()
    url = order(client)
    assert refund(client, "r1", 230)[0] == 400
    wallets.press(url, "pay")
    first = said(refund(client, "r1", 230))
    assert (first["status"], first["amount"]["refund"]) == ("PROCESSING", 230)
    assert said(refund(client, "r1", 230))["refund_id"] == first["refund_id"]
    assert refund(client, "r1", 231)[0] == 400
    assert refund(client, "r2", 1001)[0] == 400
    assert refund(client, "r2", 100, total=999)[0] == 400
    assert settled(client, "r1")["status"] == "SUCCESS"
    assert said(client.query(out_trade_no="order-1"))["trade_state"] == "REFUND"
    assert said(refund(client, "r2", 1000))["status"] == "PROCESSING"
    assert settled(client, "r2")["status"] == "SUCCESS"
    assert said(client.query_refund("r9"), 404)["code"] == "RESOURCE_NOT_EXISTS"
    assert wallets.gateway.state()["wechat"]["balance"] == "0.00"
    told = [opened(client, post) for post in wallets.inbox.take(1)]
    assert told[0] is not None


def test_a_refund_can_fail_afterwards(wallets: Wallets) -> None:
    client = wallets.wechat()
    wallets.press(order(client), "pay")
    wallets.gateway.arm("refund_fails", match="wechat r1")
    assert said(refund(client, "r1", 230))["status"] == "PROCESSING"
    assert settled(client, "r1")["status"] == "ABNORMAL"
    kinds = {told["event_type"] for told in (opened(client, post) for post in wallets.inbox.take(2)) if told}
    assert kinds == {"TRANSACTION.SUCCESS", "REFUND.ABNORMAL"}
    assert wallets.gateway.state()["wechat"]["balance"] == "12.23"
    assert said(refund(client, "r2", 1230))["status"] == "PROCESSING"


def test_certificates_come_sealed_and_rotate_with_two_alive(
    own_wallets: Wallets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "certificates"

    def rewritten(url: str, **options: Any) -> requests.Response:
        here = url.replace("https://api.mch.weixin.qq.com", f"{own_wallets.gateway.url}/wechat")
        return requests.Session().get(here, **options)

    with monkeypatch.context() as patch:
        # The constructor fetches them before its address can be changed.
        patch.setattr(wechat_core.requests, "get", rewritten)
        client = own_wallets.wechat(with_certificates=folder)
    (one,) = folder.glob("*.pem")
    wallets_page = order(client)
    own_wallets.press(wallets_page, "pay")
    post = own_wallets.inbox.take()[0]
    assert post.headers["wechatpay-serial"] == one.stem
    assert opened(client, post) is not None

    with_key = own_wallets.wechat()
    first = own_wallets._read("wechat_platform_serial.txt")
    new = own_wallets.control("wechat/rotate")
    assert new["live"] == [first, new["public_key_id"]]
    renewed = own_wallets.wechat(public_key=new["public_key"], public_key_id=new["public_key_id"])
    assert said(with_key.query(out_trade_no="order-1")) == said(renewed.query(out_trade_no="order-1"))
    own_wallets.press(order(renewed, "order-2"), "pay")
    assert own_wallets.inbox.take(2)[1].headers["wechatpay-serial"] == new["public_key_id"]
    own_wallets.control("wechat/rotate")
    assert said(with_key.query(out_trade_no="order-1"), 401)["code"] == "SIGN_ERROR"
    assert said(renewed.query(out_trade_no="order-1"))["trade_state"] == "SUCCESS"


@pytest.mark.parametrize("kind", ["tampered_webhook", "wrong_amount", "wrong_merchant", "stale_webhook"])
def test_a_callback_can_be_wrong(wallets: Wallets, kind: str) -> None:
    client = wallets.wechat()
    wallets.gateway.arm(kind, match="wechat.TRANSACTION.SUCCESS")
    wallets.press(order(client), "pay")
    post = wallets.inbox.take()[0]
    told = opened(client, post)
    if kind == "tampered_webhook":
        assert told is None
        return
    assert told is not None
    assert (told["resource"]["amount"]["total"] == 1231) == (kind == "wrong_amount")
    assert (told["resource"]["mchid"] != wallets.accounts["wechat"]["merchant_id"]) == (kind == "wrong_merchant")
    assert (time.time() - int(post.headers["wechatpay-timestamp"]) > 80_000) == (kind == "stale_webhook")


def test_a_callback_can_bear_an_unknown_key_and_is_repeated(wallets: Wallets) -> None:
    client = wallets.wechat()
    wallets.gateway.arm("unknown_serial", match="wechat.*")
    wallets.inbox.answers = [500, 500]
    wallets.press(order(client), "pay")
    posts = wallets.inbox.take(3)
    assert len({post.event["id"] for post in posts}) == 1
    assert posts[0].headers["wechatpay-serial"] != wallets._read("wechat_platform_serial.txt")


def test_an_answer_can_be_wrong_lost_or_late(wallets: Wallets) -> None:
    client = wallets.wechat()
    wallets.press(order(client), "pay")
    wallets.gateway.arm("wrong_amount", match="GET /wechat/v3/pay/*")
    assert said(client.query(out_trade_no="order-1"))["amount"]["total"] == 1231
    wallets.gateway.arm("tampered_answer", match="GET /wechat/v3/pay/*")
    with pytest.raises(Exception, match="failed to verify the signature"):
        client.query(out_trade_no="order-1")
    wallets.gateway.arm("timeout_after_acting", match="POST /wechat/v3/refund/*")
    with pytest.raises(requests.ConnectionError):
        refund(client, "r1", 100)
    assert settled(client, "r1")["amount"]["refund"] == 100
    wallets.gateway.arm("down", match="GET /wechat/*", status=502)
    assert client.query(out_trade_no="order-1")[0] == 502


def table(content: bytes) -> tuple[list[dict[str, str]], list[str]]:
    """A bill's rows by column, without backticks, and the numbers of its summary."""
    lines = list(csv.reader(io.StringIO(content.decode())))
    head, rows, total = lines[0], lines[1:-2], lines[-1]
    return [dict(zip(head, [cell[1:] for cell in row], strict=True)) for row in rows], [cell[1:] for cell in total]


def test_the_bills_say_what_happened_to_the_cent(wallets: Wallets) -> None:
    client = wallets.wechat()
    today = time.strftime("%Y-%m-%d")
    assert said(client.trade_bill(today), 400)["code"] == "NO_STATEMENT_EXIST"
    wallets.press(order(client), "pay")
    said(refund(client, "r1", 230))
    assert settled(client, "r1")["status"] == "SUCCESS"
    found = said(client.trade_bill(today))
    status, packed = client.download_bill(found["download_url"])
    content = gzip.decompress(packed)
    assert (status, hashlib.sha1(content, usedforsecurity=False).hexdigest()) == (200, found["hash_value"])
    (sold, back), total = table(content)
    assert (sold["商户订单号"], sold["应结订单金额"], sold["手续费"]) == ("order-1", "12.30", "0.07")
    assert (back["商户退款单号"], back["退款金额"], back["手续费"]) == ("r1", "2.30", "-0.01")
    assert total == ["2", "12.30", "2.30", "0.00", "0.06", "12.30", "2.30"]
    assert client.download_bill(found["download_url"])[0] == 404
    payout = wallets.control("settle", gateway="wechat")["payouts"][0]
    assert (payout["amount"], payout["status"]) == ("9.94", "paid")
    flows = said(client.fundflow_bill(today, tar_type=""))
    rows, total = table(client.download_bill(flows["download_url"])[1])
    assert [row["业务类型"] for row in rows] == ["交易", "扣除交易手续费", "退款", "退还交易手续费", "提现"]
    assert (rows[-1]["账户结余(元)"], total[0]) == ("0.00", "5")
    assert json.loads(client.trade_bill("2999-01-01")[1])["code"] == "INVALID_REQUEST"
