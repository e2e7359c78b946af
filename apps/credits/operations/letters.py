"""Credits · the mails about gift cards that are bought in the shop: to the recipient, and to the buyer · no tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from apps.common.links import shop_url
from apps.credits.models import CardSale
from apps.payments import selectors as payments
from apps.payments.types import ActionKind


def send_gift_card(row: CardSale, *, code: str) -> None:
    """Mail a gift card's code to its recipient, in the language that its buyer shops in."""
    with translation.override(row.language):
        context = {"sale": row, "value": row.money(), "code": code, "link": _link(row, "home"),
                   "credit_link": _link(row, "account_credit")}  # fmt: skip
        mail = EmailMultiAlternatives(
            render_to_string("emails/gift_card_subject.txt", context).strip(),
            render_to_string("emails/gift_card_body.txt", context),
            to=[row.recipient_email],
        )
        mail.attach_alternative(render_to_string("emails/gift_card_body.html", context), "text/html")
        mail.send()


def mail_receipt(sale_id: UUID) -> None:
    """Tell the buyer that a gift card is paid, when it is sent, and until when it can be given back."""
    row = CardSale.objects.get(public_id=sale_id)
    days = settings.GIFT_CARD_RETURN_DAYS
    _to_buyer(
        "gift_card_bought", row, value=row.money(), until=(row.issued_at or row.created_at) + timedelta(days=days)
    )


def mail_undelivered(sale_id: UUID) -> None:
    """Tell the buyer that a gift card's letter cannot be delivered; nothing where it has been sent elsewhere by now."""
    row = CardSale.objects.get(public_id=sale_id)
    if row.undelivered_at is not None:
        _to_buyer("gift_card_undelivered", row, value=row.money())


def mail_transfer_facts(sale_id: UUID) -> None:
    """Write the buyer what to put on the bank transfer; nothing where none is awaited for a gift card."""
    row = CardSale.objects.filter(public_id=sale_id).first()
    if row is None:
        return
    action = payments.action(row.intent_id) if row.intent_id else None
    if action is not None and action.kind is ActionKind.INSTRUCTIONS:
        _to_buyer("gift_card_transfer", row, action=action, to=action.instructions)


def _to_buyer(letter: str, row: CardSale, **facts: Any) -> None:
    with translation.override(row.language):
        context = {"sale": row, "link": _link(row, "gift_card", public_id=row.public_id), **facts}
        subject = render_to_string(f"emails/{letter}_subject.txt", context).strip()
        EmailMessage(subject, render_to_string(f"emails/{letter}_body.txt", context), to=[row.email]).send()


def _link(row: CardSale, page: str, **named: Any) -> str:
    return shop_url(page, prefix=f"{row.language}-{row.country.lower()}", **named)
