"""Portability · the mail to people whose vendor has come here · no tables."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from apps.common.links import origin
from apps.vendors import selectors as vendors

log = logging.getLogger(__name__)


def invite_team(vendor_id: int, emails: Iterable[str]) -> tuple[str, ...]:
    """Write to the members of a vendor's team who have these addresses, each in their language; who was reached.

    A mail that cannot be sent is logged: the others go out.
    """
    wanted, reached = {email.lower() for email in emails}, []
    vendor = vendors.card(vendor_id)
    for member in vendors.team(vendor_id):
        if member.user.email.lower() not in wanted:
            continue
        with translation.override(member.user.language or "en"):
            context = {
                "name": vendor.name,
                "role": member.get_role_display(),
                "link": f"{origin(vendor.host)}/dashboard/",
            }
            subject = render_to_string("emails/team_invited_subject.txt", context).strip()
            text = render_to_string("emails/team_invited_body.txt", context)
        try:
            EmailMessage(subject, text, to=[member.user.email]).send()
        except OSError:
            log.exception("the invitation of a member of vendor %s could not be sent", vendor_id)
        else:
            reached.append(member.user.email)
    return tuple(reached)
