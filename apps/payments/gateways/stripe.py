"""Payments · Stripe, by its own SDK: cards on Stripe's hosted page, authorised first, captured later.

No card number touches us. The SDK's own retries are off: our operations are
retried with the same key, and a call without an answer becomes `Unknown`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

import requests
import stripe
from djmoney.money import Money

from apps.common.money import zero
from apps.payments.errors import BadCallback, Declined, Duplicate, InvalidRequest, Unavailable, Unknown
from apps.payments.types import PaymentPage

from .port import (
    Capabilities,
    CardFacts,
    DisputeStatus,
    Done,
    RemoteDispute,
    RemotePayment,
    RemoteStatus,
    SettledKind,
    SettledLine,
    Started,
    VerifiedCallback,
)
from .stripe_amounts import from_stripe, step, to_stripe

T = TypeVar("T")

TOLERANCE_S = 300
# The languages of Stripe's page; it has no Arabic and chooses itself then.
_LOCALES = {"en": "en", "de": "de", "fr": "fr", "ja": "ja", "zh-hans": "zh"}
_DONE_BEFORE = frozenset({"payment_intent_unexpected_state", "charge_already_captured", "charge_already_refunded"})
# News that can change what we know of a payment; the rest follows from our own calls.
_TELLING = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.expired",
        "payment_intent.amount_capturable_updated",
        "payment_intent.canceled",
        "payment_intent.payment_failed",
        "payment_intent.succeeded",
    }
)
_STATUS = {
    "requires_capture": RemoteStatus.AUTHORISED,
    "succeeded": RemoteStatus.CAPTURED,
    "canceled": RemoteStatus.RELEASED,
}

# Source: Stripe documentation, "Reporting categories".
_SETTLED = {
    "charge": SettledKind.PAYMENT,
    "refund": SettledKind.REFUND,
    "refund_failure": SettledKind.REFUND_FAILED,
    "dispute": SettledKind.DISPUTE,
    "dispute_reversal": SettledKind.DISPUTE_WON,
    "fee": SettledKind.FEE,
    "payout": SettledKind.PAYOUT,
    "payout_reversal": SettledKind.PAYOUT_FAILED,
}


class StripeGateway:
    name = "stripe"
    capabilities = Capabilities(currencies=None, partial_capture=True, refunds=True)

    def __init__(self, *, secret_key: str, webhook_secret: str, api_base: str, timeout_s: int) -> None:
        self._webhook_secret = webhook_secret
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=timeout_s),
        )

    def chargeable(self, amount: Money) -> bool:
        return bool(amount.amount > 0 and amount.amount % step(amount.currency.code) == 0)

    def counted(self, amount: Money) -> int:
        return to_stripe(amount)

    def start(self, intent_id: UUID, amount: Money, page: PaymentPage, *, key: str) -> Started:
        currency = amount.currency.code.lower()
        params: dict[str, Any] = {
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
        session = _outcome(lambda: self._client.v1.checkout.sessions.create(params, _key(key)))  # type: ignore[arg-type]
        return Started(session.id, session.url or "")

    def query(self, reference: str) -> RemotePayment:
        params = {"expand": ["payment_intent.latest_charge"]}
        session = _outcome(lambda: self._client.v1.checkout.sessions.retrieve(reference, params))  # type: ignore[arg-type]
        return _remote(session.to_dict())

    def capture(self, payment_reference: str, amount: Money, *, key: str, is_final: bool = True) -> Done:
        params: dict[str, Any] = {"amount_to_capture": to_stripe(amount)}
        if not is_final:
            params["final_capture"] = False
        intent = _outcome(
            lambda: self._client.v1.payment_intents.capture(payment_reference, params, _key(key))  # type: ignore[arg-type]
        )
        return Done(intent.id)

    def void(self, payment_reference: str, *, key: str) -> Done:
        intent = _outcome(lambda: self._client.v1.payment_intents.cancel(payment_reference, {}, _key(key)))
        return Done(intent.id)

    def refund(self, payment_reference: str, amount: Money, *, key: str) -> Done:
        params = {"payment_intent": payment_reference, "amount": to_stripe(amount), "metadata": {"key": key}}
        refund = _outcome(lambda: self._client.v1.refunds.create(params, _key(key)))  # type: ignore[arg-type]
        return Done(refund.id)

    def query_refund(self, payment_reference: str, *, key: str) -> Done | None:
        params = {"payment_intent": payment_reference, "limit": 100}
        found = _outcome(lambda: self._client.v1.refunds.list(params))  # type: ignore[arg-type]
        told = (refund.to_dict() for refund in found.auto_paging_iter())
        return next((Done(refund["id"]) for refund in told if (refund.get("metadata") or {}).get("key") == key), None)

    def query_disputes(self, payment_reference: str) -> Sequence[RemoteDispute]:
        found = _outcome(lambda: self._client.v1.disputes.list({"payment_intent": payment_reference, "limit": 100}))
        told = (dispute.to_dict() for dispute in found.auto_paging_iter())
        return [_dispute(dispute) for dispute in told if not dispute["status"].startswith("warning_")]

    def settlement(self, day: date) -> Sequence[SettledLine]:
        begins = datetime.combine(day, time.min, UTC)
        created = {"gte": int(begins.timestamp()), "lt": int((begins + timedelta(days=1)).timestamp())}
        params = {"created": created, "limit": 100, "expand": ["data.source"]}
        found = _outcome(lambda: self._client.v1.balance_transactions.list(params))  # type: ignore[arg-type]
        return [_settled(one.to_dict()) for one in found.auto_paging_iter()][::-1]

    def close(self, reference: str, *, key: str) -> Done:
        try:
            session = _outcome(lambda: self._client.v1.checkout.sessions.expire(reference, {}, _key(key)))
        except InvalidRequest as refusal:
            raise Duplicate(refusal.code) from refusal
        return Done(session.id)

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> VerifiedCallback | None:
        signature = headers.get("Stripe-Signature", "")
        try:
            stripe.WebhookSignature.verify_header(body, signature, self._webhook_secret)
            signed_at = int(dict(part.split("=", 1) for part in signature.split(","))["t"])
            event = json.loads(body)
            found = event["data"]["object"]
            event_id, kind, shape = str(event["id"]), str(event["type"]), str(found["object"])
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError) as error:
            raise BadCallback() from error
        if abs(at.timestamp() - signed_at) > TOLERANCE_S:
            raise BadCallback()
        if kind not in _TELLING:
            return None
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


def _key(key: str) -> Any:
    return {"idempotency_key": key}


def _remote(session: dict[str, Any]) -> RemotePayment:
    intent = session.get("payment_intent")
    ours = str(session.get("client_reference_id") or "")
    if not isinstance(intent, dict):
        status = RemoteStatus.OPEN if session["status"] == "open" else RemoteStatus.CLOSED
        amount = from_stripe(session["amount_total"], session["currency"])
        nothing = zero(amount.currency.code)
        return RemotePayment(status, ours, amount, nothing, nothing, "")
    waiting = RemoteStatus.CLOSED if session["status"] == "expired" else RemoteStatus.OPEN
    refusal = intent.get("last_payment_error") or {}
    return RemotePayment(
        status=_STATUS.get(intent["status"], waiting),
        our_reference=ours,
        amount=from_stripe(intent["amount"], intent["currency"]),
        captured=from_stripe(intent.get("amount_received") or 0, intent["currency"]),
        refunded=from_stripe(_given_back(intent.get("latest_charge")), intent["currency"]),
        payment_reference=intent["id"],
        problem=str(refusal.get("decline_code") or refusal.get("code") or ""),
        card=_card(intent.get("latest_charge")),
    )


def _card(charge: Any) -> CardFacts | None:
    details = (charge.get("payment_method_details") or {}) if isinstance(charge, dict) else {}
    card = details.get("card")
    if not isinstance(card, dict):
        return None
    told = {name: str(card.get(name) or "") for name in ("fingerprint", "brand", "country", "last4")}
    return CardFacts(**told, bin=str(card.get("iin") or ""))


def _dispute(dispute: dict[str, Any]) -> RemoteDispute:
    """Source: Stripe documentation, "The Dispute object". The caller leaves out inquiries, which take no money."""
    moves = [one for one in dispute.get("balance_transactions") or () if one.get("fee")]
    due = (dispute.get("evidence_details") or {}).get("due_by")
    return RemoteDispute(
        reference=dispute["id"],
        status={"won": DisputeStatus.WON, "lost": DisputeStatus.LOST}.get(dispute["status"], DisputeStatus.OPEN),
        amount=from_stripe(dispute["amount"], dispute["currency"]),
        reason=str(dispute.get("reason") or ""),
        fee=from_stripe(moves[0]["fee"], moves[0]["currency"]) if moves else None,
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
    )


def _settled(transaction: dict[str, Any]) -> SettledLine:
    source = transaction.get("source")
    known: dict[str, Any] = source if isinstance(source, dict) else {"id": str(source or "")}
    metadata = known.get("metadata") or {}
    return SettledLine(
        kind=_SETTLED.get(str(transaction.get("reporting_category")), SettledKind.ADJUSTMENT),
        line_id=transaction["id"],
        reference=str(known.get("payment_intent") or known["id"]),
        our_reference=str(metadata.get("key") or metadata.get("intent") or ""),
        gross=from_stripe(transaction["amount"], transaction["currency"]),
        fee=from_stripe(transaction["fee"], transaction["currency"]),
        occurred_at=datetime.fromtimestamp(transaction["created"], UTC),
    )


def _given_back(charge: Any) -> int:
    """Refunds of captured money: the part of an authorisation that was never captured counts as refunded at Stripe."""
    if not isinstance(charge, dict) or not charge.get("captured"):
        return 0
    never_taken = int(charge["amount"]) - int(charge.get("amount_captured") or 0)
    return int(charge.get("amount_refunded") or 0) - never_taken


def _outcome(call: Callable[[], T]) -> T:
    """What the call returns, its failure turned into one of our outcomes."""
    try:
        return call()
    except stripe.CardError as error:
        raise Declined(_code(error)) from error
    except stripe.RateLimitError as error:
        raise Unavailable(_code(error)) from error
    except stripe.APIConnectionError as error:
        raise (Unavailable if _never_arrived(error) else Unknown)(str(error)) from error
    except (stripe.InvalidRequestError, stripe.IdempotencyError) as error:
        if error.http_status == 409:
            raise Unavailable(_code(error)) from error
        raise (Duplicate if error.code in _DONE_BEFORE else InvalidRequest)(_code(error)) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise InvalidRequest("credentials") from error
    except stripe.StripeError as error:
        raise Unknown(str(error)) from error


def _code(error: stripe.StripeError) -> str:
    body = error.json_body if isinstance(error.json_body, dict) else {}
    return str(body.get("error", {}).get("decline_code") or error.code or "refused")


def _never_arrived(error: stripe.APIConnectionError) -> bool:
    """Whether no connection was made, so that the provider cannot have acted."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, requests.exceptions.ConnectTimeout):
            return True
        if type(cause).__name__ == "NewConnectionError":
            return True
        arguments = getattr(cause, "args", ())
        reason = getattr(arguments[0], "reason", None) if arguments else None
        if reason is not None and type(reason).__name__ in ("NewConnectionError", "ConnectTimeoutError"):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
