"""Payments · gateways · the WeChat Pay SDK in public-key mode, with the holes of its transport and checks closed.

The SDK builds requests, signs, verifies and decrypts. Its core is given: platform keys that are known beforehand (an
unknown serial is refused, never downloaded), every signed answer verified, whatever its status, and limits.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core
from wechatpayv3.type import RequestType
from wechatpayv3.utils import build_authorization, load_public_key, rsa_verify

from apps.payments.errors import Declined, Duplicate, InvalidRequest, Unavailable, Unknown

from .transport import LARGEST_ANSWER, LARGEST_FILE, call, header

log = logging.getLogger(__name__)

ALGORITHM = "WECHATPAY2-SHA256-RSA2048"
PROBE = "WECHATPAY/SIGNTEST/"
# Source: WeChat Pay API v3 documentation, error codes of the payment and refund calls.
_DONE_BEFORE = frozenset({"ORDER_CLOSED", "ORDERPAID", "ORDER_PAID", "OUT_TRADE_NO_USED", "ORDER_REVERSED"})
_REFUSED = frozenset({"NOT_ENOUGH", "NOTENOUGH", "RULE_LIMIT", "RULELIMIT", "ACCOUNT_ERROR", "ACCOUNTERROR",
                      "USER_ACCOUNT_ABNORMAL", "TRADE_ERROR"})  # fmt: skip
NOT_THERE = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS", "REFUND_NOT_EXISTS"})


@dataclass(frozen=True)
class WeChatKeys:
    """The merchant's account, our private key, WeChat Pay's public keys by serial (the first one signs what it
    answers; another may live beside it while keys are changed) and the key that seals callbacks."""

    app_id: str
    merchant_id: str
    merchant_serial: str
    merchant_private_key: str = field(repr=False)
    platform_keys: Mapping[str, str]
    api_v3_key: str = field(repr=False)


class Refused(Exception):
    """An answer that says no: its status and WeChat Pay's code."""

    def __init__(self, status: int, code: str) -> None:
        self.status, self.code = status, code
        super().__init__(f"{status} {code}")


class WeChatClient:
    """`ask` carries out a call of the SDK; `sdk` has all of them."""

    def __init__(self, keys: WeChatKeys, *, api_base: str, timeout_s: float) -> None:
        first, pem = next(iter(keys.platform_keys.items()))
        self.sdk = WeChatPay(
            WeChatPayType.NATIVE,
            mchid=keys.merchant_id,
            private_key=keys.merchant_private_key,
            cert_serial_no=keys.merchant_serial,
            appid=keys.app_id,
            apiv3_key=keys.api_v3_key,
            public_key=pem,
            public_key_id=first,
        )
        self.sdk._core = _Core(keys, public_key=pem, public_key_id=first)
        self.sdk._core._gate_way = api_base.rstrip("/")
        self.sdk._core._timeout = timeout_s

    def ask(self, sent: Callable[..., tuple[int, Any]], **arguments: Any) -> dict[str, Any]:
        """The answer of a call of the SDK, such as `ask(client.sdk.query, out_trade_no=…)`; empty for 204.

        Raises:
            Declined, InvalidRequest, Duplicate, Unavailable, Unknown: with WeChat Pay's code in lower case.
        """
        try:
            status, text = sent(**arguments)
        except Refused as refusal:
            raise _outcome(refusal) from refusal
        if status == 204:
            return {}
        try:
            answer = json.loads(text)
        except (ValueError, TypeError) as error:
            raise Unknown("malformed") from error
        if not isinstance(answer, dict):
            raise Unknown("malformed")
        return answer

    def file(self, url: str) -> bytes:
        """A report's bytes as they came. They are not signed: their digest, which is, must be compared.

        Raises:
            Unavailable, Unknown; InvalidRequest: the address is not WeChat Pay's.
        """
        if not url.startswith(f"{self.sdk._core._gate_way}/"):
            raise InvalidRequest("foreign_address")
        try:
            _, body = self.sdk.download_bill(url)
        except Refused as refusal:
            raise _outcome(refusal) from refusal
        return bytes(body)

    def opened(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
        """A callback with its sealed part opened, or None where it is not signed by a key that we know."""
        told = {f"Wechatpay-{name}": header(headers, f"Wechatpay-{name}") for name in _SIGNED_BY}
        try:
            found = self.sdk.callback(told, body)
        except Exception:  # the SDK raises bare exceptions, whatever is wrong with a message
            log.info("A callback of WeChat Pay cannot be read.", exc_info=True)
            return None
        return found if isinstance(found, dict) else None


_SIGNED_BY = ("Signature", "Timestamp", "Nonce", "Serial", "Signature-Type")


class _Core(Core):
    def __init__(self, keys: WeChatKeys, *, public_key: str, public_key_id: str) -> None:
        super().__init__(
            mchid=keys.merchant_id,
            cert_serial_no=keys.merchant_serial,
            private_key=keys.merchant_private_key,
            apiv3_key=keys.api_v3_key,
            public_key=public_key,
            public_key_id=public_key_id,
        )
        self._platform_keys = {serial: load_public_key(pem) for serial, pem in keys.platform_keys.items()}

    def _verify_signature(self, headers: Mapping[str, str], body: str) -> bool:
        told = {name: header(headers, f"Wechatpay-{name}") for name in _SIGNED_BY}
        known = self._platform_keys.get(told["Serial"])
        if known is None or told["Signature-Type"] not in ("", ALGORITHM) or told["Signature"].startswith(PROBE):
            return False
        return bool(rsa_verify(told["Timestamp"], told["Nonce"], body, told["Signature"], known))

    def request(
        self,
        path: str,
        method: RequestType = RequestType.GET,
        data: Any = None,
        skip_verify: bool = False,
        sign_data: Any = None,
        files: Any = None,
        cipher_data: bool = False,
        headers: Any = None,
    ) -> tuple[int, str | bytes]:
        """As the SDK's, for calls with JSON: what is signed is what is sent, and what is signed is verified."""
        body = json.dumps(data) if data else ""
        sent = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "portolan",
            "Wechatpay-Serial": self._public_key_id,
            "Authorization": build_authorization(
                path, method.value, self._mchid, self._cert_serial_no, self._private_key, data=body
            ),
        }
        status, told, answer = call(
            method.value,
            self._gate_way + path,
            data=body.encode(),
            headers=sent,
            timeout_s=self._timeout,
            largest=LARGEST_FILE if skip_verify else LARGEST_ANSWER,
        )
        is_good = 200 <= status < 300
        if skip_verify and is_good:
            return status, answer
        try:
            text = answer.decode()
        except UnicodeDecodeError as error:
            raise Unknown("malformed") from error
        if (is_good or header(told, "Wechatpay-Signature")) and not self._verify_signature(told, text):
            log.error("%s: an answer that is not signed by WeChat Pay is not believed.", path.partition("?")[0])
            raise Unknown("unsigned")
        if not is_good:
            raise Refused(status, _code(text))
        return status, text


def _code(text: str) -> str:
    try:
        told = json.loads(text)
    except ValueError:
        return ""
    return str(told.get("code") or "")[:60] if isinstance(told, dict) else ""


def _outcome(refusal: Refused) -> Exception:
    stable = (refusal.code or f"http_{refusal.status}").lower()
    if refusal.status == 429:
        return Unavailable(stable)
    if refusal.status >= 500 or refusal.code in ("SYSTEM_ERROR", "SYSTEMERROR", "BANK_ERROR", "BANKERROR"):
        return Unknown(stable)
    if refusal.status == 401:
        return InvalidRequest("credentials")
    if refusal.code in _DONE_BEFORE:
        return Duplicate(stable)
    return (Declined if refusal.code in _REFUSED else InvalidRequest)(stable)
