"""Ledger · what can be wrong with an entry, and who may not decide."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Forbidden, MarketError


class Unbalanced(MarketError):
    code = "ledger.unbalanced"
    status = 500
    message = _("The entry does not balance in %(currency)s: %(difference)s.")


class NothingToPost(MarketError):
    code = "ledger.nothing_to_post"
    status = 500
    message = _("The entry has no amounts.")


class SamePerson(Forbidden):
    code = "ledger.same_person"
    message = _("What you have made yourself has to be checked by somebody else.")
    remedy = _("Ask a colleague to look at it.")


class RuleChecked(Conflict):
    code = "ledger.rule_checked"
    message = _("This commission rule has been decided on meanwhile.")
    remedy = _("A rule that counts is never changed. Propose one that replaces it.")


class RuleReplaced(Conflict):
    code = "ledger.rule_replaced"
    message = _("Another rule replaces this one already.")
    remedy = _("Look at that one first.")
