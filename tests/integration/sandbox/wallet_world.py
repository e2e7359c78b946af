"""A merchant of Alipay and WeChat Pay with the unmodified SDKs, and a buyer with a phone."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import requests
from alipay import DCAliPay
from wechatpayv3 import WeChatPay, WeChatPayType

from tests.integration.sandbox.sandbox_world import Inbox, Post, Program


@contextmanager
def clock_in_china() -> Iterator[None]:
    """Alipay's SDK stamps requests with the machine's local time, which must be China's."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@dataclass
class Wallets:
    """One merchant of both; it reads its own key files only."""

    gateway: Program
    keys: Path
    inbox: Inbox

    def _read(self, name: str) -> str:
        return (self.keys / name).read_text().strip()

    @property
    def accounts(self) -> dict[str, Any]:
        """Who the merchant is."""
        return json.loads(self._read("accounts.json"))

    def alipay(self, **instead: str) -> DCAliPay:
        """The SDK in certificate mode."""
        params = {
            "appid": self.accounts["alipay"]["app_id"],
            "app_private_key_string": self._read("alipay_app_private.pem"),
            "app_public_key_cert_string": self._read("alipay_app_cert.pem"),
            "alipay_public_key_cert_string": self._read("alipay_platform_cert.pem"),
            "alipay_root_cert_string": self._read("alipay_root_cert.pem"),
            "app_notify_url": self.inbox.url,
        }
        client = DCAliPay(**(params | instead))
        client._gateway = f"{self.gateway.url}/alipay/gateway.do"
        return client

    def wechat(self, *, with_certificates: Path | None = None, **instead: Any) -> WeChatPay:
        """The SDK with the platform's public key; with platform certificates where a folder holds them."""
        account = self.accounts["wechat"]
        params = {
            "wechatpay_type": WeChatPayType.NATIVE,
            "mchid": account["merchant_id"],
            "appid": account["app_id"],
            "private_key": self._read("wechat_merchant_private.pem"),
            "cert_serial_no": self._read("wechat_merchant_serial.txt"),
            "apiv3_key": self._read("wechat_api_v3_key.txt"),
            "notify_url": self.inbox.url,
        }
        if with_certificates is None:
            params["public_key"] = self._read("wechat_platform_public.pem")
            params["public_key_id"] = self._read("wechat_platform_serial.txt")
        else:
            params["cert_dir"] = str(with_certificates)
        client = WeChatPay(**(params | instead))
        client._core._gate_way = f"{self.gateway.url}/wechat"
        return client

    def press(self, url: str, outcome: str, *, language: str = "en") -> requests.Response:
        """Open the page behind a code and press a button."""
        assert requests.get(url, timeout=10).status_code == 200
        headers = {"Accept-Language": language}
        return requests.post(url, data={"outcome": outcome}, headers=headers, allow_redirects=False, timeout=10)

    def control(self, path: str, **order: Any) -> dict[str, Any]:
        """Give an order to the sandbox itself."""
        answer = requests.post(f"{self.gateway.url}/_sandbox/{path}", json=order, timeout=10)
        assert answer.ok, answer.text
        return answer.json()


def notice(post: Post) -> dict[str, str]:
    """An Alipay notice's fields."""
    return dict(parse_qsl(post.body.decode(), keep_blank_values=True))


def is_genuine(client: DCAliPay, post: Post) -> bool:
    """Whether the SDK accepts a notice."""
    fields = notice(post)
    signature = fields.pop("sign")
    return bool(client.verify(fields, signature))


def said(answer: tuple[int, Any], status: int = 200) -> dict[str, Any]:
    """A WeChat answer's content."""
    assert answer[0] == status, answer
    return json.loads(answer[1]) if answer[1] else {}
