"""The API's routes: which parameters each takes and what it does · sandbox gateway · no schema."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.sandbox.base.faults import Faults
from apps.sandbox.gateway import charges, checkout, disputes, endpoints, intents, methods, refunds, sessions
from apps.sandbox.gateway.errors import InvalidRequest
from apps.sandbox.gateway.params import PAGE, Field, Schema, boolean, choice, group, items, metadata, positive, text
from apps.sandbox.gateway.schemas import BY_PAYMENT, CONFIRM, INTENT, REASONS, REFUND, SESSION, WEBHOOK
from apps.sandbox.gateway.work import Document, Work

Run = Callable[["Call"], Document]


@dataclass(frozen=True)
class Site:
    """What of the configuration the operations need."""

    public_url: str
    salt: bytes
    faults: Faults


@dataclass(frozen=True)
class Call:
    """An authenticated request with its parameters read."""

    work: Work
    site: Site
    params: dict[str, Any]
    path: dict[str, str]

    @property
    def id(self) -> str:
        """The id in the path."""
        return self.path["id"]


@dataclass(frozen=True)
class Endpoint:
    """One route of the API."""

    method: str
    path: str
    schema: Schema
    run: Run


def create_intent(call: Call) -> Document:
    """`POST /v1/payment_intents`, confirming at once if asked to."""
    params = dict(call.params)
    method = None
    if "payment_method" in params:
        method = methods.resolve(call.work, params["payment_method"], salt=call.site.salt)
        params["payment_method"] = method["id"]
    intent = intents.create(call.work, params)
    if not params.get("confirm"):
        return intent
    if method is None:
        raise _no_method()
    return intents.confirm(call.work, intent, method, params, public_url=call.site.public_url)


def confirm_intent(call: Call) -> Document:
    """`POST /v1/payment_intents/<id>/confirm`."""
    intent = call.work.get("payment_intent", call.id, param="intent")
    intents.require_session_free(intent)
    reference = call.params.get("payment_method") or intent["payment_method"]
    if not reference:
        raise _no_method()
    if "payment_method_options" in call.params:
        intent["payment_method_options"] = call.params["payment_method_options"]
    method = methods.resolve(call.work, reference, salt=call.site.salt)
    return intents.confirm(call.work, intent, method, call.params, public_url=call.site.public_url)


def _no_method() -> InvalidRequest:
    return InvalidRequest(
        "You cannot confirm this PaymentIntent because it's missing a payment method. "
        "Update the PaymentIntent with a payment method and then confirm it again.",
        code="payment_intent_unexpected_state",
    )


def cancel_intent(call: Call) -> Document:
    """`POST /v1/payment_intents/<id>/cancel`; one of an open page is cancelled by expiring the page."""
    intent = call.work.get("payment_intent", call.id, param="intent")
    if intent["_session"] and intent["status"] in ("requires_payment_method", "requires_action"):
        raise InvalidRequest(
            "You cannot cancel the PaymentIntent for a Checkout Session. Expire the Checkout Session instead."
        )
    return intents.cancel(call.work, intent, call.params)


def retrieve(kind: str) -> Run:
    """`GET …/<id>` of a kind."""
    return lambda call: call.work.get(kind, call.id)


def listing(kind: str, url: str, *filters: str) -> Run:
    """`GET …` of a kind, by the filters given."""
    return lambda call: call.work.page(kind, url, call.params, **{name: call.params.get(name) for name in filters})


def list_events(call: Call) -> Document:
    """`GET /v1/events` by `type` or `types`."""
    wanted = call.params.get("types") or call.params.get("type")
    return call.work.page("event", "/v1/events", call.params, type=wanted)


def _session(call: Call) -> Document:
    return call.work.get("checkout.session", call.id)


ENDPOINTS = [
    Endpoint("POST", "/v1/payment_intents", INTENT, create_intent),
    Endpoint("GET", "/v1/payment_intents", PAGE, listing("payment_intent", "/v1/payment_intents")),
    Endpoint("GET", "/v1/payment_intents/<id>", {"client_secret": Field(text())}, retrieve("payment_intent")),
    Endpoint("POST", "/v1/payment_intents/<id>/confirm", CONFIRM, confirm_intent),
    Endpoint(
        "POST",
        "/v1/payment_intents/<id>/capture",
        {"amount_to_capture": Field(positive), "final_capture": Field(boolean), "metadata": Field(metadata)},
        lambda call: intents.capture(call.work, call.work.get("payment_intent", call.id), call.params),
    ),
    Endpoint(
        "POST",
        "/v1/payment_intents/<id>/cancel",
        {"cancellation_reason": Field(choice(*REASONS))},
        cancel_intent,
    ),
    Endpoint(
        "POST",
        "/v1/checkout/sessions",
        SESSION,
        lambda call: sessions.create(call.work, call.params, public_url=call.site.public_url),
    ),
    Endpoint(
        "GET",
        "/v1/checkout/sessions",
        BY_PAYMENT,
        listing("checkout.session", "/v1/checkout/sessions", "payment_intent"),
    ),
    Endpoint("GET", "/v1/checkout/sessions/<id>", {}, _session),
    Endpoint(
        "POST",
        "/v1/checkout/sessions/<id>/expire",
        {},
        lambda call: checkout.expire(call.work, _session(call)),
    ),
    Endpoint(
        "GET",
        "/v1/checkout/sessions/<id>/line_items",
        PAGE,
        lambda call: sessions.line_items(_session(call), f"/v1/checkout/sessions/{call.id}/line_items"),
    ),
    Endpoint("POST", "/v1/refunds", REFUND, lambda call: refunds.create(call.work, call.params, call.site.faults)),
    Endpoint(
        "GET",
        "/v1/refunds",
        BY_PAYMENT | {"charge": Field(text())},
        listing("refund", "/v1/refunds", "payment_intent", "charge"),
    ),
    Endpoint("GET", "/v1/refunds/<id>", {}, retrieve("refund")),
    Endpoint(
        "POST",
        "/v1/refunds/<id>",
        {"metadata": Field(metadata)},
        lambda call: refunds.update(call.work, call.work.get("refund", call.id), call.params),
    ),
    Endpoint("GET", "/v1/charges", BY_PAYMENT, listing("charge", "/v1/charges", "payment_intent")),
    Endpoint("GET", "/v1/charges/<id>", {}, retrieve("charge")),
    Endpoint("GET", "/v1/balance", {}, lambda call: charges.balance(call.work)),
    Endpoint(
        "GET",
        "/v1/balance_transactions",
        PAGE | {name: Field(text()) for name in ("type", "currency", "source", "payout")},
        listing("balance_transaction", "/v1/balance_transactions", "type", "currency", "source", "payout"),
    ),
    Endpoint("GET", "/v1/balance_transactions/<id>", {}, retrieve("balance_transaction")),
    Endpoint(
        "GET",
        "/v1/disputes",
        BY_PAYMENT | {"charge": Field(text())},
        listing("dispute", "/v1/disputes", "payment_intent", "charge"),
    ),
    Endpoint("GET", "/v1/disputes/<id>", {}, retrieve("dispute")),
    Endpoint(
        "POST",
        "/v1/disputes/<id>",
        {
            "evidence": Field(group({name: Field(text(20_000)) for name in disputes.EVIDENCE})),
            "metadata": Field(metadata),
            "submit": Field(boolean),
        },
        lambda call: disputes.update(call.work, call.work.get("dispute", call.id), call.params),
    ),
    Endpoint(
        "POST",
        "/v1/disputes/<id>/close",
        {},
        lambda call: disputes.end(call.work, call.work.get("dispute", call.id), "lost"),
    ),
    Endpoint(
        "GET",
        "/v1/payouts",
        PAGE | {"status": Field(choice("canceled", "failed", "in_transit", "paid", "pending"))},
        listing("payout", "/v1/payouts", "status"),
    ),
    Endpoint("GET", "/v1/payouts/<id>", {}, retrieve("payout")),
    Endpoint("GET", "/v1/events", PAGE | {"type": Field(text()), "types": Field(items(text()))}, list_events),
    Endpoint("GET", "/v1/events/<id>", {}, retrieve("event")),
    Endpoint("POST", "/v1/webhook_endpoints", WEBHOOK, lambda call: endpoints.create(call.work, call.params)),
    Endpoint("GET", "/v1/webhook_endpoints", PAGE, listing("webhook_endpoint", "/v1/webhook_endpoints")),
    Endpoint("GET", "/v1/webhook_endpoints/<id>", {}, retrieve("webhook_endpoint")),
    Endpoint(
        "DELETE",
        "/v1/webhook_endpoints/<id>",
        {},
        lambda call: endpoints.delete(call.work, call.work.get("webhook_endpoint", call.id)),
    ),
]
