"""Payment intents: create, confirm, authenticate, capture, cancel · sandbox gateway · no schema."""

from __future__ import annotations

from typing import Any

from apps.sandbox.gateway import charges, currencies, refunds, sessions
from apps.sandbox.gateway.errors import CardDeclined, InvalidParameter, InvalidRequest
from apps.sandbox.gateway.work import Document, Work, new_id, shown

CONFIRMABLE = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})
CANCELABLE = frozenset({"requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"})
AUTHORISATION_KEPT_S = 7 * 24 * 3600
_COPIED = (
    "description",
    "receipt_email",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)


def create(work: Work, params: dict[str, Any]) -> Document:
    """Make an intent that waits for a card (or for confirmation, if it has one).

    Raises:
        InvalidParameter: an amount that cannot be charged in the currency.
    """
    currencies.check_charge(params["amount"], params["currency"])
    ident = new_id("pi_")
    automatic = params.get("automatic_payment_methods")
    intent: Document = {
        "id": ident,
        "object": "payment_intent",
        "amount": params["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": automatic,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": new_id(f"{ident}_secret_"),
        "confirmation_method": params.get("confirmation_method", "automatic"),
        "created": work.now,
        "currency": params["currency"],
        "customer": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": params.get("payment_method"),
        "payment_method_options": {"card": params.get("payment_method_options", {}).get("card", {})},
        "payment_method_types": params.get("payment_method_types", ["card"]),
        "processing": None,
        "review": None,
        "setup_future_usage": None,
        "source": None,
        "status": "requires_confirmation" if params.get("payment_method") else "requires_payment_method",
        "transfer_data": None,
        "_session": params.get("session"),
    } | {name: params.get(name) for name in _COPIED}
    work.put(intent)
    work.emit("payment_intent.created", intent)
    return intent


def confirm(work: Work, intent: Document, method: Document, params: dict[str, Any], *, public_url: str) -> Document:
    """Try to authorise with a card; ends authorised, captured, waiting for 3-D Secure, or declined.

    Raises:
        InvalidRequest: the intent is past confirmation.
        CardDeclined: the issuer said no. The failed charge is kept.
    """
    if intent["status"] not in CONFIRMABLE:
        raise _unexpected(intent, "confirm", CONFIRMABLE)
    intent["payment_method"] = method["id"]
    intent["_return_url"] = params.get("return_url")
    asked = intent["payment_method_options"]["card"].get("request_three_d_secure")
    card = method["_card"]
    if card["needs_authentication"] or (asked in ("any", "challenge") and card["can_authenticate"]):
        if params.get("error_on_requires_action"):
            raise _fail(
                work, intent, method, "authentication_required", "authentication_required", charge=None,
                message="Your card was declined. This transaction requires authentication.",
            )  # fmt: skip
        return _challenge(work, intent, public_url)
    return _authorise(work, intent, method, authenticated=False)


def authenticate(work: Work, intent: Document, *, passed: bool) -> Document:
    """Take the buyer's answer to the 3-D Secure challenge.

    Raises:
        InvalidRequest: no challenge is open.
        CardDeclined: the buyer failed it, or the issuer declined afterwards.
    """
    if intent["status"] != "requires_action":
        raise _unexpected(intent, "authenticate", frozenset({"requires_action"}))
    method = work.get("payment_method", intent["payment_method"])
    if passed:
        return _authorise(work, intent, method, authenticated=True)
    raise _fail(
        work, intent, method, "payment_intent_authentication_failure", None, charge=None,
        message="We are unable to authenticate your payment method. "
        "Please choose a different payment method and try again.",
    )  # fmt: skip


def _challenge(work: Work, intent: Document, public_url: str) -> Document:
    url = f"{public_url}/c/3ds/{intent['id']}"
    if intent["_session"] or intent["_return_url"]:
        action = {
            "redirect_to_url": {"return_url": intent["_return_url"], "url": url},
            "type": "redirect_to_url",
        }
    else:
        details = {"type": "three_d_secure_redirect", "stripe_js": url, "source": new_id("src_")}
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": details}
    intent |= {"status": "requires_action", "next_action": action}
    work.emit("payment_intent.requires_action", work.put(intent))
    return intent


def _authorise(work: Work, intent: Document, method: Document, *, authenticated: bool) -> Document:
    charge = charges.create(work, intent, method, authenticated=authenticated)
    intent["latest_charge"] = charge["id"]
    if charge["status"] == "failed":
        code, reason = method["_card"]["decline"]
        work.emit("charge.failed", charge)
        raise _fail(work, intent, method, code, reason, charge=charge, message=charge["failure_message"])
    manual = intent["capture_method"] == "manual"
    intent |= {
        "status": "requires_capture" if manual else "succeeded",
        "amount_capturable": intent["amount"] if manual else 0,
        "amount_received": 0 if manual else intent["amount"],
        "next_action": None,
        "last_payment_error": None,
        "_authorised_until": work.now + AUTHORISATION_KEPT_S,
    }
    work.put(intent)
    work.emit("charge.succeeded", charge)
    work.emit("payment_intent.amount_capturable_updated" if manual else "payment_intent.succeeded", intent)
    sessions.complete(work, intent, method)
    return intent


def _fail(
    work: Work, intent: Document, method: Document, code: str, decline: str | None, *,
    charge: Document | None, message: str,
) -> CardDeclined:  # fmt: skip
    error: Document = {
        "code": code,
        "message": message,
        "payment_method": shown(method),
        "type": "card_error",
    }
    error["doc_url"] = f"https://stripe.com/docs/error-codes/{code}"
    if decline:
        error["decline_code"] = decline
    if charge:
        error["charge"] = charge["id"]
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_payment_error": error,
    }
    work.put(intent)
    work.emit("payment_intent.payment_failed", intent)
    extra = {name: error[name] for name in ("decline_code", "charge", "payment_method") if name in error}
    return CardDeclined(message, code=code, payment_intent=shown(intent), **extra)


def capture(work: Work, intent: Document, params: dict[str, Any]) -> Document:
    """Take an authorised amount, the whole unless `amount_to_capture` says less; the rest is released.

    With multicapture `final_capture=false` keeps the rest for another capture.

    Raises:
        InvalidRequest: nothing is authorised, or more than is authorised was asked for.
    """
    if intent["status"] != "requires_capture":
        raise _unexpected(intent, "capture", frozenset({"requires_capture"}))
    amount: int = params.get("amount_to_capture") or intent["amount_capturable"]
    is_final = params.get("final_capture", True) or amount == intent["amount_capturable"]
    if not is_final and not charges.has_multicapture(intent):
        raise InvalidParameter("This PaymentIntent does not support multiple captures.", param="final_capture")
    currencies.check_unit(amount, intent["currency"], param="amount_to_capture")
    if amount > intent["amount_capturable"]:
        raise InvalidRequest(
            f"The amount ({amount}) is greater than what can be captured ({intent['amount_capturable']}).",
            code="amount_too_large",
            param="amount_to_capture",
        )
    charge = work.get("charge", intent["latest_charge"])
    charges.capture(work, charge, amount)
    taken = intent["amount_received"] + amount
    rest = intent["amount_capturable"] - amount
    intent |= {"amount_received": taken, "amount_capturable": 0 if is_final else rest}
    if is_final:
        intent["status"] = "succeeded"
    intent["metadata"] = intent["metadata"] | params.get("metadata", {})
    work.put(intent)
    work.emit("charge.captured", charge)
    if not is_final:
        work.emit("payment_intent.amount_capturable_updated", intent)
        return intent
    if rest:
        refunds.release(work, charge, rest)
    work.emit("payment_intent.succeeded", intent)
    sessions.mark_paid(work, intent)
    return intent


def cancel(work: Work, intent: Document, params: dict[str, Any]) -> Document:
    """Give up an intent; what was authorised is released.

    Raises:
        InvalidRequest: it is paid or already cancelled.
    """
    if intent["status"] not in CANCELABLE:
        raise _unexpected(intent, "cancel", CANCELABLE)
    if intent["status"] == "requires_capture":
        charge = work.get("charge", intent["latest_charge"])
        refunds.release(work, charge, intent["amount_capturable"])
        if params.get("cancellation_reason") == "automatic":
            work.emit("charge.expired", charge)
    intent |= {
        "status": "canceled",
        "amount_capturable": 0,
        "canceled_at": work.now,
        "cancellation_reason": params.get("cancellation_reason"),
        "next_action": None,
    }
    work.emit("payment_intent.canceled", work.put(intent))
    return intent


def cancel_expired(work: Work) -> None:
    """Release authorisations that nobody captured in seven days."""
    for intent in work.due("payment_intent", "requires_capture", "_authorised_until"):
        cancel(work, intent, {"cancellation_reason": "automatic"})


def require_session_free(intent: Document) -> None:
    """Refuse direct confirmation of an intent that belongs to a payment page.

    Raises:
        InvalidParameter: it does.
    """
    if intent["_session"]:
        raise InvalidParameter(
            "You cannot confirm a PaymentIntent of a Checkout Session; the session's page confirms it."
        )


def _unexpected(intent: Document, verb: str, states: frozenset[str]) -> InvalidRequest:
    wanted = ", ".join(sorted(states))
    return InvalidRequest(
        f"This PaymentIntent's status is {intent['status']}, but it must be one of {wanted} to {verb} it.",
        code="payment_intent_unexpected_state",
        payment_intent=shown(intent),
    )
