"""Payments · gateways · Alipay: a code to scan, or its cashier's page. What is paid is taken at once.

A trade comes into being when the buyer scans or logs in; until then Alipay knows of none. So an attempt's reference
is our number and the second until which it can be paid: «<number>.<unix time>».
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from djmoney.money import Money

from apps.common.clock import now
from apps.common.currency_table import Provider
from apps.common.money import to_minor, zero
from apps.payments.errors import BadCallback, InvalidRequest, Unknown
from apps.payments.types import ActionKind, PaymentMethod, PaymentPage

from .alipay_bill import read_bills
from .alipay_client import CLOCK, NOT_THERE, ZONE, AlipayClient, AlipayKeys
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
from .transport import LARGEST_FILE, call

TOLERANCE = timedelta(minutes=5)
LARGEST_BODY = 32 * 1024
LATE_SCAN = timedelta(minutes=1)
_UNWANTED = str.maketrans(dict.fromkeys("{}[]/=&\"'\\<>", " "))


class AlipayGateway(AtOnceGateway):
    """`on_desk` is what a buyer at a desk gets: "qr", a code to scan, or "page", Alipay's cashier."""

    name = "alipay"
    provider = Provider.ALIPAY
    # Source: Alipay open platform documentation, alipay.trade.precreate (total_amount) and alipay.trade.refund.
    capabilities = Capabilities(
        currencies=frozenset({"CNY"}),
        partial_capture=False,
        refunds=True,
        methods=(PaymentMethod.ALIPAY,),
        captures_at_once=True,
        refund_days=365,
        smallest={"CNY": Decimal("0.01")},
        largest={"CNY": Decimal("100000000.00")},
    )

    def __init__(self, keys: AlipayKeys, *, gateway_url: str, timeout_s: float, on_desk: str = "qr") -> None:
        self._keys = keys
        self._client = AlipayClient(keys, gateway_url=gateway_url, timeout_s=timeout_s)
        self._timeout_s = timeout_s
        self._on_desk = on_desk

    def start(self, intent_id: UUID, amount: Money, page: PaymentPage, *, key: str) -> Started:
        if not self.chargeable(amount):
            raise InvalidRequest("amount_not_expressible")
        number = trade_number(intent_id, key)
        reference = f"{number}.{int(page.closes_at.timestamp())}"
        content = {
            "out_trade_no": number,
            "total_amount": _yuan(amount),
            "subject": _subject(page.description),
            "time_expire": page.closes_at.astimezone(ZONE).strftime(CLOCK),
        }
        if page.handheld:
            content |= {"product_code": "QUICK_WAP_WAY", "quit_url": page.cancel_url}
            return Started(reference, self._page("alipay.trade.wap.pay", content, page))
        if self._on_desk == "page":
            content |= {"product_code": "FAST_INSTANT_TRADE_PAY"}
            return Started(reference, self._page("alipay.trade.page.pay", content, page))
        answer = self._client.ask("alipay.trade.precreate", content, notify_url=page.callback_url)
        code = str(answer.get("qr_code") or "")
        if answer.get("out_trade_no") != number or not code:
            raise Unknown("malformed")
        return Started(reference, code, ActionKind.QR, qr=code)

    def query(self, reference: str) -> RemotePayment:
        number, _, until = reference.partition(".")
        was_over = _is_over(until)  # before asking: what was not there may be paid in the code's last moment
        try:
            trade = self._client.ask("alipay.trade.query", {"out_trade_no": number})
        except InvalidRequest as refusal:
            if refusal.code != NOT_THERE.lower():
                raise
            status = RemoteStatus.CLOSED if was_over else RemoteStatus.OPEN
            nothing = zero("CNY")
            return RemotePayment(status, intent_of(number), nothing, nothing, nothing, "")
        if trade.get("out_trade_no") != number:
            raise Unknown("malformed")
        return _remote(trade)

    def refund(self, payment_reference: str, amount: Money, *, key: str) -> Done:
        number = request_number(key)
        content = {"trade_no": payment_reference, "refund_amount": _yuan(amount), "out_request_no": number}
        answer = self._client.ask("alipay.trade.refund", content)
        if answer.get("fund_change") != "Y" and self.query_refund(payment_reference, key=key) is None:
            raise Unknown("refund_without_change")
        return Done(number)

    def query_refund(self, payment_reference: str, *, key: str) -> Done | None:
        number = request_number(key)
        try:
            answer = self._client.ask(
                "alipay.trade.fastpay.refund.query", {"trade_no": payment_reference, "out_request_no": number}
            )
        except InvalidRequest as refusal:
            if refusal.code != NOT_THERE.lower():
                raise
            return None
        return Done(number) if answer.get("refund_status") == "REFUND_SUCCESS" else None

    def settlement(self, day: date) -> Sequence[SettledLine]:
        return read_bills(self._bill("trade", day), self._bill("signcustomer", day))

    def close(self, reference: str, *, key: str) -> Done:
        number = reference.partition(".")[0]
        try:
            self._client.ask("alipay.trade.close", {"out_trade_no": number})
        except InvalidRequest as refusal:
            # Nobody has scanned it: there is nothing to close, and the code itself ends with its time.
            if refusal.code != NOT_THERE.lower():
                raise
        return Done(number)

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> VerifiedCallback | None:
        told = _parameters(body)
        if not self._client.has_signed(told):
            raise BadCallback()
        if told.get("app_id") != self._keys.app_id or told.get("seller_id") != self._keys.seller_id:
            raise BadCallback()
        try:
            sent_at = datetime.strptime(told["notify_time"], CLOCK).replace(tzinfo=ZONE)
            fen = to_minor(Money(Decimal(told["total_amount"]), "CNY"))
            event_id, number, status = told["notify_id"], told["out_trade_no"], told["trade_status"]
        except (KeyError, ValueError, InvalidOperation) as error:
            raise BadCallback() from error
        if abs(at - sent_at) > TOLERANCE:
            raise BadCallback()
        if told.get("notify_type") != "trade_status_sync" or status == "WAIT_BUYER_PAY":
            return None
        kind = "refund" if "gmt_refund" in told else status
        return VerifiedCallback(event_id, kind, number, intent_of(number), fen, "CNY")

    def answer(self, *, accepted: bool) -> tuple[int, bytes, str]:
        return (200, b"success", "text/plain") if accepted else (400, b"failure", "text/plain")

    def _bill(self, kind: str, day: date) -> bytes:
        """A day's bill, empty where nothing has happened."""
        try:
            answer = self._client.ask(
                "alipay.data.dataservice.bill.downloadurl.query", {"bill_type": kind, "bill_date": day.isoformat()}
            )
        except InvalidRequest as refusal:
            if refusal.code == "bill_not_exist":
                return b""
            raise
        url = str(answer.get("bill_download_url") or "")
        status, _, archive = call("GET", url, timeout_s=self._timeout_s, largest=LARGEST_FILE)
        if status != 200:
            raise Unknown(f"http_{status}")
        return archive

    def _page(self, method: str, content: dict[str, str], page: PaymentPage) -> str:
        return self._client.page_url(method, content, return_url=page.success_url, notify_url=page.callback_url)


def _remote(trade: dict[str, Any]) -> RemotePayment:
    """TRADE_CLOSED is two things: never paid, or paid and given back whole; only the second has a day of payment."""
    try:
        amount = Money(Decimal(str(trade["total_amount"])), "CNY")
        told = str(trade["trade_status"])
    except (KeyError, InvalidOperation) as error:
        raise Unknown("malformed") from error
    nothing = zero("CNY")
    given_back = told == "TRADE_CLOSED" and bool(trade.get("send_pay_date"))
    is_paid = told in ("TRADE_SUCCESS", "TRADE_FINISHED") or given_back
    status = RemoteStatus.CAPTURED if is_paid else RemoteStatus.OPEN
    return RemotePayment(
        status=RemoteStatus.CLOSED if told == "TRADE_CLOSED" and not given_back else status,
        our_reference=intent_of(str(trade["out_trade_no"])),
        amount=amount,
        captured=amount if is_paid else nothing,
        refunded=amount if given_back else nothing,
        payment_reference=str(trade.get("trade_no") or ""),
    )


def _parameters(body: bytes) -> dict[str, str]:
    """A notification's parameters, each once."""
    if len(body) > LARGEST_BODY:
        raise BadCallback()
    try:
        pairs = parse_qsl(
            body.decode(), strict_parsing=True, keep_blank_values=True, errors="strict", max_num_fields=99
        )
    except ValueError as error:
        raise BadCallback() from error
    if len(dict(pairs)) != len(pairs):
        raise BadCallback()
    return dict(pairs)


def _is_over(until: str) -> bool:
    return until.isdecimal() and now() > datetime.fromtimestamp(int(until), UTC) + LATE_SCAN


def _yuan(amount: Money) -> str:
    return f"{amount.amount:.2f}"


def _subject(text: str) -> str:
    """What the buyer reads: without what Alipay refuses, or what its SDKs read wrongly."""
    kept = "".join(char if char.isprintable() else " " for char in text.translate(_UNWANTED))
    return " ".join(kept.split())[:120] or "Portolan"
