"""The cashier: the page behind a code or a redirect · sandbox alipay · no schema."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from apps.sandbox.alipay import trades
from apps.sandbox.alipay.trades import CLOSED, MADE, WAITING, Trade
from apps.sandbox.base import china
from apps.sandbox.base.host import Host
from apps.sandbox.base.http import Request, Response
from apps.sandbox.base.pages import Voice, spoken
from apps.sandbox.gateway.pages import wallet

TEXTS = json.loads(Path(__file__).with_name("texts.json").read_text("utf-8"))
CHOICES = (("pay", "pay"), ("refuse", "refuse"), ("expire", "expire"))


class Cashier:
    """The buyer's pages; `return_url` gives the signed address of the shop's page."""

    def __init__(self, host: Host, return_url: Callable[[Trade], str]) -> None:
        self._host = host
        self._return_url = return_url
        host.routes.add("GET", "/alipay/cashier/<token>", self._show)
        host.routes.add("POST", "/alipay/cashier/<token>", self._answer)

    def _voice(self, request: Request) -> Voice:
        return Voice(spoken(request, TEXTS, asked=request.query.get("lang")), self._host.merchant, TEXTS)

    def _notice(self, request: Request, what: str, *, status: int = 200, back: str = "") -> Response:
        voice = self._voice(request)
        return Response.html(wallet.notice(voice, "alipay", f"{what}_title", f"{what}_text", back=back), status)

    @staticmethod
    def _find(db: sqlite3.Connection, token: str) -> Trade | None:
        row = db.execute("SELECT out_trade_no FROM alipay_trades WHERE token = ?", (token,)).fetchone()
        return trades.find(db, row["out_trade_no"], at=time.time()) if row else None

    def _settled(self, request: Request, trade: Trade | None) -> Response | None:
        """The page of a trade that nobody can pay any more."""
        if trade is None:
            return self._notice(request, "unknown", status=404)
        if trade["paid"] is not None:
            url = self._return_url(trade)
            return Response.redirect(url) if url else self._notice(request, "paid")
        if trade["status"] == CLOSED:
            return self._notice(request, "closed", status=410, back=trade["quit_url"] or trade["return_url"])
        return None

    def _show(self, request: Request) -> Response:
        with self._host.store.write() as db:
            trade = self._find(db, request.params["token"])
            if trade is not None:
                trades.open_page(db, trade)
        self._host.wake()
        settled = self._settled(request, trade)
        if settled is not None or trade is None:
            return settled or self._notice(request, "unknown", status=404)
        voice = self._voice(request)
        facts = (
            ("payee", self._host.merchant),
            ("goods", trade["subject"]),
            ("order", trade["out_trade_no"]),
            ("until", china.plain(trade["expires"])),
        )
        action = request.target
        text = wallet.page(voice, "alipay", fen=trade["amount"], facts=facts, action=action, choices=CHOICES)
        return Response.html(text)

    def _answer(self, request: Request) -> Response:
        outcome = request.form.get("outcome")
        at = time.time()
        with self._host.store.write() as db:
            trade = self._find(db, request.params["token"])
            if trade is not None and trade["status"] in (MADE, WAITING):
                if outcome == "pay":
                    trade = trades.pay(db, trade["out_trade_no"], at=at)
                elif outcome == "expire":
                    trades.close(db, trade, at=at)
                    trade = trades.find(db, trade["out_trade_no"], at=at)
        self._host.wake()
        settled = self._settled(request, trade)
        if settled is not None or trade is None:
            return settled or self._notice(request, "unknown", status=404)
        return self._notice(request, "refused", back=trade["quit_url"] or trade["return_url"])
