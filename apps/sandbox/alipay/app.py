"""Alipay's open API, mounted in the gateway's process · sandbox alipay · no schema."""

from __future__ import annotations

import base64
import json
import secrets
import sqlite3
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from apps.sandbox.alipay import bills, refunds, trades
from apps.sandbox.alipay.cashier import Cashier
from apps.sandbox.alipay.envelope import Keys, compact, parameters
from apps.sandbox.alipay.errors import AlipayError, bad, invalid
from apps.sandbox.alipay.notices import Notices, shifted
from apps.sandbox.alipay.trades import BUYER, Trade, yuan
from apps.sandbox.base import china, fees
from apps.sandbox.base.host import Host
from apps.sandbox.base.http import Request, Response
from apps.sandbox.gateway import purse

SCHEMA = trades.SCHEMA
SUCCESS = {"code": "10000", "msg": "Success"}
PAGES = {"alipay.trade.page.pay": "page", "alipay.trade.wap.pay": "wap"}
Run = Callable[[sqlite3.Connection, dict[str, str], dict[str, Any], float], dict[str, Any]]


def called(request: Request) -> str:
    """The method that a request names, nothing checked yet."""
    text = request.query_string + ("&" + request.body.decode("ascii", "replace") if request.method == "POST" else "")
    return dict(parse_qsl(text)).get("method", "")[:100]


class Alipay:
    """One merchant's Alipay."""

    def __init__(self, host: Host) -> None:
        account = host.accounts["alipay"]
        self._host = host
        self._app_id, self._seller_id = account["app_id"], account["seller_id"]
        self._keys = Keys(host.keys)
        host.channels["alipay"] = Notices(self._keys, app_id=self._app_id, seller_id=self._seller_id)
        host.jobs.add_sweep(lambda db: trades.close_due(db, at=time.time()))
        self._methods: dict[str, Run] = {
            "alipay.trade.precreate": self._precreate,
            "alipay.trade.query": self._query,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._refund_query,
            "alipay.trade.cancel": self._cancel,
            "alipay.trade.close": self._close,
            "alipay.data.dataservice.bill.downloadurl.query": self._bill,
            "alipay.open.app.alipaycert.download": self._certificate,
        }
        self._bills: dict[str, tuple[str, str]] = {}
        for method in ("GET", "POST"):
            host.routes.add(method, "/alipay/gateway.do", self._call)
        host.routes.add("GET", "/alipay/bill/<token>", self._download)
        host.routes.add("POST", "/_sandbox/alipay/rotate", self._rotate)
        host.routes.add("POST", "/_sandbox/alipay/pay", self._pay)
        Cashier(host, self._return_url)

    def state(self, db: sqlite3.Connection) -> dict[str, Any]:
        """Trades by status, refunds, and the money."""
        counted = db.execute("SELECT status, count(*) FROM alipay_trades GROUP BY 1").fetchall()
        refunded = db.execute("SELECT count(*) FROM alipay_refunds").fetchone()[0]
        return {"trades": dict(map(tuple, counted)), "refunds": refunded} | purse.summary(db, "alipay")

    def forget(self, db: sqlite3.Connection) -> None:
        """Drop all trades and money."""
        db.execute("DELETE FROM alipay_trades")
        db.execute("DELETE FROM alipay_refunds")
        db.execute("DELETE FROM purse WHERE provider = 'alipay'")

    def _call(self, request: Request) -> Response:
        at = time.time()
        try:
            params = parameters(request)
            self._keys.check(params, app_id=self._app_id)
        except AlipayError as error:
            return self._unsigned(request, error)
        except UnicodeDecodeError:
            return self._unsigned(request, invalid("encoding", "字符集与内容不符"))
        method = params["method"]
        try:
            biz = _biz(params.get("biz_content") or "{}")
            if method in PAGES:
                return self._page(params, biz, at)
            if method not in self._methods:
                raise invalid("method", "不存在的方法名")
            with self._host.store.write() as db:
                node = SUCCESS | self._methods[method](db, params, biz, at)
            self._host.wake()
        except AlipayError as error:
            if method in PAGES or error.code != "40004":
                return self._unsigned(request, error)
            node = error.node
        return self._signed(request, method, node, params)

    def _signed(self, request: Request, method: str, node: dict[str, Any], params: dict[str, str]) -> Response:
        kinds = {fault.kind: fault for fault in request.faults}
        if "wrong_amount" in kinds:
            node = shifted(node, int(kinds["wrong_amount"].number("delta", 1)))
        if "wrong_merchant" in kinds and "out_trade_no" in node:
            node = node | {"out_trade_no": "somebody-elses"}
        charset = params["charset"].lower()
        text = compact(node)
        is_strangers = "unknown_serial" in kinds
        sign = self._keys.sign(text, charset=charset, is_strangers=is_strangers)
        if "tampered_answer" in kinds:
            text = text.replace('"10000"', '"10000 "').replace('"40004"', '"10000"')
        serial = secrets.token_hex(16) if is_strangers else self._keys.platform_sn
        name = method.replace(".", "_") + "_response"
        body = f'{{"{name}":{text},"alipay_cert_sn":"{serial}","sign":"{sign}"}}'
        return Response(200, body.encode(charset), {"Content-Type": f"text/html;charset={charset}"})

    @staticmethod
    def _unsigned(request: Request, error: AlipayError) -> Response:
        method = request.params.get("api", "")
        name = f"{method.replace('.', '_')}_response" if method else "error_response"
        return Response(
            200, f'{{"{name}":{compact(error.node)}}}'.encode(), {"Content-Type": "text/html;charset=utf-8"}
        )

    def _page(self, params: dict[str, str], biz: dict[str, Any], at: float) -> Response:
        with self._host.store.write() as db:
            trade = trades.make(db, PAGES[params["method"]], params, biz, at=at)
            trades.open_page(db, trade)
        return Response.redirect(f"{self._host.public_url}/alipay/cashier/{trade['token']}")

    def _precreate(
        self, db: sqlite3.Connection, params: dict[str, str], biz: dict[str, Any], at: float
    ) -> dict[str, Any]:
        trade = trades.make(db, "precreate", params, biz, at=at)
        url = f"{self._host.public_url}/alipay/cashier/{trade['token']}"
        return {"out_trade_no": trade["out_trade_no"], "qr_code": url}

    def _query(self, db: sqlite3.Connection, params: dict[str, str], biz: dict[str, Any], at: float) -> dict[str, Any]:
        trade = trades.known(db, biz.get("out_trade_no"), biz.get("trade_no"), at=at)
        amount = yuan(trade["amount"])
        node = BUYER | {
            "trade_no": trade["trade_no"],
            "out_trade_no": trade["out_trade_no"],
            "trade_status": trade["status"],
            "total_amount": amount,
            "subject": trade["subject"],
            "point_amount": "0.00",
        }
        paid = amount if trade["paid"] else "0.00"
        node |= {"receipt_amount": paid, "invoice_amount": paid, "buyer_pay_amount": paid}
        if trade["paid"]:
            node["send_pay_date"] = china.plain(trade["paid"])
            node["fund_bill_list"] = [{"amount": amount, "fund_channel": "ALIPAYACCOUNT"}]
        return node

    def _refund(self, db: sqlite3.Connection, params: dict[str, str], biz: dict[str, Any], at: float) -> dict[str, Any]:
        trade, amount, is_new = refunds.refund(db, biz, at=at)
        return BUYER | {
            "trade_no": trade["trade_no"],
            "out_trade_no": trade["out_trade_no"],
            "fund_change": "Y" if is_new else "N",
            "refund_fee": yuan(trade["refunded"]),
            "send_back_fee": yuan(amount) if is_new else "0.00",
            "gmt_refund_pay": china.plain(at),
        }

    def _refund_query(
        self, db: sqlite3.Connection, params: dict[str, str], biz: dict[str, Any], at: float
    ) -> dict[str, Any]:
        """Of a refund that never was: success without any field, as Alipay has it."""
        trade = trades.known(db, biz.get("out_trade_no"), biz.get("trade_no"), at=at)
        if not biz.get("out_request_no"):
            raise bad("out_request_no")
        found = refunds.find(db, trade, str(biz["out_request_no"]))
        if found is None:
            return {}
        return {
            "trade_no": trade["trade_no"],
            "out_trade_no": trade["out_trade_no"],
            "out_request_no": found["out_request_no"],
            "refund_status": "REFUND_SUCCESS",
            "refund_reason": found["reason"],
            "total_amount": yuan(trade["amount"]),
            "refund_amount": yuan(found["amount"]),
            "gmt_refund_pay": china.plain(found["at"]),
        }

    def _cancel(self, db: sqlite3.Connection, params: dict[str, str], biz: dict[str, Any], at: float) -> dict[str, Any]:
        trade, action = refunds.cancel(db, biz, at=at)
        node = {"out_trade_no": str(biz.get("out_trade_no", "")), "retry_flag": "N"}
        if trade is not None:
            node |= {"out_trade_no": trade["out_trade_no"], "trade_no": trade["trade_no"]}
        return node | ({"action": action} if action else {})

    def _close(self, db: sqlite3.Connection, params: dict[str, str], biz: dict[str, Any], at: float) -> dict[str, Any]:
        trade = refunds.close(db, biz, at=at)
        return {"trade_no": trade["trade_no"], "out_trade_no": trade["out_trade_no"]}

    def _bill(self, db: sqlite3.Connection, params: dict[str, str], biz: dict[str, Any], at: float) -> dict[str, Any]:
        kind, day = biz.get("bill_type"), biz.get("bill_date")
        bills.check(db, kind, day, at=at)
        token = secrets.token_urlsafe(24)
        self._bills[token] = (str(kind), str(day))
        return {"bill_download_url": f"{self._host.public_url}/alipay/bill/{token}"}

    def _certificate(
        self, db: sqlite3.Connection, params: dict[str, str], biz: dict[str, Any], at: float
    ) -> dict[str, Any]:
        found = self._keys.certificates.get(str(biz.get("alipay_cert_sn", "")))
        if found is None:
            raise bad("alipay_cert_sn")
        return {"alipay_cert_content": base64.b64encode(found.encode()).decode()}

    def _download(self, request: Request) -> Response:
        """A bill by the address that was given for it, once."""
        wanted = self._bills.pop(request.params["token"], None)
        if wanted is None:
            return Response(404, b"No such bill, or fetched already.\n")
        with self._host.store.read() as db:
            return Response(200, bills.write(db, *wanted, self._seller_id), {"Content-Type": "application/zip"})

    def _return_url(self, trade: Trade) -> str:
        """Where a paid buyer goes: the merchant's page, with signed parameters."""
        if not trade["return_url"]:
            return ""
        params = {
            "app_id": self._app_id,
            "auth_app_id": self._app_id,
            "charset": "utf-8",
            "method": f"alipay.trade.{trade['kind']}.pay.return",
            "out_trade_no": trade["out_trade_no"],
            "seller_id": self._seller_id,
            "sign_type": "RSA2",
            "timestamp": china.plain(time.time()),
            "total_amount": yuan(trade["amount"]),
            "trade_no": trade["trade_no"],
            "version": "1.0",
        }
        text = "&".join(f"{name}={value}" for name, value in sorted(params.items()) if name != "sign_type")
        params["sign"] = self._keys.sign(text)
        joint = "&" if "?" in trade["return_url"] else "?"
        return f"{trade['return_url']}{joint}{urlencode(params)}"

    def _rotate(self, request: Request) -> Response:
        """`POST /_sandbox/alipay/rotate`: a new platform certificate of the same root signs from now on."""
        return Response.json({"alipay_cert_sn": self._keys.rotate()})

    def _pay(self, request: Request) -> Response:
        """`POST /_sandbox/alipay/pay {"out_trade_no"}`: the buyer scans and pays."""
        try:
            with self._host.store.write() as db:
                trade = trades.pay(db, str(json.loads(request.body).get("out_trade_no")), at=time.time())
        except AlipayError as error:
            return Response.json({"error": error.node["sub_code"]}, 409)
        self._host.wake()
        return Response.json({"trade_no": trade["trade_no"], "fee": fees.share("alipay", trade["amount"])})


def _biz(text: str) -> dict[str, Any]:
    """The business parameters; numbers are kept as they were written."""
    try:
        found = json.loads(text, parse_int=str, parse_float=str)
    except ValueError:
        raise bad("biz_content 不是合法的JSON") from None
    if not isinstance(found, dict):
        raise bad("biz_content")
    return found
