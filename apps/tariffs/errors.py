"""Tariffs · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, MarketError


class DatumMissing(MarketError):
    """Duty and tax cannot be told, because a rule or a fact about the goods is missing; never a silent zero."""

    code = "tariffs.datum_missing"
    status = 422
    message = _("Duty and tax cannot be calculated: %(datum)s is missing.")
    remedy = _("Choose another destination, or ask us to add it.")

    def __init__(self, *, datum: str, field: str | None = None) -> None:
        super().__init__(field=field, datum=datum)


class Prohibited(DatumMissing):
    """The law of the destination does not let these goods in; nothing is owed, for nothing may be sent."""

    code = "tariffs.prohibited"
    message = _("%(goods)s may not be imported there, by rule %(rule)s.")
    remedy = _("Choose another destination.")

    def __init__(self, *, goods: str, rule: str) -> None:
        MarketError.__init__(self, field=None, goods=goods, rule=rule)


class RuleDecided(Conflict):
    """A step of a rule's life that is not open: somebody took it, or another, before."""

    code = "tariffs.rule_decided"
    message = _("The rule %(rule)s does not wait for this step.")
    remedy = _("Reload the page to see where it stands.")


class SamePerson(Conflict):
    """A person would check what the same person wrote."""

    code = "tariffs.same_person"
    message = _("Whoever wrote a rule cannot check it as well.")
    remedy = _("Ask another member of staff.")


class RulesOverlap(Conflict):
    """Two rules of one key would hold on the same day."""

    code = "tariffs.rules_overlap"
    message = _("%(rule)s would hold on days on which another rule for the same goods and place holds.")
    remedy = _("Let it supersede that rule, or give it a last day.")


class ListOutdated(Conflict):
    """A list of an authority that is older than the one in force."""

    code = "tariffs.list_outdated"
    message = _("The list of %(listed_on)s is older than the one in force, of %(in_force)s.")
    remedy = _("Load the newest edition.")
