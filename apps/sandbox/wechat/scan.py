"""The pages on which a buyer pays: the cashier, and the phone that scans · sandbox wechat · no schema."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from urllib.parse import urlsplit

from apps.sandbox.base import china
from apps.sandbox.base.host import Host
from apps.sandbox.base.http import Request, Response
from apps.sandbox.base.pages import Voice, spoken
from apps.sandbox.gateway.pages import wallet
from apps.sandbox.wechat import orders
from apps.sandbox.wechat.orders import Order

TEXTS = json.loads(Path(__file__).with_name("texts.json").read_text("utf-8"))
CHOICES = (("pay", "pay"), ("refuse", "refuse"), ("expire", "expire"))


class Cashier:
    """What the buyer's pages have in common: an order is shown, and paid, left unpaid, or lets its time run out."""

    def __init__(self, host: Host, *, merchant_id: str) -> None:
        self._host = host
        self._merchant_id = merchant_id

    def _voice(self, request: Request) -> Voice:
        return Voice(spoken(request, TEXTS, asked=request.query.get("lang")), self._host.merchant, TEXTS)

    def _notice(self, request: Request, what: str, *, status: int = 200) -> Response:
        back = self._back(request)
        text = wallet.notice(self._voice(request), "wechat", f"{what}_title", f"{what}_text", back=back)
        return Response.html(text, status)

    def _back(self, request: Request) -> str:
        """Where the buyer came from, if it is a web address; empty where nothing leads back."""
        return ""

    @staticmethod
    def _find(db: sqlite3.Connection, token: str) -> Order | None:
        row = db.execute("SELECT out_trade_no FROM wechat_orders WHERE token = ?", (token,)).fetchone()
        return orders.find(db, row["out_trade_no"], at=time.time()) if row else None

    def _settled(self, request: Request, order: Order | None) -> Response | None:
        """The page of an order that nobody can pay any more."""
        if order is None:
            return self._notice(request, "unknown", status=404)
        if order["paid"]:
            back = self._back(request)
            return Response.redirect(back) if back else self._notice(request, "paid")
        return self._notice(request, "closed", status=410) if order["status"] == "CLOSED" else None

    def _shown(self, request: Request, order: Order | None) -> Response:
        """The page of an order."""
        settled = self._settled(request, order)
        if settled is not None or order is None:
            return settled or self._notice(request, "unknown", status=404)
        facts = (
            ("payee", self._host.merchant),
            ("goods", order["description"]),
            ("order", order["out_trade_no"]),
            ("until", china.plain(order["expires"])),
        )
        text = wallet.page(
            self._voice(request), "wechat", fen=order["amount"], facts=facts, action=request.target, choices=CHOICES
        )
        return Response.html(text)

    def _carried_out(self, db: sqlite3.Connection, request: Request, order: Order | None) -> Order | None:
        """The order after what the buyer pressed."""
        outcome = request.form.get("outcome")
        if order is None or order["status"] != "NOTPAY":
            return order
        if outcome == "pay":
            return orders.pay(db, order["out_trade_no"], merchant_id=self._merchant_id, at=time.time())
        if outcome == "expire":
            orders.close(db, order)
        return orders.find(db, order["out_trade_no"], at=time.time())


class Scan(Cashier):
    """Codes and H5 payments, which go back to the address in `redirect_url`, as WeChat Pay's do."""

    def __init__(self, host: Host, *, merchant_id: str) -> None:
        super().__init__(host, merchant_id=merchant_id)
        host.routes.add("GET", "/wechat/scan/<token>", self._show)
        host.routes.add("POST", "/wechat/scan/<token>", self._answer)

    def _back(self, request: Request) -> str:
        return web_address(request.query.get("redirect_url", ""))

    def _scanned(self, db: sqlite3.Connection, request: Request) -> Order | None:
        """The order; those of the app's own browser bear a token that no code shows."""
        order = self._find(db, request.params["token"])
        return None if order is None or order["trade_type"] == "JSAPI" else order

    def _show(self, request: Request) -> Response:
        with self._host.store.write() as db:
            order = self._scanned(db, request)
        return self._shown(request, order)

    def _answer(self, request: Request) -> Response:
        with self._host.store.write() as db:
            order = self._carried_out(db, request, self._scanned(db, request))
        self._host.wake()
        return self._settled(request, order) or self._notice(request, "refused")


def web_address(url: str) -> str:
    """The address, if it is one of the web; else nothing."""
    return url if urlsplit(url).scheme in ("http", "https") else ""
