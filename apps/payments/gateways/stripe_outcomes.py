"""Payments · gateways · what a failed call to Stripe comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import stripe

from apps.payments.errors import Declined, Duplicate, InvalidRequest, Unavailable, Unknown

from .transport import never_arrived

T = TypeVar("T")

_DONE_BEFORE = frozenset({"payment_intent_unexpected_state", "charge_already_captured", "charge_already_refunded"})


def outcome_of(call: Callable[[], T]) -> T:
    """What the call returns, its failure turned into one of our outcomes."""
    try:
        return call()
    except stripe.CardError as error:
        raise Declined(_code(error)) from error
    except stripe.RateLimitError as error:
        raise Unavailable(_code(error)) from error
    except stripe.APIConnectionError as error:
        raise (Unavailable if never_arrived(error) else Unknown)(str(error)) from error
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
