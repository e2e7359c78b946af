"""Dashboard · what is to be done today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.orders import selectors as orders
from apps.shipping import selectors as shipping


def today(request: HttpRequest) -> HttpResponse:
    """New orders, parcels to pack, label and hand over, and the newest orders."""
    counts = orders.counts()
    to_do = shipping.to_do_counts()
    newest, _ = orders.recent(limit=8)
    return render(
        request,
        "dashboard/today.html",
        {
            "section": "today",
            "counts": counts,
            "to_do": to_do,
            "newest": newest,
            "to_ship_count": counts.get("placed", 0) + sum(to_do.values()),
        },
    )
