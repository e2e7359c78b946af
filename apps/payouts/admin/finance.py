"""Payouts · the finance page of the administration: what stands, what waits, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from apps.common.admin import staff_site
from apps.common.clock import now
from apps.ledger import selectors as ledger

from .. import selectors
from ..selectors import finance
from ..types import PayoutStatus

WIDTH, BAR, GAP = 320, 14, 6


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, in units of its box; `label` and `value` are its text twin."""

    label: str
    value: int
    y: int
    length: int


def bars(counts: Mapping[str, int]) -> list[Bar]:
    """Bars of counts, the longest as wide as the box."""
    most = max(counts.values(), default=0) or 1
    return [
        Bar(label, count, place * (BAR + GAP), round(WIDTH * count / most))
        for place, (label, count) in enumerate(counts.items())
    ]


def page(request: HttpRequest) -> HttpResponse:
    """Balances by currency, ages of differences and payouts, health of gateways, trial balance. Seven queries."""
    if not request.user.has_perms(["payouts.view_payout", "ledger.view_account"]):
        raise PermissionDenied
    at = now()
    ages = selectors.ages(at=at)
    waiting = finance.payout_ages(at=at)
    context: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": _("Finance"),
        "figures": finance.by_currency(),
        "break_bars": bars(ages),
        "break_height": len(ages) * (BAR + GAP),
        "waiting": [
            {"label": PayoutStatus(status).label, "status": status, "bars": bars(buckets),
             "height": len(buckets) * (BAR + GAP), "total": sum(buckets.values())}
            for status, buckets in waiting.items()
        ],
        "gateways": finance.gateway_health(at=at),
        "trial": ledger.trial_balance(),
        "width": WIDTH,
        "bar": BAR,
    }  # fmt: skip
    return TemplateResponse(request, "admin/payouts/finance.html", context)
