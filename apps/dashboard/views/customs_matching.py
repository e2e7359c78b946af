"""Dashboard · orders into or out of China whose three documents do not agree, with the reasons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.customs import selectors
from apps.dashboard.matching_texts import finding_text, flag_text

from .customs import reads_customs

LONGEST = 100


@require_GET
@reads_customs
def matching_list(request: HttpRequest) -> HttpResponse:
    """What waits longest comes first; at most a hundred orders."""
    rows = list(selectors.unmatched()[:LONGEST])
    declared = selectors.by_trade_number([row.order_no for row in rows])
    context = {
        "section": "customs",
        "rows": [
            {
                "matching": row,
                "reasons": [finding_text(one) for one in row.findings],
                "flags": [flag_text(one) for one in row.flags],
                "declaration": declared.get(row.order_no),
            }
            for row in rows
        ],
    }
    return render(request, "dashboard/customs/matching.html", context)
