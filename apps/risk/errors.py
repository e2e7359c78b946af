"""Risk · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Forbidden, NotFound


class PaymentNotTaken(Forbidden):
    """An attempt was blocked. Which rule found what is never told."""

    code = "risk.payment_not_taken"
    message = _("We cannot take this payment online. Nothing was charged and your cart is kept.")
    remedy = _("Try again tomorrow or pay in another way; if it happens again, write to us.")


class CaseUnknown(NotFound):
    code = "risk.case_unknown"
    message = _("There is no such case.")


class CaseDecided(Conflict):
    code = "risk.case_decided"
    message = _("This payment was decided already: %(status)s.")
    remedy = _("Reload the page to see where things stand.")


class NotUndoable(Conflict):
    code = "risk.not_undoable"
    message = _("This cannot be undone any more: %(reason)s")


class RuleUnusable(Conflict):
    """A rule's draft says something that cannot be judged by."""

    code = "risk.rule_unusable"
    status = 422
    message = _("This condition cannot be used: %(condition)s. Write feature, operator and value, as in %(example)s.")


class OtherPersonNeeded(Forbidden):
    code = "risk.other_person_needed"
    message = _("A second person has to put this rule into force: you made this draft.")


class RuleInForce(Conflict):
    code = "risk.rule_in_force"
    message = _("This version is in force already. Write the next one to change it.")
