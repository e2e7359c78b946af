"""Checkout sessions: create, complete, expire · sandbox gateway · no schema."""

from __future__ import annotations

from typing import Any

from apps.sandbox.gateway import currencies
from apps.sandbox.gateway.errors import InvalidParameter, InvalidRequest
from apps.sandbox.gateway.work import Document, Work, new_id

SHORTEST_S, LONGEST_S = 30 * 60, 24 * 3600
CLOCK_SLACK_S = 5


def create(work: Work, params: dict[str, Any], *, public_url: str) -> Document:
    """Open a payment page for lines whose sum can be charged.

    Raises:
        InvalidParameter: lines of several currencies, a sum out of range, or an expiry out of range.
    """
    ident = new_id("cs_test_")
    lines = [_line(item) for item in params["line_items"]]
    codes = {line["currency"] for line in lines}
    if len(codes) != 1:
        raise InvalidParameter("All line items must have the same currency.", param="line_items")
    currency, total = codes.pop(), sum(line["amount_total"] for line in lines)
    currencies.check_charge(total, currency, param="line_items")
    expires_at = params.get("expires_at", work.now + LONGEST_S)
    if not work.now + SHORTEST_S - CLOCK_SLACK_S <= expires_at <= work.now + LONGEST_S + CLOCK_SLACK_S:
        raise InvalidParameter(
            "The `expires_at` timestamp must lie 30 minutes to 24 hours after the session's creation.",
            param="expires_at",
        )
    options = params.get("payment_method_options", {})
    session: Document = {
        "id": ident,
        "object": "checkout.session",
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "client_secret": None,
        "created": work.now,
        "currency": currency,
        "custom_fields": [],
        "customer": None,
        "customer_creation": "if_required",
        "customer_details": None,
        "customer_email": params.get("customer_email"),
        "expires_at": expires_at,
        "invoice": None,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_options": options,
        "payment_method_types": params.get("payment_method_types", ["card"]),
        "payment_status": "unpaid",
        "setup_intent": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{public_url}/c/pay/{ident}",
        "_lines": lines,
        "_intent_data": params.get("payment_intent_data", {}),
    }
    return work.put(session)


def _line(item: dict[str, Any]) -> Document:
    price, quantity = item["price_data"], item.get("quantity", 1)
    amount = price["unit_amount"] * quantity
    if price["unit_amount"] < 0:
        raise InvalidParameter("Invalid non-negative integer", code="parameter_invalid_integer", param="unit_amount")
    product = price["product_data"]
    return {
        "id": new_id("li_"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": product["name"],
        "metadata": {},
        "price": {
            "id": new_id("price_"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "currency": price["currency"],
            "livemode": False,
            "metadata": {},
            "product": new_id("prod_"),
            "type": "one_time",
            "unit_amount": price["unit_amount"],
            "unit_amount_decimal": str(price["unit_amount"]),
        },
        "quantity": quantity,
        "_note": product.get("description"),
    }


def line_items(session: Document, url: str) -> Document:
    """The lines as a list object."""
    data = [{name: value for name, value in line.items() if not name.startswith("_")} for line in session["_lines"]]
    return {"object": "list", "data": data, "has_more": False, "url": url}


def complete(work: Work, intent: Document, method: Document) -> None:
    """Close the page of an authorised intent, if it has one."""
    if not intent["_session"]:
        return
    session = work.get("checkout.session", intent["_session"])
    billing = method["billing_details"]
    session |= {
        "status": "complete",
        "payment_status": "paid" if intent["status"] == "succeeded" else "unpaid",
        "url": None,
        "customer_details": {
            "address": billing["address"],
            "email": billing["email"],
            "name": billing["name"],
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
    }
    work.emit("checkout.session.completed", work.put(session))


def mark_paid(work: Work, intent: Document) -> None:
    """Show a completed session as paid once its intent is captured."""
    session = work.find("checkout.session", intent["_session"] or "")
    if session is not None:
        session["payment_status"] = "paid"
        work.put(session)


def expire(work: Work, session: Document) -> Document:
    """Close an unpaid page.

    Raises:
        InvalidRequest: it is complete or already expired.
    """
    if session["status"] != "open":
        raise InvalidRequest(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`."
        )
    session |= {"status": "expired", "url": None}
    work.emit("checkout.session.expired", work.put(session))
    return session
