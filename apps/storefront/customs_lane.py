"""Storefront · a parcel at customs, for its buyer: what stands where, and what the buyer may have to do · no tables."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.checkout.types import TimelineEntry

TOPIC = "customs.declaration_changed"
_NOTHING = _("You need not do anything.")

# Message code to title and to what the buyer is told.
MESSAGES: Mapping[str, tuple[Promise, Promise]] = {
    "submitted": (_("Declared to customs"), _NOTHING),
    "amended": (_("Declaration corrected"), _NOTHING),
    "accepted": (_("Customs has accepted the declaration"), _NOTHING),
    "inspection": (
        _("Customs inspects the parcel"),
        _("This is a sample check and usually takes one to four days. You need not do anything."),
    ),
    "documents": (
        _("Customs asks the seller for papers"),
        _("The seller has been told. If customs writes to you for proof of payment, send the purchase confirmation."),
    ),
    "assessed": (_("Duty and tax are set"), _("You have paid them with your purchase. You need not do anything.")),
    "assessed_on_delivery": (
        _("Duty and tax are set"),
        _("They are not part of what you paid here: the carrier asks you for them before or at delivery."),
    ),
    "paid": (_("Duty and tax are paid"), _NOTHING),
    "held": (
        _("Customs holds the parcel"),
        _("Something has to be looked at before it may go on. We look after it and write to you if you are needed."),
    ),
    "rejected": (
        _("The declaration has to be corrected"),
        _("The seller has been told and sends it again. You need not do anything."),
    ),
    "released": (_("Released by customs"), _("The parcel goes on to you.")),
    "refused": (
        _("Customs does not let the parcel in"),
        _("It goes back to the seller, and you get your money back."),
    ),
    "seized": (
        _("Customs has seized the parcel"),
        _("Customs writes to you with the reason and how to object. Ask us if you want help."),
    ),
    "cancelled": (_("The declaration was cancelled"), _("We look after what happens next and write to you.")),
}
PROBLEMS = frozenset({"documents", "held", "rejected", "refused", "seized", "assessed_on_delivery"})


def message(entry: TimelineEntry) -> tuple[Promise | str, Promise | str]:
    """Title and text of a step at customs."""
    code = str(entry.data.get("code", ""))
    return MESSAGES.get(code) or MESSAGES.get(str(entry.data.get("state", ""))) or (code, "")


def state_of(entry: TimelineEntry, *, is_last: bool) -> str:
    """How the step is drawn: what needs attention stays marked only while it is the last."""
    if not is_last:
        return "done"
    code = str(entry.data.get("code", ""))
    return "problem" if code in PROBLEMS else "done" if code in ("released", "cancelled") else "now"
