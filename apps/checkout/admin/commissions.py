"""Checkout · administration · what a commission rule would have come to over the sales of the last days."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from apps.checkout.selectors import simulating
from apps.common.admin import staff_site
from apps.common.clock import now
from apps.ledger import selectors as ledger


def commission(request: HttpRequest, rule_id: int) -> HttpResponse:
    """A rule with its conditions; where it waits, what it would change for each vendor, and the decision."""
    if not request.user.has_perm("ledger.view_commissionrule"):
        raise PermissionDenied
    rule = ledger.commission_rule(rule_id)
    if rule is None:
        raise Http404
    context: dict[str, Any] = {
        **staff_site.each_context(request),
        "opts": rule._meta,
        "title": _("Commission rule %(position)s") % {"position": rule.position},
        "rule": rule,
        "is_hidden": rule_id in ledger.unreachable_rules(ledger.terms_with(rule_id)),
        "may_decide": rule.is_waiting and request.user.has_perm("ledger.change_commissionrule"),
        "is_own": rule.made_by_id == request.user.pk,
        "days": simulating.DAYS,
    }
    if rule.is_waiting:
        context["vendors"], context["is_cut"] = simulating.simulate(rule_id, at=now())
    return TemplateResponse(request, "admin/checkout/commission.html", context)
