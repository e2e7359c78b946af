"""Dashboard · what happened to a declaration, and what is wrong with one, in words · no tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.customs.models import DeclarationEvent

TITLES: Mapping[str, Promise] = {
    "draft": gettext_lazy("Declaration drawn up"),
    "submit": gettext_lazy("Sent to customs"),
    "amend": gettext_lazy("Correction sent to customs"),
    "correct": gettext_lazy("Corrected by the seller"),
    "answer": gettext_lazy("Papers sent to customs"),
    "pay": gettext_lazy("Duty and tax paid"),
    "block": gettext_lazy("Kept back by the marketplace"),
    "unblock": gettext_lazy("No longer kept back"),
    "cancel": gettext_lazy("Cancelled"),
    "ask_cancel": gettext_lazy("Customs was asked to cancel it"),
    "read": gettext_lazy("A message with a number of identity was downloaded"),
    "refused": gettext_lazy("Customs did not take the message"),
    "RCV": gettext_lazy("Received by customs"),
    "ACC": gettext_lazy("Accepted by customs"),
    "REJ": gettext_lazy("Rejected by customs"),
    "CTL": gettext_lazy("Customs inspects the goods"),
    "DOC": gettext_lazy("Customs asks for papers"),
    "RES": gettext_lazy("The correction was accepted"),
    "ROG": gettext_lazy("Goods released"),
    "CLE": gettext_lazy("Cleared and released"),
    "INV": gettext_lazy("Cancelled by customs"),
    "REQ": gettext_lazy("Customs decided on a request"),
    "TAX": gettext_lazy("Duty and tax assessed"),
    "CPI": gettext_lazy("The account did not cover the duty"),
    "CPR": gettext_lazy("Customs reminds of the duty"),
    "EOG": gettext_lazy("Goods have left the country"),
    "HLD": gettext_lazy("Detained by customs"),
    "REF": gettext_lazy("Entry refused"),
    "SEZ": gettext_lazy("Goods seized"),
}
_PROBLEM_CODES = frozenset({"REJ", "CPI", "HLD", "REF", "SEZ", "block", "refused", "DOC"})
_PROBLEMS: Mapping[str, Promise] = {
    "hs_code": gettext_lazy("The HS code has to have 6, 8 or 10 digits."),
    "origin": gettext_lazy("The country of origin is missing."),
    "description": gettext_lazy("The description does not tell what the goods are."),
    "value": gettext_lazy("The value is missing."),
    "quantity": gettext_lazy("The quantity is missing."),
    "net_mass": gettext_lazy("The weight is missing."),
    "gross_mass": gettext_lazy("The parcels weigh less than the goods in them. Correct the weights."),
    "tracking": gettext_lazy("A parcel has no tracking number yet."),
    "ioss": gettext_lazy("The marketplace's number for the import scheme is not set up. We look after it."),
    "low_value_limit": gettext_lazy("The goods are worth more than a low-value declaration takes."),
}
# Why a parcel is kept back; a person's own reason stands as it was written.
_REASONS: Mapping[str, Promise] = {
    "screening": gettext_lazy("The people whom the parcel concerns are being looked at."),
    "licence": gettext_lazy("A document that the law asks for is missing: state its number with the product."),
}


class Step(TypedDict):
    """One line of the timeline, as the component shows it."""

    title: Promise | str
    at: datetime
    place: str
    note: str
    state: str


def happening(entry: DeclarationEvent) -> Step:
    """An entry of the history in words; what customs wrote itself stays in its language."""
    said = [str(_REASONS.get(one, one)) for one in entry.words]
    said += [str(one["text"]) for one in entry.data.get("errors", ()) if one.get("text")]
    return {
        "title": TITLES.get(entry.code, entry.code),
        "at": entry.issued_at,
        "place": "",
        "note": " ".join(said),
        "state": "problem" if entry.code in _PROBLEM_CODES else "done",
    }


def problem_text(problem: Mapping[str, Any]) -> str:
    """Why a declaration cannot be sent, or was rejected."""
    text = str(problem.get("text") or _PROBLEMS.get(str(problem.get("code")), problem.get("code", "")))
    if problem.get("position"):
        return _("Line %(number)s: %(problem)s") % {"number": problem["position"], "problem": text}
    return text
