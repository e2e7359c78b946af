"""Payments · gateways · the Alipay SDK in certificate mode, with the holes of its transport and checks closed.

The SDK signs and verifies. It is given another transport (a POST with limits instead of everything in the address),
Alipay's own time zone, a timeout, and stricter reading of answers: one that is not signed is never believed.
"""

from __future__ import annotations

import binascii
import json
import logging
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl

from alipay import DCAliPay
from alipay.exceptions import AliPayException, AliPayValidationError

from apps.payments.errors import Declined, Duplicate, InvalidRequest, Unavailable, Unknown

from .certificates import public_key_of, root_serials_of, serial_of
from .transport import call

log = logging.getLogger(__name__)

ZONE = timezone(timedelta(hours=8))
CLOCK = "%Y-%m-%d %H:%M:%S"
# Source: Alipay open platform documentation, "Common error codes" and the business codes of alipay.trade.*.
_DONE_BEFORE = frozenset({"TRADE_HAS_SUCCESS", "TRADE_HAS_CLOSE", "TRADE_HAS_FINISHED", "TRADE_STATUS_ERROR",
                          "REASON_TRADE_STATUS_INVALID"})  # fmt: skip
_REFUSED = re.compile(r"BALANCE_NOT_ENOUGH|BUYER_|PAYMENT_FAIL|PAYMENT_AUTH|USER_|NOT_ALLOW|LIMIT|RISK")
_NO_TELLING = ("SYSTEM_ERROR", "UNKNOW-ERROR", "UNKNOWN")
NOT_THERE = "TRADE_NOT_EXIST"


@dataclass(frozen=True)
class AlipayKeys:
    """The merchant's account and PEM texts: our private key and certificate, Alipay's certificate and its root."""

    app_id: str
    seller_id: str
    app_private_key: str = field(repr=False)
    app_cert: str
    platform_cert: str
    root_cert: str


class AlipayClient(DCAliPay):
    """`ask` is every call; the SDK's own `api_…` methods go the same way."""

    def __init__(self, keys: AlipayKeys, *, gateway_url: str, timeout_s: float) -> None:
        super().__init__(
            appid=keys.app_id,
            app_private_key_string=keys.app_private_key,
            app_public_key_cert_string=keys.app_cert,
            alipay_public_key_cert_string=keys.platform_cert,
            alipay_root_cert_string=keys.root_cert,
        )
        self._gateway = gateway_url
        self._config.timeout = timeout_s
        self._platform_sn, self._our_sn = serial_of(keys.platform_cert), serial_of(keys.app_cert)
        self._root_sn = root_serials_of(keys.root_cert)

    def ask(self, method: str, content: dict[str, Any], *, notify_url: str = "") -> dict[str, Any]:
        """The answer to a call that Alipay has carried out.

        Raises:
            Declined, InvalidRequest, Duplicate, Unavailable, Unknown: with Alipay's code in lower case.
        """
        try:
            answer = self.server_api(method, content, notify_url=notify_url)
        except (AliPayException, AliPayValidationError, ValueError, AttributeError, TypeError) as error:
            log.error("%s: an answer that is not signed by Alipay is not believed: %r", method, error)
            raise Unknown("unsigned") from error
        if not isinstance(answer, dict):
            raise Unknown("malformed")
        if answer.get("code") == "10000":
            return answer
        raise _outcome(str(answer.get("code")), str(answer.get("sub_code") or answer.get("msg") or ""))

    def page_url(self, method: str, content: dict[str, Any], *, return_url: str, notify_url: str) -> str:
        """The signed address of a page for the buyer; nobody is asked."""
        signed = self.client_api(method, content, return_url=return_url, notify_url=notify_url)
        return f"{self._gateway}?{signed}"

    def has_signed(self, told: dict[str, str]) -> bool:
        """Whether Alipay signed the parameters of a notification. The sender leaves out those that are empty."""
        signed = {name: value for name, value in told.items() if value and name != "sign"}
        try:
            return bool(self.verify(signed, told.get("sign", "")))
        except AliPayException:
            return False

    def build_body(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As the SDK, but on Alipay's clock instead of the server's."""
        body: dict[str, Any] = super().build_body(*args, **kwargs)
        return body | {"timestamp": datetime.now(UTC).astimezone(ZONE).strftime(CLOCK)}

    def verified_sync_response(self, data: dict[str, Any], response_type: str) -> Any:
        """As the SDK, but the content goes into the body, and a connection that was never made is told apart."""
        signed = dict(parse_qsl(self.sign_data(data), keep_blank_values=True))
        content = {"biz_content": signed.pop("biz_content", "{}")}
        status, _, body = call("POST", self._gateway, params=signed, data=content, timeout_s=self._config.timeout)
        if status != 200:
            raise Unknown(f"http_{status}")
        return self._verify_and_return_sync_response(body.decode(), response_type)

    def load_alipay_public_key_string(self) -> str:
        """As the SDK, without pyOpenSSL's calls that are about to go; so are the two below."""
        return public_key_of(self._alipay_public_key_cert_string)

    @property
    def app_cert_sn(self) -> str:
        """The number of our certificate."""
        return self._our_sn

    @property
    def alipay_root_cert_sn(self) -> str:
        """The numbers of Alipay's roots."""
        return self._root_sn

    def _verify_and_return_sync_response(self, raw_string: str, response_type: str) -> Any:
        told = json.loads(raw_string).get("alipay_cert_sn")
        if told and told != self._platform_sn:
            raise AliPayException(None, f"signed with the unknown certificate {str(told)[:64]}")
        return super()._verify_and_return_sync_response(raw_string, response_type)

    def _get_string_to_be_signed(self, raw_string: str, response_type: str) -> str:
        """The text of the answer's object as it came; braces inside its strings do not count."""
        begins = re.search(rf'"{re.escape(response_type)}"\s*:\s*', raw_string)
        if begins is None:
            raise ValueError("The answer is another call's.")
        _, end = json.JSONDecoder().raw_decode(raw_string, begins.end())
        return raw_string[begins.end() : end]

    def _verify(self, raw_content: str, signature: str) -> bool:
        try:
            return bool(super()._verify(raw_content, signature))
        except (binascii.Error, ValueError):
            return False


def _outcome(code: str, told: str) -> Exception:
    """What a call that was not carried out comes to. `told` is the sub code, such as ACQ.TRADE_NOT_EXIST."""
    word = told.rsplit(".", 1)[-1].upper()
    stable = word.lower()[:60] or f"code_{code}"
    if code == "20000" or word in _NO_TELLING:
        return Unknown(stable)
    if code == "40005":
        return Unavailable(stable)
    if word in _DONE_BEFORE:
        return Duplicate(stable)
    if code == "40004" and word != NOT_THERE and _REFUSED.search(word):
        return Declined(stable)
    return InvalidRequest(stable)
