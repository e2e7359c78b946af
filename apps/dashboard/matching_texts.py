"""Dashboard · what Chinese customs' documents say together, in words · no tables."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.customs.types.ceb import MatchCode

_DOCUMENTS: Mapping[str, Promise] = {
    "order": gettext_lazy("the order"),
    "payment": gettext_lazy("the payment"),
    "waybill": gettext_lazy("the waybill"),
    "list": gettext_lazy("the declaration list"),
}
# What people ask about most; any other field stands by its name in the message.
_FIELDS: Mapping[str, Promise] = {
    "acturalPaid": gettext_lazy("amount paid"),
    "amountPaid": gettext_lazy("amount paid"),
    "annual_limit": gettext_lazy("limit of a person and year"),
    "buyerIdNumber": gettext_lazy("number of the identity card"),
    "buyerName": gettext_lazy("buyer's name"),
    "buyerTelephone": gettext_lazy("buyer's phone"),
    "charge": gettext_lazy("amount paid"),
    "consigneeAddress": gettext_lazy("address of delivery"),
    "country": gettext_lazy("country"),
    "currency": gettext_lazy("currency"),
    "freight": gettext_lazy("freight"),
    "gcode": gettext_lazy("HS code"),
    "goodsValue": gettext_lazy("value of the goods"),
    "grossWeight": gettext_lazy("gross weight"),
    "itemName": gettext_lazy("name of the goods"),
    "itemNo": gettext_lazy("article number"),
    "lines": gettext_lazy("number of lines"),
    "logisticsNo": gettext_lazy("tracking number"),
    "netWeight": gettext_lazy("net weight"),
    "orderNo": gettext_lazy("order number"),
    "packNo": gettext_lazy("number of parcels"),
    "payerIdNumber": gettext_lazy("number of the identity card"),
    "payerName": gettext_lazy("payer's name"),
    "payTransactionId": gettext_lazy("number of the payment"),
    "price": gettext_lazy("price"),
    "qty": gettext_lazy("quantity"),
    "single_limit": gettext_lazy("limit of a purchase"),
    "totalPrice": gettext_lazy("sum"),
    "weight": gettext_lazy("weight"),
}
_FLAGS: Mapping[str, Promise] = {
    "annual_is_lower_bound": gettext_lazy("What the buyer bought elsewhere this year is not known here."),
    "limits_unknown": gettext_lazy("The limits for a person are not loaded."),
    "positive_list_unknown": gettext_lazy("Which goods may come in by retail import is not loaded."),
    "one_piece_above_limit": gettext_lazy("One piece alone is above the limit: it owes duty and tax in full."),
    "brush_address": gettext_lazy("Many buyers have their goods sent to this address."),
    "brush_phone": gettext_lazy("Many buyers give this phone number."),
    "brush_buyer": gettext_lazy("This buyer placed many orders on one day."),
}


def finding_text(finding: Mapping[str, str]) -> str:
    """One thing that keeps the documents from agreeing, as a sentence."""
    document, code = finding["document"], finding["code"]
    if document == "rule":
        return _("No rule of matching is in force on %(day)s.") % {"day": finding["found"]}
    words = {
        "document": _DOCUMENTS.get(document, document),
        "field": _field(finding["field"]),
        "found": finding["found"] or "–",
        "expected": finding["expected"] or "–",
    }
    if code == MatchCode.WAITING:
        return _("Missing: %(document)s.") % words
    if code == MatchCode.DUPLICATE and finding["field"] == "orderNo":
        return _("Another order, %(found)s, uses it too: %(document)s.") % words
    if code == MatchCode.DUPLICATE:
        return _("There are two of it, or one that says two things: %(document)s.") % words
    if code == MatchCode.LATE:
        return _("Stamped later than what follows it: %(document)s (%(found)s, then %(expected)s).") % words
    return _("In %(document)s, %(field)s: %(found)s instead of %(expected)s.") % words


def flag_text(flag: str) -> str:
    """Something that a person should know, though nothing is refused for it."""
    return str(_FLAGS.get(flag, flag))


def _field(name: str) -> str:
    """A field in words, with the number of its line where it is of one."""
    position, dot, field = name.rpartition(".")
    text = str(_FIELDS.get(field, field))
    return _("%(field)s of line %(line)s") % {"field": text, "line": position} if dot else text
