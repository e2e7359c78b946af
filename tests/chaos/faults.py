"""What the sandbox gateway is told to do wrong; see apps/sandbox/README.md for the kinds."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import requests

_TIMEOUT_S = 5
_FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "slow", "ms": 2500, "match": "POST /v1/checkout/sessions*", "times": 3},
    {"kind": "slow", "ms": 4000, "match": "GET /v1/checkout/sessions/*", "times": 3},
    {"kind": "down", "match": "*", "times": 4},
    {"kind": "down", "refuse": True, "match": "*", "times": 3},
    {"kind": "timeout_after_acting", "match": "POST /v1/checkout/sessions", "times": 2},
    {"kind": "timeout_after_acting", "match": "POST /v1/payment_intents/*/capture", "times": 2},
    {"kind": "wrong_amount", "delta": 1, "match": "GET /v1/checkout/sessions/*", "times": 2},
    {"kind": "timeout_after_acting", "match": "* alipay.trade.precreate", "times": 2},
    {"kind": "timeout_after_acting", "match": "POST /wechat/v3/pay/transactions/native", "times": 2},
    {"kind": "wrong_amount", "delta": 1, "match": "* alipay.trade.query", "times": 2},
    {"kind": "tampered_answer", "match": "GET /wechat/v3/pay/transactions/*", "times": 2},
    {"kind": "unknown_serial", "match": "* alipay.trade.query", "times": 2},
    {"kind": "duplicate_webhook", "times": 3},
    {"kind": "out_of_order_webhooks", "times": 6},
    {"kind": "tampered_webhook", "times": 2},
    {"kind": "stale_webhook", "times": 2},
    {"kind": "drop_webhook", "match": "checkout.session.completed", "times": 2},
)


class Faults:
    """Arms one after the other, by chance; `armed` counts them by kind."""

    def __init__(self, gateway: str, dice: random.Random) -> None:
        self.armed: Counter[str] = Counter()
        self._address = f"{gateway}/_sandbox/faults"
        self._dice = dice

    def arm(self) -> None:
        """Arm one, unless the gateway is down already."""
        fault = self._dice.choice(_FAULTS)
        try:
            if requests.post(self._address, json=fault, timeout=_TIMEOUT_S).status_code == 201:
                self.armed[fault["kind"]] += 1
        except requests.RequestException:
            return

    def clear(self) -> None:
        """Have the gateway behave from now on."""
        requests.delete(self._address, timeout=_TIMEOUT_S).raise_for_status()
