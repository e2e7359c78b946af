"""Itineraries · letters to buyers whose goods take another way, in the purchase's language · no tables."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from apps.checkout import selectors as purchases
from apps.common.links import shop_url

from . import selectors
from .types import PlanState


def send_offered(plan_id: UUID) -> None:
    """Ask the buyer to choose how the goods travel, as long as nobody has chosen."""
    plan = selectors.plan(plan_id)
    if plan.row.is_open_to_buyer and plan.chosen is None:
        _send("ways_offered", plan)


def send_replanned(plan_id: UUID, *, version: int, reason: str) -> None:
    """Write from when until when an order is expected now, and why; of a version that is past nothing."""
    plan = selectors.plan(plan_id)
    if plan.row.version != version:
        return
    is_stuck = plan.row.state == PlanState.STUCK
    facts = {
        "way": None if is_stuck or plan.chosen is None else plan.chosen.row,
        "is_late": plan.row.state == PlanState.LATE,
        "due_by": plan.row.due_by,
        "reason": reason,
    }
    _send("replanned", plan, **facts)


def _send(letter: str, plan: selectors.PlanView, **facts: Any) -> None:
    if plan.row.purchase_id is None:
        return
    purchase = purchases.purchase(plan.row.purchase_id, language=purchases.language_of(plan.row.purchase_id))
    prefix = f"{purchase.language}-{purchase.ship_to.lower()}"
    part = next((one for one in purchase.parts if one.order_id == plan.row.subject_id), None)
    link = shop_url("order_way", prefix=prefix, public_id=purchase.public_id, order_id=plan.row.subject_id)
    with translation.override(purchase.language):
        context = {
            "purchase": purchase,
            "order_number": plan.row.reference,
            "vendor": part.vendor_name if part else "",
            "link": f"{link}?{urlencode({'token': purchases.purchase_token(purchase.public_id)})}",
            **facts,
        }
        EmailMessage(
            render_to_string(f"emails/{letter}_subject.txt", context).strip(),
            render_to_string(f"emails/{letter}_body.txt", context),
            to=[purchase.email],
        ).send()
