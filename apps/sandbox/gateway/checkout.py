"""What the buyer does on the hosted page · sandbox gateway · no schema."""

from __future__ import annotations

from datetime import UTC, datetime

from apps.sandbox.gateway import cards, intents, methods, sessions
from apps.sandbox.gateway.work import Document, Work


def check(form: dict[str, str], session: Document, *, now: int) -> dict[str, str]:
    """Look over the buyer's entries: field name to the code of what is wrong with it."""
    wrong: dict[str, str] = {}
    number = cards.digits(form.get("card_number", ""))
    today = datetime.fromtimestamp(now, UTC)
    if not number:
        wrong["card_number"] = "number_missing"
    elif not cards.passes_luhn(number) or cards.brand(number) is None:
        wrong["card_number"] = "number_invalid"
    expiry = cards.expiry(form.get("expiry", ""), now=today)
    if expiry is None:
        wrong["expiry"] = "expiry_invalid"
    elif (expiry[1], expiry[0]) < (today.year, today.month):
        wrong["expiry"] = "expiry_past"
    cvc, length = cards.digits(form.get("cvc", "")), 4 if cards.brand(number) == "amex" else 3
    if not (cvc.isascii() and cvc.isdigit() and len(cvc) == length):
        wrong["cvc"] = "cvc_invalid_4" if length == 4 else "cvc_invalid_3"
    if not form.get("name", "").strip():
        wrong["name"] = "name_missing"
    if not session["customer_email"] and "@" not in form.get("email", "").strip()[1:-1]:
        wrong["email"] = "email_invalid"
    return wrong


def pay(work: Work, session: Document, form: dict[str, str], *, salt: bytes, public_url: str) -> Document:
    """Try the card that the buyer entered (already checked) and return the intent.

    Raises:
        CardDeclined: the issuer said no; the buyer may try another card.
    """
    expiry = cards.expiry(form["expiry"], now=datetime.fromtimestamp(work.now, UTC)) or (0, 0)
    card = cards.read(cards.digits(form["card_number"]), *expiry, salt=salt)
    email = session["customer_email"] or form["email"].strip()
    method = methods.create(work, card, name=form["name"].strip()[:200], email=email[:200])
    intent = _intent(work, session)
    return intents.confirm(work, intent, method, {"return_url": session["success_url"]}, public_url=public_url)


def _intent(work: Work, session: Document) -> Document:
    if session["payment_intent"]:
        return work.get("payment_intent", session["payment_intent"])
    params = {
        "amount": session["amount_total"],
        "currency": session["currency"],
        "payment_method_options": session["payment_method_options"],
        "payment_method_types": session["payment_method_types"],
        "session": session["id"],
    }
    intent = intents.create(work, params | session["_intent_data"])
    session["payment_intent"] = intent["id"]
    work.put(session)
    return intent


def expire(work: Work, session: Document) -> Document:
    """Close the page and cancel the intent that it may have."""
    sessions.expire(work, session)
    intent = work.find("payment_intent", session["payment_intent"] or "")
    if intent is not None and intent["status"] in intents.CANCELABLE:
        intents.cancel(work, intent, {"cancellation_reason": "abandoned"})
    return session


def expire_due(work: Work) -> None:
    """Close every page whose time is over."""
    for session in work.due("checkout.session", "open", "expires_at"):
        expire(work, session)


def success_url(session: Document) -> str:
    """Where a paid buyer goes, the session's id filled in."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
