"""Parameters of the API's routes · sandbox gateway · no schema."""

from __future__ import annotations

from apps.sandbox.gateway.currencies import currency
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
)


def _address(**extra: Field) -> Schema:
    names = ("city", "country", "line1", "line2", "postal_code", "state")
    return {name: Field(text()) for name in names} | extra


CARD_OPTIONS: Schema = {
    "card": Field(
        group(
            {
                "request_three_d_secure": Field(choice("any", "automatic", "challenge")),
                "request_multicapture": Field(choice("if_available", "never")),
            }
        )
    ),
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
