"""WeChat Pay API v3, mounted under `/wechat` in the gateway's process · sandbox wechat · no schema.

The prefix `/wechat` belongs to the address of the service, so that it is no part of what is signed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import secrets
import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from apps.sandbox.base import china, rsa
from apps.sandbox.base.host import Host
from apps.sandbox.base.http import Handler, Request, Response
from apps.sandbox.gateway import purse
from apps.sandbox.wechat import bills, orders, refunds
from apps.sandbox.wechat.callbacks import STRANGER, Callbacks, shifted
from apps.sandbox.wechat.errors import WeChatError, bad
from apps.sandbox.wechat.inside import Bridge, Payers
from apps.sandbox.wechat.scan import Scan
from apps.sandbox.wechat.signature import Keys

SCHEMA = orders.SCHEMA + refunds.SCHEMA
PREFIX = "/wechat"
PAY = "/v3/pay/transactions"
NO_CONTENT: dict[str, Any] = {}
Run = Callable[[sqlite3.Connection, Request, float], dict[str, Any]]


class WeChat:
    """One merchant's WeChat Pay."""

    def __init__(self, host: Host) -> None:
        account = host.accounts["wechat"]
        self._host = host
        self._appid, self._merchant_id = account["app_id"], account["merchant_id"]
        self._keys = Keys(host.keys, merchant_id=self._merchant_id)
        self._bills: dict[str, bytes] = {}
        host.channels["wechat"] = Callbacks(self._keys)
        host.jobs.add_sweep(lambda db: orders.close_due(db, at=time.time()))
        host.jobs.add(
            refunds.JOB,
            lambda db, number: refunds.finish(db, number, host.faults, merchant_id=self._merchant_id, at=time.time()),
        )
        for trade_type in ("native", "jsapi", "h5", "app"):
            self._add("POST", f"{PAY}/{trade_type}", self._prepay)
        self._add("GET", f"{PAY}/out-trade-no/<number>", self._query)
        self._add("GET", f"{PAY}/id/<transaction>", self._query)
        self._add("POST", f"{PAY}/out-trade-no/<number>/close", self._close)
        self._add("POST", "/v3/refund/domestic/refunds", self._refund)
        self._add("GET", "/v3/refund/domestic/refunds/<number>", self._refund_query)
        self._add("GET", "/v3/bill/tradebill", self._trade_bill)
        self._add("GET", "/v3/bill/fundflowbill", self._flow_bill)
        self._add("GET", "/v3/certificates", self._certificates)
        host.routes.add("GET", f"{PREFIX}/v3/billdownload/file", self._download)
        host.routes.add("POST", "/_sandbox/wechat/rotate", self._rotate)
        host.routes.add("POST", "/_sandbox/wechat/pay", self._pay)
        Scan(host, merchant_id=self._merchant_id)
        Payers(host, appid=self._appid, keys=self._keys)
        Bridge(host, appid=self._appid, merchant_id=self._merchant_id, keys=self._keys)

    def state(self, db: sqlite3.Connection) -> dict[str, Any]:
        """Orders and refunds by status, and the money."""
        counted = db.execute("SELECT status, count(*) FROM wechat_orders GROUP BY 1").fetchall()
        refunded = db.execute("SELECT status, count(*) FROM wechat_refunds GROUP BY 1").fetchall()
        found = {"orders": dict(map(tuple, counted)), "refunds": dict(map(tuple, refunded))}
        return found | purse.summary(db, "wechat")

    def forget(self, db: sqlite3.Connection) -> None:
        """Drop all orders and money."""
        db.execute("DELETE FROM wechat_orders")
        db.execute("DELETE FROM wechat_refunds")
        db.execute("DELETE FROM purse WHERE provider = 'wechat'")

    def _add(self, method: str, path: str, run: Run) -> None:
        self._host.routes.add(method, PREFIX + path, self._handler(run))

    def _handler(self, run: Run) -> Handler:
        def handle(request: Request) -> Response:
            try:
                self._check(request)
                with self._host.store.write() as db:
                    node = run(db, request, time.time())
            except WeChatError as error:
                return self._signed(request, error.status, error.body)
            self._host.wake()
            return self._signed(request, 204 if node is NO_CONTENT else 200, node)

        return handle

    def _check(self, request: Request) -> None:
        target = request.target.removeprefix(PREFIX)
        self._keys.check(request.method, target, request.headers, request.body)

    def _signed(self, request: Request, status: int, node: dict[str, Any]) -> Response:
        """The answer under the key that the caller names."""
        kinds = {fault.kind: fault for fault in request.faults}
        if "wrong_amount" in kinds:
            node = shifted(node, int(kinds["wrong_amount"].number("delta", 1)))
        if "wrong_merchant" in kinds and "mchid" in node:
            node = node | {"mchid": STRANGER}
        body = b"" if status == 204 else json.dumps(node, ensure_ascii=False).encode()
        # Without a name the caller works with certificates.
        by = request.headers.get("wechatpay-serial") or self._keys.newest.serial
        headers = self._keys.signed(body, by=by, is_strangers="unknown_serial" in kinds)
        if "tampered_answer" in kinds:
            body = body.replace(b"NOTPAY", b"SUCCESS") + b" "
        headers |= {"Content-Type": "application/json; charset=utf-8", "Request-ID": secrets.token_hex(12).upper()}
        return Response(status, body, headers)

    def _prepay(self, db: sqlite3.Connection, request: Request, at: float) -> dict[str, Any]:
        trade_type = request.path.rpartition("/")[2].upper()
        kind = "MWEB" if trade_type == "H5" else trade_type
        signer = request.headers.get("wechatpay-serial") or self._keys.newest.serial
        data = _body(request)
        scene = data.get("scene_info")
        if kind == "MWEB" and not (isinstance(scene, dict) and scene.get("payer_client_ip")):
            raise bad("scene_info/payer_client_ip", "H5支付必填")
        order = orders.make(db, kind, data, appid=self._appid, merchant_id=self._merchant_id, signer=signer, at=at)
        url = f"{self._host.public_url}{PREFIX}/scan/{order['token']}"
        names = {"NATIVE": ("code_url", url), "MWEB": ("h5_url", url)}
        return dict([names.get(kind, ("prepay_id", order["token"]))])

    def _query(self, db: sqlite3.Connection, request: Request, at: float) -> dict[str, Any]:
        self._require_merchant(request.query.get("mchid"))
        if "transaction" in request.params:
            order = orders.by_transaction(db, request.params["transaction"], at=at)
        else:
            order = orders.known(db, request.params["number"], at=at)
        return orders.shown(order, self._merchant_id)

    def _close(self, db: sqlite3.Connection, request: Request, at: float) -> dict[str, Any]:
        self._require_merchant(_body(request).get("mchid"))
        orders.close(db, orders.known(db, request.params["number"], at=at))
        return NO_CONTENT

    def _require_merchant(self, given: Any) -> None:
        if given != self._merchant_id:
            raise WeChatError(400, "PARAM_ERROR", "mchid与签名商户不一致")

    def _refund(self, db: sqlite3.Connection, request: Request, at: float) -> dict[str, Any]:
        refund = refunds.create(db, _body(request), at=at)
        return refunds.shown(refund, orders.known(db, refund["out_trade_no"], at=at))

    def _refund_query(self, db: sqlite3.Connection, request: Request, at: float) -> dict[str, Any]:
        refund = refunds.known(db, request.params["number"])
        return refunds.shown(refund, orders.known(db, refund["out_trade_no"], at=at))

    def _trade_bill(self, db: sqlite3.Connection, request: Request, at: float) -> dict[str, Any]:
        found = bills.lines(db, request.query.get("bill_date", ""), at=at)
        wanted = request.query.get("bill_type", "ALL")
        if wanted not in ("ALL", "SUCCESS", "REFUND"):
            raise bad("bill_type", "ALL, SUCCESS, REFUND")
        kinds = {"ALL": ("payment", "refund", "refund_failed"), "SUCCESS": ("payment",)}
        found = [line for line in found if line["kind"] in kinds.get(wanted, ("refund", "refund_failed"))]
        return self._offer(request, bills.trades(found, self._merchant_id))

    def _flow_bill(self, db: sqlite3.Connection, request: Request, at: float) -> dict[str, Any]:
        day = request.query.get("bill_date", "")
        return self._offer(request, bills.flows(db, bills.lines(db, day, at=at), day))

    def _offer(self, request: Request, text: str) -> dict[str, Any]:
        """Where a bill can be fetched, and its hash before packing."""
        content, packing = text.encode(), request.query.get("tar_type", "")
        if packing not in ("", "GZIP"):
            raise bad("tar_type", "GZIP")
        token = secrets.token_urlsafe(24)
        self._bills[token] = gzip.compress(content) if packing else content
        return {
            "hash_type": "SHA1",
            "hash_value": hashlib.sha1(content).hexdigest(),
            "download_url": f"{self._host.public_url}{PREFIX}/v3/billdownload/file?token={token}",
        }

    def _download(self, request: Request) -> Response:
        """A bill, once; the request is signed, the answer not."""
        try:
            self._check(request)
        except WeChatError as error:
            return Response.json(error.body, error.status)
        content = self._bills.pop(request.query.get("token", ""), None)
        if content is None:
            return Response.json({"code": "RESOURCE_NOT_EXISTS", "message": "token无效"}, 404)
        return Response(200, content, {"Content-Type": "text/plain"})

    def _certificates(self, db: sqlite3.Connection, request: Request, at: float) -> dict[str, Any]:
        """The live certificates, each sealed with the merchant's API v3 key."""
        return {
            "data": [
                {
                    "serial_no": one.serial,
                    "effective_time": china.offset(one.certificate.not_valid_before_utc.timestamp()),
                    "expire_time": china.offset(
                        (one.certificate.not_valid_after_utc - timedelta(seconds=1)).timestamp()
                    ),
                    "encrypt_certificate": self._keys.sealed(rsa.certificate_pem(one.certificate), "certificate"),
                }
                for one in self._keys.live
            ]
        }

    def _rotate(self, request: Request) -> Response:
        """`POST /_sandbox/wechat/rotate`: a new platform key; the one before stays live, an older one dies."""
        one = self._keys.rotate()
        return Response.json(
            {
                "public_key_id": one.key_id,
                "public_key": rsa.public_pem(one.private.public_key()),
                "certificate_serial": one.serial,
                "live": [each.key_id for each in self._keys.live],
            }
        )

    def _pay(self, request: Request) -> Response:
        """`POST /_sandbox/wechat/pay {"out_trade_no"}`: the buyer scans and pays."""
        number = str(json.loads(request.body).get("out_trade_no"))
        try:
            with self._host.store.write() as db:
                order = orders.pay(db, number, merchant_id=self._merchant_id, at=time.time())
        except WeChatError as error:
            return Response.json({"error": error.body["code"]}, 409)
        self._host.wake()
        return Response.json({"transaction_id": order["transaction_id"], "fee": order["fee"]})


def _body(request: Request) -> dict[str, Any]:
    try:
        data = json.loads(request.body)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise WeChatError(400, "PARAM_ERROR", "请求体不是合法的JSON对象")
    return data
