"""The sandbox's Alipay, driven by the unmodified SDK in certificate mode."""

from __future__ import annotations

import base64
import csv
import io
import re
import signal
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.client import RemoteDisconnected
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from alipay.exceptions import AliPayException, AliPayValidationError
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.integration.sandbox.wallet_world import Wallets, is_genuine, notice

# The SDK reads certificates with calls of pyOpenSSL that are on their way out.
pytestmark = pytest.mark.filterwarnings("ignore:X509.*is deprecated:DeprecationWarning")


def order(wallets: Wallets, number: str = "order-1", amount: str = "12.30", **extra: Any) -> str:
    """The address behind a fresh code."""
    made = wallets.alipay().api_alipay_trade_precreate("Celadon bowl", number, amount, **extra)
    assert (made["code"], made["out_trade_no"]) == ("10000", number)
    return made["qr_code"]


def test_a_code_is_scanned_paid_and_told(wallets: Wallets) -> None:
    client = wallets.alipay()
    url = order(wallets)
    assert client.api_alipay_trade_query("order-1")["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    page = requests.get(url, timeout=10)
    assert "Celadon bowl" in page.text
    assert 'data-amount="1230"' in page.text
    assert client.api_alipay_trade_query("order-1")["trade_status"] == "WAIT_BUYER_PAY"
    assert "Paid" in wallets.press(url, "pay").text
    found = client.api_alipay_trade_query("order-1")
    assert (found["trade_status"], found["total_amount"], found["buyer_pay_amount"]) == (
        "TRADE_SUCCESS", "12.30", "12.30",
    )  # fmt: skip
    assert client.api_alipay_trade_query(trade_no=found["trade_no"])["out_trade_no"] == "order-1"
    post = wallets.inbox.take()[0]
    told = notice(post)
    account = wallets.accounts["alipay"]
    assert (told["app_id"], told["seller_id"]) == (account["app_id"], account["seller_id"])
    assert (told["trade_status"], told["total_amount"], told["out_trade_no"]) == ("TRADE_SUCCESS", "12.30", "order-1")
    assert is_genuine(client, post)
    state = wallets.gateway.state()["alipay"]
    assert state["balance"] == "12.23"
    assert state["lines"] == {"payment": {"count": 1, "gross": "12.30", "fee": "0.07"}}


@pytest.mark.parametrize("kind", ["page", "wap"])
def test_a_redirect_leads_to_the_cashier_and_back_signed(wallets: Wallets, kind: str) -> None:
    client = wallets.alipay()
    make = getattr(client, f"api_alipay_trade_{kind}_pay")
    query = make("Bowl", "r-1", "5.00", return_url="http://shop.invalid/done?o=1")
    answer = requests.get(f"{client._gateway}?{query}", allow_redirects=False, timeout=10)
    assert answer.status_code == 303
    paid = wallets.press(answer.headers["Location"], "pay", language="zh-CN")
    back = urlsplit(paid.headers["Location"])
    assert back.netloc == "shop.invalid"
    fields = {name: values[0] for name, values in parse_qs(back.query).items()}
    assert (fields.pop("o"), fields["out_trade_no"], fields["total_amount"]) == ("1", "r-1", "5.00")
    assert client.verify(fields, fields.pop("sign"))


def test_the_page_speaks_chinese_and_an_unpaid_buyer_may_come_again(wallets: Wallets) -> None:
    url = order(wallets)
    assert "立即付款" in requests.get(url, headers={"Accept-Language": "zh-CN,zh"}, timeout=10).text
    assert "Nothing was paid" in wallets.press(url, "refuse").text
    assert wallets.alipay().api_alipay_trade_query("order-1")["trade_status"] == "WAIT_BUYER_PAY"
    assert wallets.press(url, "expire").status_code == 410
    assert wallets.alipay().api_alipay_trade_query("order-1")["trade_status"] == "TRADE_CLOSED"
    assert requests.post(url, data={"outcome": "pay"}, timeout=10).status_code == 410
    assert wallets.gateway.state()["alipay"]["balance"] == "0.00"


def test_a_request_of_somebody_else_is_refused(wallets: Wallets) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for instead, code in (
        ({"app_private_key_string": stranger.decode()}, "isv.invalid-signature"),
        ({"appid": "2021999999999999"}, "isv.invalid-app-id"),
        ({"app_public_key_cert_string": wallets._read("alipay_platform_cert.pem")}, "isv.invalid-app-cert-sn"),
    ):
        with pytest.raises(AliPayException) as caught:
            wallets.alipay(**instead).api_alipay_trade_precreate("Bowl", "x-1", "1.00")
        assert code in str(caught.value)
    assert wallets.gateway.state()["alipay"]["trades"] == {}


def test_an_old_request_is_refused(wallets: Wallets) -> None:
    client = wallets.alipay()
    for stamp, code in (("2026-01-01 00:00:00", "isv.invalid-timestamp"), ("yesterday", "isv.invalid-timestamp")):
        with pytest.raises(AliPayException, match=code):
            client.server_api("alipay.trade.query", {"out_trade_no": "order-1"}, timestamp=stamp)


@pytest.mark.parametrize("amount", ["0", "0.001", "-1.00", 0.1 + 0.2, "1e3", "", "12.345"])
def test_an_amount_that_is_none_is_refused(wallets: Wallets, amount: Any) -> None:
    made = wallets.alipay().api_alipay_trade_precreate("Bowl", "a-1", amount)
    assert (made["code"], made["sub_code"]) == ("40004", "ACQ.INVALID_PARAMETER")


def test_the_same_order_again_is_the_same_and_another_is_not(wallets: Wallets) -> None:
    assert order(wallets) == order(wallets)
    client = wallets.alipay()
    other = client.api_alipay_trade_precreate("Celadon bowl", "order-1", "12.31")
    assert other["sub_code"] == "ACQ.CONTEXT_INCONSISTENT"
    wallets.press(order(wallets), "pay")
    assert client.api_alipay_trade_precreate("Celadon bowl", "order-1", "12.30")["sub_code"] == "ACQ.TRADE_HAS_SUCCESS"


def test_refunds_happen_once_each_and_never_exceed_the_payment(wallets: Wallets) -> None:
    client = wallets.alipay()
    assert client.api_alipay_trade_refund("1.00", "order-1", out_request_no="r1")["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    wallets.press(order(wallets), "pay")
    first = client.api_alipay_trade_refund("2.30", "order-1", out_request_no="r1")
    again = client.api_alipay_trade_refund("2.30", "order-1", out_request_no="r1")
    assert (first["fund_change"], first["refund_fee"], first["send_back_fee"]) == ("Y", "2.30", "2.30")
    assert (again["fund_change"], again["refund_fee"]) == ("N", "2.30")
    unlike = client.api_alipay_trade_refund("2.31", "order-1", out_request_no="r1")
    assert unlike["sub_code"] == "ACQ.DISCORDANT_REPEAT_REQUEST"
    over = client.api_alipay_trade_refund("10.01", "order-1", out_request_no="r2")
    assert over["sub_code"] == "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
    rest = client.api_alipay_trade_refund("10.00", "order-1", out_request_no="r2")
    assert rest["refund_fee"] == "12.30"
    assert client.api_alipay_trade_query("order-1")["trade_status"] == "TRADE_CLOSED"
    found = client.api_alipay_trade_fastpay_refund_query("r1", out_trade_no="order-1")
    assert (found["refund_status"], found["refund_amount"]) == ("REFUND_SUCCESS", "2.30")
    unknown = client.api_alipay_trade_fastpay_refund_query("r9", out_trade_no="order-1")
    assert unknown == {"code": "10000", "msg": "Success"}
    told = {
        (each["out_biz_no"], each["refund_fee"]) for each in map(notice, wallets.inbox.take(3)) if "out_biz_no" in each
    }
    assert told == {("r1", "2.30"), ("r2", "12.30")}
    assert wallets.gateway.state()["alipay"]["balance"] == "0.00"


def test_refunds_at_the_same_time_never_exceed_the_payment(wallets: Wallets) -> None:
    wallets.press(order(wallets), "pay")
    client = wallets.alipay()

    def give(number: int) -> str:
        return client.api_alipay_trade_refund("2.00", "order-1", out_request_no=f"r{number // 2}")["code"]

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(give, range(24)))
    assert (codes.count("10000"), codes.count("40004")) == (12, 12)
    state = wallets.gateway.state()["alipay"]
    assert (state["refunds"], state["lines"]["refund"]["gross"]) == (6, "-12.00")


def test_a_kill_loses_neither_payment_nor_notice(own_wallets: Wallets) -> None:
    own_wallets.inbox.answers = [500] * 3
    own_wallets.press(order(own_wallets), "pay")
    own_wallets.inbox.take()
    own_wallets.gateway.stop(signal.SIGKILL)
    count = len(own_wallets.inbox.posts)
    own_wallets.gateway.start()
    assert is_genuine(own_wallets.alipay(), own_wallets.inbox.take(count + 1)[-1])
    assert own_wallets.alipay().api_alipay_trade_query("order-1")["trade_status"] == "TRADE_SUCCESS"
    assert own_wallets.gateway.state()["alipay"]["balance"] == "12.23"


def test_cancel_closes_or_refunds_and_close_wants_a_waiting_trade(wallets: Wallets) -> None:
    client = wallets.alipay()
    url = order(wallets, "c-1")
    assert client.api_alipay_trade_close("c-1")["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    requests.get(url, timeout=10)
    assert client.api_alipay_trade_close("c-1")["code"] == "10000"
    assert client.api_alipay_trade_query("c-1")["trade_status"] == "TRADE_CLOSED"
    order(wallets, "c-2")
    assert client.api_alipay_trade_cancel("c-2")["action"] == "close"
    wallets.press(order(wallets, "c-3"), "pay")
    assert client.api_alipay_trade_close("c-3")["sub_code"] == "ACQ.REASON_TRADE_STATUS_INVALID"
    assert [client.api_alipay_trade_cancel("c-3")["action"] for _ in range(2)] == ["refund", "refund"]
    assert "action" not in client.api_alipay_trade_cancel("never-made")
    assert wallets.gateway.state()["alipay"]["balance"] == "0.00"


def test_a_trade_closes_when_its_time_is_over(wallets: Wallets) -> None:
    past = wallets.alipay().api_alipay_trade_precreate("Bowl", "t-1", "1.00", time_expire="2020-01-01 00:00:00")
    assert past["sub_code"] == "ACQ.INVALID_PARAMETER"
    made = wallets.alipay().api_alipay_trade_precreate("Bowl", "t-2", "1.00", timeout_express="soon")
    assert made["sub_code"] == "ACQ.INVALID_PARAMETER"


def test_a_notice_is_repeated_until_it_is_taken(wallets: Wallets) -> None:
    wallets.inbox.answers = [500]
    wallets.inbox.says = b"ok"
    wallets.press(order(wallets), "pay")
    wallets.inbox.take(2)
    wallets.inbox.says = b"success"
    count = len(wallets.inbox.take(3))
    assert len({notice(post)["notify_id"] for post in wallets.inbox.posts}) == 1
    for _ in range(50):
        if wallets.gateway.state()["deliveries"] == {"delivered": 1}:
            break
        wallets.inbox.take(count)
    assert all(is_genuine(wallets.alipay(), post) for post in wallets.inbox.posts)


@pytest.mark.parametrize(
    ("kind", "is_true", "field", "value"),
    [
        ("tampered_webhook", False, "total_amount", "12.31"),
        ("unknown_serial", False, "total_amount", "12.30"),
        ("wrong_amount", True, "total_amount", "12.31"),
        ("wrong_merchant", True, "seller_id", "2088000000009999"),
    ],
)
def test_a_notice_can_be_wrong(wallets: Wallets, kind: str, is_true: bool, field: str, value: str) -> None:
    wallets.gateway.arm(kind, match="alipay.TRADE_SUCCESS")
    wallets.press(order(wallets), "pay")
    post = wallets.inbox.take()[0]
    assert notice(post)[field] == value
    assert is_genuine(wallets.alipay(), post) is is_true


def test_a_notice_can_be_old_and_come_twice(wallets: Wallets) -> None:
    wallets.gateway.arm("stale_webhook", match="alipay.*", age_s=7200)
    wallets.gateway.arm("duplicate_webhook", match="alipay.*")
    wallets.press(order(wallets), "pay")
    stamps = [datetime.fromisoformat(f"{notice(post)['notify_time']}+08:00") for post in wallets.inbox.take(2)]
    assert time.time() - min(stamps).timestamp() > 7000
    assert len({notice(post)["notify_id"] for post in wallets.inbox.posts}) == 1


def test_an_answer_can_be_wrong_lost_or_late(wallets: Wallets) -> None:
    client = wallets.alipay()
    wallets.press(order(wallets), "pay")
    wallets.gateway.arm("wrong_amount", match="* alipay.trade.query")
    assert client.api_alipay_trade_query("order-1")["total_amount"] == "12.31"
    for kind in ("tampered_answer", "unknown_serial"):
        wallets.gateway.arm(kind, match="* alipay.trade.query")
        with pytest.raises(AliPayValidationError):
            client.api_alipay_trade_query("order-1")
    wallets.gateway.arm("timeout_after_acting", match="* alipay.trade.refund")
    with pytest.raises(RemoteDisconnected):
        client.api_alipay_trade_refund("1.00", "order-1", out_request_no="r1")
    assert client.api_alipay_trade_refund("1.00", "order-1", out_request_no="r1")["fund_change"] == "N"
    assert client.api_alipay_trade_query("order-1")["total_amount"] == "12.30"


def test_a_form_post_is_read_as_a_query_is(wallets: Wallets) -> None:
    client = wallets.alipay()
    body = client.build_body("alipay.trade.precreate", {"out_trade_no": "p-1", "total_amount": "1", "subject": "茶碗"})
    answer = requests.post(
        client._gateway,
        data=client.sign_data(body),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        timeout=10,
    )
    found = client._verify_and_return_sync_response(answer.text, "alipay_trade_precreate_response")
    assert found["code"] == "10000"


def rows(wallets: Wallets, kind: str) -> list[dict[str, str]]:
    """A bill of today as its reader sees it."""
    today = time.strftime("%Y-%m-%d")
    method = "alipay.data.dataservice.bill.downloadurl.query"
    found = wallets.alipay().server_api(method, {"bill_type": kind, "bill_date": today})
    archive = zipfile.ZipFile(io.BytesIO(requests.get(found["bill_download_url"], timeout=10).content))
    name = next(name for name in archive.namelist() if "汇总" not in name)
    lines = [line for line in archive.read(name).decode("gbk").splitlines() if not line.startswith("#")]
    return [{key: value.strip() for key, value in row.items()} for row in csv.DictReader(lines)]


def test_the_bill_says_what_happened_to_the_cent(wallets: Wallets) -> None:
    client = wallets.alipay()
    method = "alipay.data.dataservice.bill.downloadurl.query"
    none = client.server_api(method, {"bill_type": "trade", "bill_date": time.strftime("%Y-%m-%d")})
    assert none["sub_code"] == "isp.bill_not_exist"
    wallets.press(order(wallets), "pay")
    client.api_alipay_trade_refund("2.30", "order-1", out_request_no="r1")
    sold, back = rows(wallets, "trade")
    assert (sold["商户订单号"], sold["业务类型"], sold["订单金额（元）"], sold["服务费（元）"]) == (
        "order-1", "交易", "12.30", "-0.07",
    )  # fmt: skip
    assert (back["退款批次号/请求号"], back["业务类型"], back["订单金额（元）"], back["服务费（元）"]) == (
        "r1", "退款", "-2.30", "0.01",
    )  # fmt: skip
    assert wallets.control("settle", gateway="alipay")["payouts"][0]["amount"] == "9.94"
    account = rows(wallets, "signcustomer")
    assert [row["业务类型"] for row in account] == ["在线支付", "收费", "交易退款", "退费", "提现"]
    assert account[-1]["账户余额（元）"] == "0.00"


def test_a_new_platform_certificate_can_be_fetched_and_is_of_the_same_root(own_wallets: Wallets) -> None:
    client = own_wallets.alipay()
    serial = own_wallets.control("alipay/rotate")["alipay_cert_sn"]
    with pytest.raises(AliPayValidationError):
        client.api_alipay_trade_query("order-1")
    raw = requests.get(f"{client._gateway}?{client.api_alipay_open_app_alipaycert_download(serial)}", timeout=10).text
    assert f'"alipay_cert_sn":"{serial}"' in raw
    content = re.search(r'"alipay_cert_content":"([^"]+)"', raw)
    assert content is not None
    pem = base64.b64decode(content[1].replace("\\/", "/"))
    root = x509.load_pem_x509_certificate(own_wallets._read("alipay_root_cert.pem").encode())
    x509.load_pem_x509_certificate(pem).verify_directly_issued_by(root)
    renewed = own_wallets.alipay(alipay_public_key_cert_string=pem.decode())
    assert renewed.api_alipay_trade_query("order-1")["sub_code"] == "ACQ.TRADE_NOT_EXIST"
