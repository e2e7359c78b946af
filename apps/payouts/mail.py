"""Payouts · mails to a vendor's owners · no tables."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from apps.common.links import origin
from apps.vendors import selectors as vendors
from apps.vendors.types import TeamRole

from . import selectors
from .types import PayoutView


def send_account_changed(vendor_id: int, account_id: UUID) -> None:
    """Tell each owner that another bank account was entered, in case it was none of them."""
    account = selectors.account_by_id(account_id, vendor_id=vendor_id)
    _send(vendor_id, "payout_account", {"account": account})


def send_payout_failed(vendor_id: int, payout: PayoutView) -> None:
    """Tell each owner that a payout did not arrive."""
    _send(vendor_id, "payout_failed", {"payout": payout})


def _send(vendor_id: int, template: str, facts: dict[str, Any]) -> None:
    vendor = vendors.card(vendor_id)
    for member in vendors.team(vendor_id):
        if member.role != TeamRole.OWNER:
            continue
        with translation.override(member.user.language or "en"):
            context = {**facts, "name": vendor.name, "link": f"{origin(vendor.host)}/dashboard/payouts/"}
            subject = render_to_string(f"emails/{template}_subject.txt", context).strip()
            EmailMessage(
                subject, render_to_string(f"emails/{template}_body.txt", context), to=[member.user.email]
            ).send()
