"""Checkout · the mails that confirm a purchase and a refund, and say how to transfer · no tables."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from apps.common.links import shop_url
from apps.payments import selectors as payments
from apps.payments.types import ActionKind

from . import selectors
from .selectors import refunds
from .types.refunds import RefundKind


def send_confirmation(purchase_id: UUID) -> None:
    """Send the buyer the confirmation in the purchase's language, with a link that opens it without an account."""
    _send("purchase", purchase_id)


def send_refund_notice(refund_id: UUID) -> None:
    """Tell the buyer, in the purchase's language, what is on its way back and for what."""
    refund = refunds.refund(refund_id)
    if refund.amount.amount and refund.kind is not RefundKind.CHARGEBACK:
        part = refunds.part_of_order(refund.order_id)
        _send("refund", part.purchase.public_id, refund_id=refund_id, vendor=part.vendor.name)


def send_transfer_facts(session_id: UUID) -> None:
    """Write the buyer what to put on the bank transfer, in the checkout's language; nothing where none is awaited."""
    session = selectors.session_for_payment(session_id)
    action = payments.action(session.intent_id) if session.intent_id else None
    if session.address is None or action is None or action.kind is not ActionKind.INSTRUCTIONS:
        return
    with translation.override(session.language):
        context = {"action": action, "to": action.instructions, "name": session.address.recipient}
        EmailMessage(
            render_to_string("emails/transfer_subject.txt", context).strip(),
            render_to_string("emails/transfer_body.txt", context),
            to=[session.email],
        ).send()


def letter_of(purchase_id: UUID) -> str:
    """The confirmation as the buyer was sent it, without the link that opens the purchase."""
    purchase = selectors.purchase(purchase_id, language=selectors.language_of(purchase_id))
    with translation.override(purchase.language):
        return render_to_string("emails/purchase_body.txt", {"purchase": purchase, "link": "…"}).strip()


def _send(letter: str, purchase_id: UUID, *, refund_id: UUID | None = None, **facts: Any) -> None:
    purchase = selectors.purchase(purchase_id, language=selectors.language_of(purchase_id))
    prefix = f"{purchase.language}-{purchase.ship_to.lower()}"
    token = selectors.purchase_token(purchase_id)
    link = shop_url("track", prefix=prefix, public_id=purchase_id, token=token)
    with translation.override(purchase.language):
        context = {"purchase": purchase, "link": link, **facts}
        if refund_id is not None:
            context["refund"] = refunds.refund(refund_id)
        subject = render_to_string(f"emails/{letter}_subject.txt", context).strip()
        mail = EmailMultiAlternatives(
            subject, render_to_string(f"emails/{letter}_body.txt", context), to=[purchase.email]
        )
        mail.attach_alternative(render_to_string(f"emails/{letter}_body.html", context), "text/html")
        mail.send()
