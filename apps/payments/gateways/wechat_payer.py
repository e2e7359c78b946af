"""Payments · gateways · who a buyer is in WeChat's own browser: the openid, by web authorisation.

Source: WeChat's documentation of web authorisation, scope `snsapi_base`: the buyer is asked nothing, and nothing but
the openid is told, which is a number of this buyer for this account.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import quote

from apps.payments.errors import Declined, InvalidRequest, Unavailable, Unknown

from .transport import call

LONGEST_OPENID = 128
# Source: WeChat's documentation, «global return codes»: a code that is unknown, old or used; busy; too many calls.
_NO_CODE = frozenset({40029, 40163, 41008, 42003})
_BUSY = frozenset({-1, 45009, 45011})


@dataclass(frozen=True)
class WeChatAccount:
    """The official account that the merchant's number is bound to, and WeChat's addresses for it."""

    app_id: str
    app_secret: str = field(repr=False)
    page_base: str
    api_base: str

    def page(self, *, back: str, state: str) -> str:
        """Where a browser of WeChat's is sent, and comes `back` from with a code and the state (letters and digits).

        The order of the parameters is prescribed.
        """
        return (
            f"{self.page_base.rstrip('/')}/connect/oauth2/authorize?appid={quote(self.app_id)}"
            f"&redirect_uri={quote(back, safe='')}&response_type=code&scope=snsapi_base&state={state}#wechat_redirect"
        )

    def openid(self, code: str, *, timeout_s: float) -> str:
        """The openid for a code, which works once.

        Raises:
            Declined: the code is unknown, old or used. InvalidRequest: the account is not ours. Unavailable, Unknown.
        """
        asked = {
            "appid": self.app_id,
            "secret": self.app_secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        url = f"{self.api_base.rstrip('/')}/sns/oauth2/access_token"
        status, _, body = call("GET", url, params=asked, timeout_s=timeout_s)
        try:
            answer = json.loads(body)
        except ValueError as error:
            raise (Unavailable if status >= 500 else Unknown)(f"http_{status}") from error
        refusal = answer.get("errcode") if isinstance(answer, dict) else None
        if refusal in _NO_CODE:
            raise Declined("code")
        if refusal in _BUSY:
            raise Unavailable("busy")
        if refusal:
            raise InvalidRequest(f"errcode_{refusal}")
        openid = answer.get("openid") if isinstance(answer, dict) else None
        if not isinstance(openid, str) or not 0 < len(openid) <= LONGEST_OPENID:
            raise Unknown("malformed")
        return openid
