"""Inside WeChat's own browser: who the buyer is, and the call that pays · sandbox wechat · no schema.

Source: WeChat's documentation of web authorisation (`snsapi_base`), and WeChat Pay's of `getBrandWCPayRequest`.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
import threading
import time
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from apps.sandbox.base.host import Host
from apps.sandbox.base.http import Request, Response
from apps.sandbox.wechat.orders import OPENID, Order
from apps.sandbox.wechat.scan import Cashier, web_address
from apps.sandbox.wechat.signature import Keys

CODE_LASTS_S = 300
BROWSER = "MicroMessenger"
# WeChat takes the parameters in this order alone.
_ASKED = re.compile(
    r"appid=(?P<appid>[^&]+)&redirect_uri=(?P<back>[^&]+)&response_type=code"
    r"&scope=(?:snsapi_base|snsapi_userinfo)&state=(?P<state>[A-Za-z0-9]{0,128})"
)
_PREPAID = re.compile(r"prepay_id=([A-Za-z0-9]+)")


class Payers:
    """Web authorisation: a browser of WeChat's is sent back with a code, which is exchanged once for the openid."""

    def __init__(self, host: Host, *, appid: str, keys: Keys) -> None:
        self._host, self._appid, self._keys = host, appid, keys
        self._codes: dict[str, float] = {}
        self._used: set[str] = set()
        self._lock = threading.Lock()
        host.routes.add("GET", "/wechat/connect/oauth2/authorize", self._authorise)
        host.routes.add("GET", "/wechat/sns/oauth2/access_token", self._exchange)

    def _authorise(self, request: Request) -> Response:
        """Send the browser back with a code; snsapi_base asks the buyer nothing."""
        if BROWSER not in request.headers.get("user-agent", ""):
            return Response.json({"errmsg": "请在微信客户端打开链接"}, 403)
        asked = _ASKED.fullmatch(request.query_string)
        back = web_address(unquote(asked["back"])) if asked else ""
        if asked is None or asked["appid"] != self._appid or not back:
            return Response.json({"errmsg": "链接无法访问，请检查参数及其顺序"}, 400)
        code = secrets.token_hex(16)
        with self._lock:
            self._codes[code] = time.time() + CODE_LASTS_S
        return Response.redirect(with_parameters(back, code=code, state=asked["state"]))

    def _exchange(self, request: Request) -> Response:
        """The openid for a code; refusals, too, are answered with 200."""
        given = request.query
        if given.get("appid") != self._appid:
            return Response.json({"errcode": 40013, "errmsg": "invalid appid"})
        if not secrets.compare_digest(given.get("secret", "").encode(), self._keys.app_secret.encode()):
            return Response.json({"errcode": 40125, "errmsg": "invalid appsecret"})
        if given.get("grant_type") != "authorization_code":
            return Response.json({"errcode": 40002, "errmsg": "invalid grant_type"})
        code = given.get("code", "")
        with self._lock:
            until = self._codes.pop(code, 0.0)
            was_used = code in self._used
            if until:
                self._used.add(code)
        if until < time.time():
            word = "code been used" if was_used else "invalid code"
            return Response.json({"errcode": 40163 if was_used else 40029, "errmsg": word})
        found: dict[str, Any] = {
            "access_token": secrets.token_urlsafe(48),
            "expires_in": 7200,
            "refresh_token": secrets.token_urlsafe(48),
            "openid": OPENID,
            "scope": "snsapi_base",
        }
        return Response.json(found)


class Bridge(Cashier):
    """The sheet that the app lays over a shop's page: shown for a call that the merchant has signed.

    `back` is where the shop's page goes on; a buyer who does not pay comes there with `cancelled=1`.
    """

    def __init__(self, host: Host, *, appid: str, merchant_id: str, keys: Keys) -> None:
        super().__init__(host, merchant_id=merchant_id)
        self._appid, self._keys = appid, keys
        host.routes.add("GET", "/wechat/bridge", self._show)
        host.routes.add("POST", "/wechat/bridge", self._answer)

    def _back(self, request: Request) -> str:
        return web_address(request.query.get("back", ""))

    def _called(self, db: sqlite3.Connection, request: Request) -> Order | None:
        """The order that a signed call names; None where the call is not the merchant's, or names none of this kind."""
        call = request.query
        prepaid = _PREPAID.fullmatch(call.get("package", ""))
        if prepaid is None or call.get("appId") != self._appid or not self._keys.is_merchants_call(call):
            return None
        order = self._find(db, prepaid[1])
        return order if order is not None and order["trade_type"] == "JSAPI" else None

    def _show(self, request: Request) -> Response:
        with self._host.store.write() as db:
            order = self._called(db, request)
        return self._shown(request, order)

    def _answer(self, request: Request) -> Response:
        with self._host.store.write() as db:
            order = self._carried_out(db, request, self._called(db, request))
        self._host.wake()
        settled, back = self._settled(request, order), self._back(request)
        if settled is None and back:
            return Response.redirect(with_parameters(back, cancelled="1"))
        return settled or self._notice(request, "refused")


def with_parameters(url: str, **more: str) -> str:
    """An address with further parameters."""
    parts = urlsplit(url)
    return parts._replace(query=urlencode([*parse_qsl(parts.query), *more.items()])).geturl()
