"""Dashboard · what is to be sent, what is late on its way, and how each way did."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.common.clock import now
from apps.common.local_time import day_at
from apps.dashboard import attention, charts
from apps.dashboard.access import requires
from apps.orders import selectors as orders
from apps.promises import selectors as promises
from apps.shipping import selectors as shipping
from apps.shipping.types import FulfilmentStatus
from apps.vendors.types import TeamRole
from apps.warehouse import selectors as warehouses
from apps.warehouse.types import WarehouseInfo

handles_orders = requires(TeamRole.FULFILMENT, TeamRole.FINANCE)

MOST = 300
SPANS = {"30": 30, "90": 90, "365": 365}
_LEFT = (FulfilmentStatus.HANDED_OVER, FulfilmentStatus.FAILED)


@require_GET
@handles_orders
def to_ship(request: HttpRequest) -> HttpResponse:
    """Shares of orders that have not left, the most urgent first, each with what comes next."""
    at = now()
    houses = {house.public_id: house for house in warehouses.warehouses()}
    waiting = list(shipping.fulfilments().filter(status__in=attention.TO_DO).order_by("created_at")[:MOST])
    new = orders.unconfirmed([row.order_id for row in waiting])
    rows = []
    for row in waiting:
        house = houses.get(row.warehouse_id)
        own = house.processing_days if house else None
        rows.append(
            attention.to_ship(
                shipping.as_view(row),
                processing_days=request.vendor.processing_days if own is None else own,
                ordered_on=_day(row.created_at, house),
                today=_day(at, house),
                house=house.name if house else "",
                is_new=row.order_id in new,
                is_held=row.held_at is not None,
            )
        )
    rows.sort(key=lambda one: (one.ship_by, one.shipment.created_at))
    return render(
        request,
        "dashboard/sending/to_ship.html",
        {
            "section": "shipping",
            "tabs": tabs("to_ship"),
            "rows": rows,
            "late_count": sum(one.days_left < 0 for one in rows),
            "today_count": sum(one.days_left == 0 for one in rows),
        },
    )


@require_GET
@handles_orders
def late(request: HttpRequest) -> HttpResponse:
    """Shipments under way that ask for somebody, the gravest first, each with what is to be done."""
    at = now()
    recent = shipping.fulfilments().filter(status__in=_LEFT, handed_over_at__gte=at - timedelta(days=90))
    sent = recent.order_by("handed_over_at")[:MOST]
    views = [shipping.as_view(row) for row in sent]
    promised = promises.promised_until([row.public_id for row in views])
    found = [
        one
        for row in views
        if (one := attention.concern(row, promised_until=promised.get(row.public_id), now=at)) is not None
    ]
    found.sort(key=lambda one: (one.grade, one.since))
    return render(
        request,
        "dashboard/sending/late.html",
        {"section": "shipping", "tabs": tabs("late"), "rows": found, "under_way": len(views)},
    )


@require_GET
@handles_orders
def lanes(request: HttpRequest) -> HttpResponse:
    """How each way did: days, how far promises held, and what it cost."""
    days, since = _span(request)
    rows = promises.lanes(since=since, vendor_id=request.vendor.pk)
    span_chart, spans = charts.spans(rows)
    week_chart, weeks = charts.weeks(promises.weeks(since=since, vendor_id=request.vendor.pk))
    return render(
        request,
        "dashboard/sending/lanes.html",
        {
            "section": "shipping",
            "tabs": tabs("lanes"),
            "rows": rows,
            "days": days,
            "choices": list(SPANS.items()),
            "spans": spans,
            "span_chart": span_chart,
            "weeks": weeks,
            "week_chart": week_chart,
            "bar": charts.BAR,
        },
    )


@require_GET
@handles_orders
def lanes_sheet(request: HttpRequest) -> HttpResponse:
    """The figures of each way as CSV."""
    _days, since = _span(request)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="lanes.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(
        ("service", "ship_from", "ship_to", "sent", "under_way", "delivered", "failed", "handling_days_median",
         "days_median", "days_p90", "late_share", "covered_share", "cost", "currency", "weight_g")
    )  # fmt: skip
    for one in promises.lanes(since=since, vendor_id=request.vendor.pk, limit=5000):
        sheet.writerow(
            (one.service_code, one.ship_from, one.ship_to, one.sent, one.under_way, one.delivered, one.failed,
             _figure(one.handling_days), _figure(one.median_days), _figure(one.high_days), _figure(one.late_share, 4),
             _figure(one.covered_share, 4), one.cost.amount, one.cost.currency.code, one.weight_g)
        )  # fmt: skip
    return answer


def _day(at: datetime, house: WarehouseInfo | None) -> date:
    """The day of an instant where a house is."""
    return day_at(at, country=house.country, lat=house.lat, lon=house.lon) if house else at.date()


def _figure(value: float | Decimal | None, digits: int = 1) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _span(request: HttpRequest) -> tuple[str, datetime]:
    days = request.GET.get("days", "90")
    days = days if days in SPANS else "90"
    return days, now() - timedelta(days=SPANS[days])


def tabs(current: str) -> list[dict[str, object]]:
    """The views of what is sent, for the head of each of them."""
    return [
        {"label": label, "url": reverse(f"dash_{name}"), "is_current": name == current, "count": None}
        for name, label in (
            ("to_ship", _("To ship")),
            ("late", _("Late and stuck")),
            ("lanes", _("Ways and figures")),
            ("shipping_cost", _("What would it cost")),
        )
    ]
