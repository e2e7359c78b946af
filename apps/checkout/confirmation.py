"""Checkout · the mail that confirms a purchase · no tables."""

from __future__ import annotations

from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from apps.common.links import shop_url

from . import selectors


def send_confirmation(purchase_id: UUID) -> None:
    """Send the buyer the confirmation in the purchase's language, with a link that opens it without an account."""
    purchase = selectors.purchase(purchase_id, language=selectors.language_of(purchase_id))
    prefix = f"{purchase.language}-{purchase.ship_to.lower()}"
    token = selectors.purchase_token(purchase_id)
    link = shop_url("track", prefix=prefix, public_id=purchase_id, token=token)
    with translation.override(purchase.language):
        context = {"purchase": purchase, "link": link}
        subject = render_to_string("emails/purchase_subject.txt", context).strip()
        mail = EmailMultiAlternatives(
            subject, render_to_string("emails/purchase_body.txt", context), to=[purchase.email]
        )
        mail.attach_alternative(render_to_string("emails/purchase_body.html", context), "text/html")
        mail.send()
