"""The API's routes: which parameters each takes and what it does · sandbox gateway · no schema."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.sandbox.gateway import charges, checkout, endpoints, intents, methods, refunds, sessions
from apps.sandbox.gateway.currencies import currency
from apps.sandbox.gateway.errors import InvalidRequest
from apps.sandbox.gateway.params import (
    PAGE,
    Field,
    Schema,
    boolean,
    choice,
    group,
    integer,
    items,
    metadata,
    positive,
    text,
    url,
)  # fmt: skip
from apps.sandbox.gateway.work import Document, Work

Run = Callable[["Call"], Document]


@dataclass(frozen=True)
class Site:
    """What of the configuration the operations need."""

    public_url: str
    salt: bytes


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


def _address(**extra: Field) -> Schema:
    names = ("city", "country", "line1", "line2", "postal_code", "state")
    return {name: Field(text()) for name in names} | extra


CARD_OPTIONS: Schema = {
    "card": Field(group({"request_three_d_secure": Field(choice("any", "automatic", "challenge"))})),
}
SHIPPING: Schema = {
    "address": Field(group(_address()), required=True),
    "name": Field(text(), required=True),
    "carrier": Field(text()),
    "phone": Field(text()),
    "tracking_number": Field(text()),
}
METHOD_TYPES = items(choice("card"))
DESCRIBED: Schema = {
    "capture_method": Field(choice("automatic", "automatic_async", "manual")),
    "description": Field(text(1000)),
    "metadata": Field(metadata),
    "receipt_email": Field(text(512)),
    "shipping": Field(group(SHIPPING)),
    "statement_descriptor": Field(text(22)),
    "statement_descriptor_suffix": Field(text(22)),
    "transfer_group": Field(text()),
}
CONFIRM: Schema = {
    "payment_method": Field(text()),
    "return_url": Field(url),
    "off_session": Field(boolean),
    "error_on_requires_action": Field(boolean),
    "payment_method_options": Field(group(CARD_OPTIONS)),
}
AUTOMATIC_METHODS: Schema = {
    "enabled": Field(boolean, required=True),
    "allow_redirects": Field(choice("always", "never")),
}
INTENT: Schema = (
    DESCRIBED
    | CONFIRM
    | {
        "amount": Field(positive, required=True),
        "currency": Field(currency, required=True),
        "confirm": Field(boolean),
        "confirmation_method": Field(choice("automatic", "manual")),
        "payment_method_types": Field(METHOD_TYPES),
        "automatic_payment_methods": Field(group(AUTOMATIC_METHODS)),
    }
)
PRICE: Schema = {
    "currency": Field(currency, required=True),
    "unit_amount": Field(integer, required=True),
    "product_data": Field(
        group(
            {
                "name": Field(text(1000), required=True),
                "description": Field(text(4000)),
                "images": Field(items(url, max_count=8)),
                "metadata": Field(metadata),
            }
        ),
        required=True,
    ),
}
LINE: Schema = {"price_data": Field(group(PRICE), required=True), "quantity": Field(positive)}
SESSION: Schema = {
    "mode": Field(choice("payment"), required=True),
    "line_items": Field(items(group(LINE)), required=True),
    "success_url": Field(url, required=True),
    "cancel_url": Field(url),
    "client_reference_id": Field(text(200)),
    "customer_email": Field(text(800)),
    "expires_at": Field(integer),
    "locale": Field(text(16)),
    "metadata": Field(metadata),
    "payment_intent_data": Field(group(DESCRIBED)),
    "payment_method_options": Field(group(CARD_OPTIONS)),
    "payment_method_types": Field(METHOD_TYPES),
    "submit_type": Field(choice("auto", "book", "donate", "pay")),
    "ui_mode": Field(choice("hosted", "hosted_page")),
}
REFUND: Schema = {
    "amount": Field(positive),
    "charge": Field(text()),
    "payment_intent": Field(text()),
    "metadata": Field(metadata),
    "reason": Field(choice("duplicate", "fraudulent", "requested_by_customer")),
}
WEBHOOK: Schema = {
    "url": Field(url, required=True),
    "enabled_events": Field(items(text(100)), required=True),
    "api_version": Field(text(60)),
    "description": Field(text(5000)),
    "metadata": Field(metadata),
}
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
BY_PAYMENT: Schema = PAGE | {"payment_intent": Field(text())}


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
        {"amount_to_capture": Field(positive), "metadata": Field(metadata)},
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
    Endpoint("POST", "/v1/refunds", REFUND, lambda call: refunds.create(call.work, call.params)),
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
        PAGE | {"type": Field(text())},
        listing("balance_transaction", "/v1/balance_transactions", "type"),
    ),
    Endpoint("GET", "/v1/balance_transactions/<id>", {}, retrieve("balance_transaction")),
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
