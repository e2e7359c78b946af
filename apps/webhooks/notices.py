"""Webhooks · the mail that tells of an endpoint switched off · no tables."""

from __future__ import annotations

from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from apps.common.links import origin
from apps.vendors import selectors as vendors
from apps.vendors.types import TeamRole

from . import selectors
from .types import Cause


def endpoint_disabled(public_id: UUID) -> None:
    """Write to each owner of the vendor, in the owner's language. An endpoint that was removed since is no news."""
    endpoint = selectors.find_endpoint(public_id)
    if endpoint is None:
        return
    vendor = vendors.card(endpoint.vendor_id)
    link = f"{origin(vendor.host)}/dashboard/webhooks/{endpoint.public_id}/"
    for member in vendors.team(endpoint.vendor_id):
        if member.role != TeamRole.OWNER:
            continue
        with translation.override(member.user.language or "en"):
            cause = Cause(endpoint.disabled_cause).label if endpoint.disabled_cause else ""
            context = {"url": endpoint.url, "cause": cause, "name": vendor.name, "link": link}
            subject = render_to_string("emails/webhook_disabled_subject.txt", context).strip()
            text = render_to_string("emails/webhook_disabled_body.txt", context)
            EmailMessage(subject, text, to=[member.user.email]).send()
