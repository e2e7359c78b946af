"""Storefront · what a company is told of its tax id · no tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.registrations.types import Business, Outcome


@dataclass(frozen=True)
class Standing:
    """Where a tax id stands: a word with its tone (components/status_chip.html), and a sentence of what follows."""

    tone: str
    word: str
    text: str


def standing(business: Business, *, at: datetime) -> Standing:
    """Where a company's tax id stands at an instant."""
    if not business.tax_id:
        return Standing("", _("No tax id"), _("Purchases for this company are taxed as a consumer's."))
    if business.counts_at(at):
        return Standing(
            "good",
            _("Valid"),
            _("Where the law says so, tax is left off and your company accounts for it itself (reverse charge)."),
        )
    if business.unanswered_at is not None or business.outcome == Outcome.UNAVAILABLE:
        return Standing(
            "warn",
            _("Not checked"),
            _(
                "The service that knows whether this tax id is valid did not answer. You can go on and pay with tax, or"
                " come back later. Tax that was paid is not given back by itself."
            ),
        )
    return {
        Outcome.INVALID.value: Standing(
            "bad", _("Not valid"), _("The authority does not know this tax id. Tax is charged until it does.")
        ),
        Outcome.NAME_DIFFERS.value: Standing(
            "bad",
            _("Another name"),
            _("The tax id is valid, but belongs to another name. Write the name as the authority knows it, or ask us."),
        ),
        Outcome.FORMAT_ONLY.value: Standing(
            "warn",
            _("Waits for us"),
            _("Its form is right, but no service tells us more. We ask the authority; until then tax is charged."),
        ),
    }.get(
        business.outcome,
        Standing("warn", _("Not checked"), _("It was not checked lately. Check it, or tax is charged.")),
    )
