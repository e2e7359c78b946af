"""Payments · Stripe, by its own SDK: cards on Stripe's hosted page, authorised first, captured later.

No card number touches us. The SDK's own retries are off: our operations are
retried with the same key, and a call without an answer becomes `Unknown`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import stripe
from djmoney.money import Money

from apps.common.currency_table import Provider
from apps.payments.errors import BadCallback, Declined, Duplicate, InvalidRequest
from apps.payments.types import PaymentPage

from .amounts import fits
from .port import Capabilities, Done, RemoteDispute, RemotePayment, SettledLine, Started, VerifiedCallback
from .stripe_amounts import LARGEST, SMALLEST, to_stripe
from .stripe_answers import dispute_of, payment_of, settled_of
from .stripe_outcomes import outcome_of
from .transport import CONNECT_S, header

# What our code reads is this version of Stripe's objects, whatever the account's own default is.
API_VERSION = "2026-10-28.endive"
TOLERANCE_S = 300
LARGEST_BODY = 256 * 1024
# The languages of Stripe's page; it has no Arabic and chooses itself then.
_LOCALES = {"en": "en", "de": "de", "fr": "fr", "ja": "ja", "zh-hans": "zh"}
# News that can change what we know of a payment; the rest follows from our own calls.
TELLING = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.expired",
        "payment_intent.amount_capturable_updated",
        "payment_intent.canceled",
        "payment_intent.payment_failed",
        "payment_intent.succeeded",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
        "refund.failed",
    }
)


class StripeGateway:
    name = "stripe"
    capabilities = Capabilities(
        currencies=None,
        partial_capture=True,
        refunds=True,
        multiple_captures=True,
        smallest=SMALLEST,
        largest=LARGEST,
    )

    def __init__(self, *, secret_key: str, webhook_secret: str, api_base: str, timeout_s: float) -> None:
        self._webhook_secret = webhook_secret
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base},
            stripe_version=API_VERSION,
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=(min(CONNECT_S, timeout_s), timeout_s)),
        )

    def chargeable(self, amount: Money) -> bool:
        return fits(amount, Provider.STRIPE, self.capabilities)

    def counted(self, amount: Money) -> int:
        return to_stripe(amount)

    def start(self, intent_id: UUID, amount: Money, page: PaymentPage, *, key: str) -> Started:
        currency = amount.currency.code.lower()
        params: Any = {
            "mode": "payment",
            "client_reference_id": str(intent_id),
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": currency,
                        "unit_amount": to_stripe(item.amount),
                        "product_data": {"name": item.name},
                    },
                }
                for item in page.items
            ],
            "payment_intent_data": {
                "capture_method": "manual",
                "description": page.description,
                "metadata": {"intent": str(intent_id)},
                "transfer_group": str(intent_id),
            },
            "metadata": {"intent": str(intent_id)},
            "success_url": page.success_url,
            "cancel_url": page.cancel_url,
            "customer_email": page.email,
            "locale": _LOCALES.get(page.language, "auto"),
            "expires_at": int(page.closes_at.timestamp()),
        }
        card = {"request_multicapture": "if_available"}
        if page.challenge:
            card["request_three_d_secure"] = "challenge"
        params["payment_method_options"] = {"card": card}
        session = outcome_of(lambda: self._client.v1.checkout.sessions.create(params, _key(key)))
        return Started(session.id, session.url or "")

    def query(self, reference: str) -> RemotePayment:
        params: Any = {"expand": ["payment_intent.latest_charge"]}
        session = outcome_of(lambda: self._client.v1.checkout.sessions.retrieve(reference, params))
        return payment_of(session.to_dict())

    def capture(self, payment_reference: str, amount: Money, *, key: str, is_final: bool = True) -> Done:
        params: Any = {"amount_to_capture": to_stripe(amount)}
        if not is_final:
            params["final_capture"] = False
        intent = outcome_of(lambda: self._client.v1.payment_intents.capture(payment_reference, params, _key(key)))
        return Done(intent.id)

    def void(self, payment_reference: str, *, key: str) -> Done:
        intent = outcome_of(lambda: self._client.v1.payment_intents.cancel(payment_reference, {}, _key(key)))
        return Done(intent.id)

    def refund(self, payment_reference: str, amount: Money, *, key: str) -> Done:
        params: Any = {"payment_intent": payment_reference, "amount": to_stripe(amount), "metadata": {"key": key}}
        refund = outcome_of(lambda: self._client.v1.refunds.create(params, _key(key)))
        return Done(refund.id)

    def query_refund(self, payment_reference: str, *, key: str) -> Done | None:
        params: Any = {"payment_intent": payment_reference, "limit": 100}
        listed = outcome_of(lambda: _all(self._client.v1.refunds.list(params)))
        found = next((refund for refund in listed if (refund.get("metadata") or {}).get("key") == key), None)
        if found is None:
            return None
        # What left and came back was done: the report tells of both, and the second makes it owed again.
        if found.get("status") in ("failed", "canceled") and not found.get("failure_balance_transaction"):
            raise Declined(str(found.get("failure_reason") or found["status"]))
        return Done(found["id"])

    def query_disputes(self, payment_reference: str) -> Sequence[RemoteDispute]:
        params: Any = {"payment_intent": payment_reference, "limit": 100}
        listed = outcome_of(lambda: _all(self._client.v1.disputes.list(params)))
        return [dispute_of(dispute) for dispute in listed if not dispute["status"].startswith("warning_")]

    def settlement(self, day: date) -> Sequence[SettledLine]:
        begins = datetime.combine(day, time.min, UTC)
        created = {"gte": int(begins.timestamp()), "lt": int((begins + timedelta(days=1)).timestamp())}
        params: Any = {"created": created, "limit": 100, "expand": ["data.source"]}
        listed = outcome_of(lambda: _all(self._client.v1.balance_transactions.list(params)))
        return [settled_of(one) for one in listed][::-1]

    def close(self, reference: str, *, key: str) -> Done:
        try:
            session = outcome_of(lambda: self._client.v1.checkout.sessions.expire(reference, {}, _key(key)))
        except InvalidRequest as refusal:
            raise Duplicate(refusal.code) from refusal
        return Done(session.id)

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> VerifiedCallback | None:
        signature = header(headers, "Stripe-Signature")
        if len(body) > LARGEST_BODY:
            raise BadCallback()
        try:
            stripe.WebhookSignature.verify_header(body, signature, self._webhook_secret)
            signed_at = int(dict(part.split("=", 1) for part in signature.split(","))["t"])
            event = json.loads(body)
            found = event["data"]["object"]
            event_id, kind, shape = str(event["id"]), str(event["type"]), str(found["object"])
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise BadCallback() from error
        if abs(at.timestamp() - signed_at) > TOLERANCE_S:
            raise BadCallback()
        if kind not in TELLING:
            return None
        if shape in ("dispute", "refund"):
            payment, currency = str(found.get("payment_intent") or ""), str(found.get("currency") or "").upper()
            return VerifiedCallback(event_id, kind, payment, "", None, currency)
        amount = found.get("amount_total") if shape == "checkout.session" else found.get("amount")
        return VerifiedCallback(
            event_id=event_id,
            kind=kind,
            reference=str(found.get("id", "")),
            our_reference=str((found.get("metadata") or {}).get("intent", "")),
            amount=amount if isinstance(amount, int) else None,
            currency=str(found.get("currency") or "").upper(),
        )

    def answer(self, *, accepted: bool) -> tuple[int, bytes, str]:
        return (200 if accepted else 400), b"", "text/plain"


def _all(listed: Any) -> list[dict[str, Any]]:
    return [one.to_dict() for one in listed.auto_paging_iter()]


def _key(key: str) -> Any:
    return {"idempotency_key": key}
