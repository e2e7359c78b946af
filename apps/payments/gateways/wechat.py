"""Payments · gateways · WeChat Pay (API v3): a code to scan, its page on phones, or a call inside its app.

What is paid is taken at once. Amounts are integers of fen.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import secrets
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID

from djmoney.money import Money
from wechatpayv3 import WeChatPayType

from apps.common.clock import now
from apps.common.currency_table import Provider
from apps.common.money import from_minor, zero
from apps.payments.errors import BadCallback, Declined, InvalidRequest, Unknown
from apps.payments.types import ActionKind, PaymentMethod, PaymentPage

from .at_once import AtOnceGateway
from .port import (
    Capabilities,
    Done,
    RemotePayment,
    RemoteStatus,
    SettledLine,
    Started,
    VerifiedCallback,
)
from .trade_numbers import intent_of, request_number, trade_number
from .transport import header
from .wechat_bill import ZONE, read_bills
from .wechat_client import NOT_THERE, PROBE, WeChatClient, WeChatKeys
from .wechat_payer import WeChatAccount

TOLERANCE_S = 300
LARGEST_BODY = 64 * 1024
LARGEST_UNPACKED = 256 * 1024 * 1024
# Source: WeChat Pay API v3 documentation, «trade_state». REFUND: something of it has been given back.
_STATUS = {
    "SUCCESS": RemoteStatus.CAPTURED,
    "REFUND": RemoteStatus.CAPTURED,
    "NOTPAY": RemoteStatus.OPEN,
    "PAYERROR": RemoteStatus.OPEN,
    "USERPAYING": RemoteStatus.PROCESSING,
    "ACCEPT": RemoteStatus.PROCESSING,
    "CLOSED": RemoteStatus.CLOSED,
    "REVOKED": RemoteStatus.CLOSED,
}
_TELLING = ("TRANSACTION.", "REFUND.")


class WeChatGateway(AtOnceGateway):
    name = "wechat"
    provider = Provider.WECHAT
    # Source: WeChat Pay API v3 documentation, refunds within a year of the payment.
    capabilities = Capabilities(
        currencies=frozenset({"CNY"}),
        partial_capture=False,
        refunds=True,
        methods=(PaymentMethod.WECHAT_PAY,),
        captures_at_once=True,
        refund_days=365,
        smallest={"CNY": Decimal("0.01")},
        largest={"CNY": Decimal("1000000.00")},
    )

    def __init__(
        self,
        keys: WeChatKeys,
        *,
        api_base: str,
        timeout_s: float,
        account: WeChatAccount | None = None,
        stand_in: str = "",
    ) -> None:
        """`account` is what tells buyers apart inside WeChat's own browser; without one nobody pays there.

        `stand_in` is a sandbox's page that takes the call which is meant for the app.
        """
        self._keys = keys
        self._client = WeChatClient(keys, api_base=api_base, timeout_s=timeout_s)
        self._account, self._stand_in, self._timeout_s = account, stand_in, timeout_s

    def start(self, intent_id: UUID, amount: Money, page: PaymentPage, *, key: str) -> Started:
        number = trade_number(intent_id, key)
        order: dict[str, Any] = {
            "description": _description(page.description),
            "out_trade_no": number,
            "amount": {"total": self.counted(amount), "currency": "CNY"},
            "notify_url": page.callback_url,
            "time_expire": page.closes_at.astimezone(ZONE).isoformat(timespec="seconds"),
        }
        if page.payer:
            order |= {"pay_type": WeChatPayType.JSAPI, "payer": {"openid": page.payer}}
            answer = self._client.ask(self._client.sdk.pay, **order)
            call = self._bridge_call(_told(answer, "prepay_id"))
            return Started(number, self._stand_in, ActionKind.BRIDGE, instructions=call)
        if page.handheld and page.client_ip:
            scene = {"payer_client_ip": page.client_ip, "h5_info": {"type": "Wap"}}
            answer = self._client.ask(self._client.sdk.pay, **order, pay_type=WeChatPayType.H5, scene_info=scene)
            return Started(number, _with_return(_told(answer, "h5_url"), page.success_url))
        answer = self._client.ask(self._client.sdk.pay, **order, pay_type=WeChatPayType.NATIVE)
        return Started(number, "", ActionKind.QR, qr=_told(answer, "code_url"))

    def query(self, reference: str) -> RemotePayment:
        answer = self._client.ask(self._client.sdk.query, out_trade_no=reference)
        if answer.get("out_trade_no") != reference or not self._is_ours(answer):
            raise Unknown("malformed")
        return _remote(answer)

    def refund(self, payment_reference: str, amount: Money, *, key: str) -> Done:
        paid = self._client.ask(self._client.sdk.query, transaction_id=payment_reference)
        total = (paid.get("amount") or {}).get("total")
        if not isinstance(total, int):
            raise Unknown("malformed")
        answer = self._client.ask(
            self._client.sdk.refund,
            out_refund_no=request_number(key),
            transaction_id=payment_reference,
            amount={"refund": self.counted(amount), "total": total, "currency": "CNY"},
        )
        return _refunded(answer)

    def query_refund(self, payment_reference: str, *, key: str) -> Done | None:
        try:
            answer = self._client.ask(self._client.sdk.query_refund, out_refund_no=request_number(key))
        except InvalidRequest as refusal:
            if refusal.code.upper() not in NOT_THERE:
                raise
            return None
        return _refunded(answer)

    def settlement(self, day: date) -> Sequence[SettledLine]:
        return read_bills(
            self._report(self._client.sdk.trade_bill, day), self._report(self._client.sdk.fundflow_bill, day)
        )

    def close(self, reference: str, *, key: str) -> Done:
        try:
            self._client.ask(self._client.sdk.close, out_trade_no=reference)
        except InvalidRequest as refusal:
            if refusal.code.upper() not in NOT_THERE:
                raise
        return Done(reference)

    def payer_page(self, *, back: str, state: str) -> str:
        return self._account.page(back=back, state=state) if self._account else ""

    def payer(self, code: str) -> str:
        if self._account is None:
            raise InvalidRequest("no_account")
        return self._account.openid(code, timeout_s=self._timeout_s)

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> VerifiedCallback | None:
        stamp = header(headers, "Wechatpay-Timestamp")
        if len(body) > LARGEST_BODY or not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12):
            raise BadCallback()
        if abs(at.timestamp() - int(stamp)) > TOLERANCE_S or header(headers, "Wechatpay-Signature").startswith(PROBE):
            raise BadCallback()
        message = self._client.opened(headers, body)
        resource = message.get("resource") if message else None
        if message is None or not isinstance(resource, dict) or not self._is_ours(resource):
            raise BadCallback()
        event_id, kind = str(message.get("id") or ""), str(message.get("event_type") or "")
        number = str(resource.get("out_trade_no") or "")
        if not event_id or not number:
            raise BadCallback()
        if not kind.startswith(_TELLING):
            return None
        amount = resource.get("amount") if kind.startswith("TRANSACTION.") else None
        total = amount.get("total") if isinstance(amount, dict) else None
        return VerifiedCallback(
            event_id, kind, number, intent_of(number), total if isinstance(total, int) else None, "CNY"
        )

    def answer(self, *, accepted: bool) -> tuple[int, bytes, str]:
        if accepted:
            return 200, b'{"code": "SUCCESS", "message": "OK"}', "application/json"
        return 400, b'{"code": "FAIL", "message": "not accepted"}', "application/json"

    def _is_ours(self, told: dict[str, Any]) -> bool:
        """Whether merchant and, where it is told, app are ours: messages of refunds name the merchant only."""
        return told.get("mchid") == self._keys.merchant_id and told.get("appid", self._keys.app_id) == self._keys.app_id

    def _report(self, named: Callable[..., tuple[int, Any]], day: date) -> bytes:
        """A day's report, whose digest is the one that WeChat Pay has signed; empty where nothing has happened."""
        try:
            answer = self._client.ask(named, bill_date=day.isoformat())
        except InvalidRequest as refusal:
            if refusal.code == "no_statement_exist":
                return b""
            raise
        packed = self._client.file(_told(answer, "download_url"))
        try:
            text = gzip.GzipFile(fileobj=io.BytesIO(packed)).read(LARGEST_UNPACKED)
        except (OSError, EOFError, zlib.error) as error:
            raise Unknown("malformed") from error
        digest = hashlib.sha1(text, usedforsecurity=False).hexdigest()
        if answer.get("hash_type") != "SHA1" or str(answer.get("hash_value")).lower() != digest:
            raise Unknown("report_changed_on_its_way")
        return text

    def _bridge_call(self, prepay_id: str) -> dict[str, str]:
        """What the script of a page inside WeChat's app is called with."""
        stamp, nonce, package = str(int(now().timestamp())), secrets.token_hex(16), f"prepay_id={prepay_id}"
        signature = self._client.sdk.sign([self._keys.app_id, stamp, nonce, package])
        return {
            "appId": self._keys.app_id,
            "timeStamp": stamp,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": signature,
        }


def _remote(answer: dict[str, Any]) -> RemotePayment:
    told = str(answer.get("trade_state"))
    amount = answer.get("amount") or {}
    total = amount.get("total")
    if told not in _STATUS or (total is None and _STATUS[told] is RemoteStatus.CAPTURED):
        raise Unknown("malformed")
    money = from_minor(int(total or 0), str(amount.get("currency") or "CNY"))
    status = _STATUS[told]
    return RemotePayment(
        status=status,
        our_reference=intent_of(str(answer["out_trade_no"])),
        amount=money,
        captured=money if status is RemoteStatus.CAPTURED else zero("CNY"),
        refunded=zero("CNY"),
        payment_reference=str(answer.get("transaction_id") or ""),
        problem="payerror" if told == "PAYERROR" else "",
    )


def _refunded(answer: dict[str, Any]) -> Done:
    status = answer.get("status")
    if status in ("SUCCESS", "PROCESSING"):
        return Done(_told(answer, "refund_id"))
    if status in ("ABNORMAL", "CLOSED"):
        raise Declined(f"refund_{status.lower()}")
    raise Unknown("malformed")


def _told(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise Unknown("malformed")
    return value


def _with_return(url: str, back: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}redirect_url={quote(back, safe='')}"


def _description(text: str) -> str:
    kept = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(kept.split())[:40] or "Portolan"
