"""Stripe's later life, and every provider's way to the bank · sandbox gateway · no schema.

Each provider pays out by itself what is left of days gone by (Stripe's are UTC days, the wallets' China days); the
control route pays out everything at once.
"""

from __future__ import annotations

import json
import sqlite3
import time
from typing import Any

from apps.sandbox.base import china
from apps.sandbox.base.host import Host
from apps.sandbox.base.http import Request, Response
from apps.sandbox.gateway import charges, currencies, disputes, endpoints, payouts, purse, refunds
from apps.sandbox.gateway.errors import GatewayError, InvalidParameter
from apps.sandbox.gateway.work import Document, Work, shown

WALLETS = ("alipay", "wechat")
DAY_S = 86400


class Settlement:
    """Disputes, failed refunds and payouts of the card gateway; payouts of the wallets."""

    def __init__(self, host: Host) -> None:
        self._host = host
        add = host.jobs.add
        add(charges.DISPUTE_JOB, lambda db, subject: disputes.open_due(_work(db), subject))
        add(disputes.END_JOB, lambda db, subject: disputes.end_due(_work(db), *subject))
        add(refunds.FAIL_JOB, lambda db, ident: refunds.fail(_work(db), ident))
        host.jobs.add_sweep(self._sweep)
        host.routes.add("POST", "/_sandbox/settle", self._settle)
        host.routes.add("POST", "/_sandbox/stripe/roll", self._roll)
        host.routes.add("POST", "/_sandbox/stripe/disputes", self._dispute)
        host.routes.add("POST", "/_sandbox/stripe/disputes/<id>", self._decide)

    def state(self, db: sqlite3.Connection) -> dict[str, Any]:
        """The balance and what moved it, by currency and reporting category, in major units."""
        rows = db.execute(
            "SELECT currency, json_extract(body, '$.reporting_category') AS category, count(*) AS n,"
            " sum(json_extract(body, '$.amount')) AS amount, sum(json_extract(body, '$.fee')) AS fee"
            " FROM documents WHERE kind = 'balance_transaction' GROUP BY 1, 2 ORDER BY 1, 2"
        ).fetchall()
        found: dict[str, Any] = {}
        for row in rows:
            code = row["currency"]
            one = found.setdefault(code, {"balance": currencies.major(0, code), "lines": {}})
            one["balance"] += currencies.major(row["amount"] - row["fee"], code)
            one["lines"][row["category"]] = {
                "count": row["n"],
                "gross": str(currencies.major(row["amount"], code)),
                "fee": str(currencies.major(row["fee"], code)),
            }
        return {"currencies": {code: one | {"balance": str(one["balance"])} for code, one in found.items()}}

    def forget(self, db: sqlite3.Connection) -> None:
        """Nothing of its own: Stripe's objects are dropped with the documents."""

    def _sweep(self, db: sqlite3.Connection) -> None:
        now = time.time()
        payouts.pay_out(_work(db), self._host.faults, before=int(now // DAY_S * DAY_S))
        for wallet in WALLETS:
            purse.settle(db, wallet, self._host.faults, at=now, before_day=china.day(now))

    def _settle(self, request: Request) -> Response:
        """`POST /_sandbox/settle {"gateway": "stripe"}`: pay out everything now, of all where none is named."""
        order = _order(request)
        wanted = order.get("gateway")
        if wanted not in (None, "stripe", *WALLETS):
            return Response.json({"error": "gateway must be stripe, alipay or wechat"}, 422)
        done: list[dict[str, Any]] = []
        with self._host.store.write() as db:
            if wanted in (None, "stripe"):
                done += [_told(payout) for payout in payouts.pay_out(_work(db), self._host.faults)]
            for wallet in WALLETS:
                paid = None
                if wanted in (None, wallet):
                    paid = purse.settle(db, wallet, self._host.faults, at=time.time())
                done += [paid] if paid else []
        self._host.wake()
        return Response.json({"payouts": done})

    def _dispute(self, request: Request) -> Response:
        """`POST /_sandbox/stripe/disputes {"payment_intent" or "charge", "amount", "reason"}`: the buyer disputes."""
        order = _order(request)
        with_reason = {"reason": str(order.get("reason", "fraudulent")), "amount": order.get("amount")}

        def act(work: Work) -> Document:
            return disputes.create(work, _charge(work, order), **with_reason)

        return self._act(act, 201)

    def _decide(self, request: Request) -> Response:
        """`POST /_sandbox/stripe/disputes/<id> {"outcome": "won" or "lost"}`: the bank decides."""
        outcome = _order(request).get("outcome")
        if outcome not in ("won", "lost"):
            return Response.json({"error": "outcome must be won or lost"}, 422)
        return self._act(lambda work: disputes.end(work, work.get("dispute", request.params["id"]), outcome), 200)

    def _roll(self, request: Request) -> Response:
        """`POST /_sandbox/stripe/roll {"endpoint": "we_…", "grace_s": 86400}`: a new webhook secret."""
        order = _order(request)
        ident, grace_s = str(order.get("endpoint", endpoints.DEFAULT)), int(order.get("grace_s", DAY_S))

        def act(work: Work) -> Document:
            return endpoints.roll(work, work.get("webhook_endpoint", ident, param="endpoint"), grace_s=grace_s)

        return self._act(act, 200)

    def _act(self, act: Any, status: int) -> Response:
        try:
            with self._host.store.write() as db:
                document = act(_work(db))
        except GatewayError as error:
            return Response.json(error.body, error.status)
        self._host.wake()
        return Response.json(shown(document), status)


def _charge(work: Work, order: dict[str, Any]) -> Document:
    if order.get("charge"):
        return work.get("charge", str(order["charge"]), param="charge")
    intent = work.get("payment_intent", str(order.get("payment_intent")), param="payment_intent")
    if not intent["latest_charge"]:
        raise InvalidParameter("This PaymentIntent has no charge.", param="payment_intent")
    return work.get("charge", intent["latest_charge"], param="charge")


def _order(request: Request) -> dict[str, Any]:
    try:
        found = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _told(payout: Document) -> dict[str, Any]:
    code = payout["currency"]
    amount = str(currencies.major(payout["amount"], code))
    return {
        "gateway": "stripe",
        "id": payout["id"],
        "currency": code.upper(),
        "amount": amount,
        "status": payout["status"],
    }


def _work(db: sqlite3.Connection) -> Work:
    return Work(db, int(time.time()))
