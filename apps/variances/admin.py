"""Variances · administration: what differs, why, who bears it, and the report · public schema."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminDateWidget

from apps.common.admin import StaffModelAdmin, staff_site
from apps.common.clock import now
from apps.common.errors import MarketError

from . import operations, selectors
from .models import DutyVariance
from .types import VarianceReason

_DAYS = 90
_WIDTH, _BAR, _GAP = 320, 14, 6


class SpanForm(forms.Form):
    """The days of the report."""

    since = forms.DateField(label=_("First day"), required=False, widget=UnfoldAdminDateWidget)
    until = forms.DateField(label=_("Last day"), required=False, widget=UnfoldAdminDateWidget)


@admin.register(DutyVariance, site=staff_site)
class DutyVarianceAdmin(StaffModelAdmin):
    """Every assessed declaration; of a difference the reason can be set right, with a note."""

    list_display = ("order_number", "ship_from", "ship_to", "incoterm", "assessed_on", "currency", "quoted_duty",
                    "assessed_duty", "quoted_tax", "assessed_tax", "difference", "reason", "borne_by",
                    "collected_as_quoted")  # fmt: skip
    list_filter = ("reason", "borne_by", "ship_from", "ship_to", "incoterm")
    search_fields = ("order_number",)
    actions_list = ("open_report",)

    def get_readonly_fields(self, request: HttpRequest, obj: DutyVariance | None = None) -> list[str]:
        said = ("reason", "note") if obj is not None and obj.difference else ()
        return [field.name for field in DutyVariance._meta.fields if field.name not in said]

    @admin.display(description=_("collected as quoted"), boolean=True)
    def collected_as_quoted(self, row: DutyVariance) -> bool:
        return row.is_collected_as_quoted

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DutyVariance | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: DutyVariance, form: Any, change: bool) -> None:
        by = str(request.user.public_id)
        try:
            with transaction.atomic():
                operations.explain(obj.pk, reason=VarianceReason(obj.reason), note=obj.note, by=by)
        except MarketError as refused:
            self.message_user(request, refused.text(), messages.ERROR)

    @action(description=_("Report"), url_path="open-report")
    def open_report(self, request: HttpRequest) -> HttpResponse:
        """The button above the list."""
        return HttpResponseRedirect(reverse("admin:variances_report"))

    def get_urls(self) -> list[URLPattern]:
        ours = [path("report/", self.admin_site.admin_view(self.report), name="variances_report")]
        return [*ours, *super().get_urls()]

    def report(self, request: HttpRequest) -> HttpResponse:
        """Sums by month, lane and reason; `?format=csv` for a spreadsheet. Three queries."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = SpanForm(request.GET)
        since, until = _span(form.cleaned_data if form.is_valid() else {})
        rows = selectors.by_lane(since=since, until=until)
        if request.GET.get("format") == "csv":
            answer = HttpResponse(selectors.as_csv(rows), content_type="text/csv; charset=utf-8")
            answer["Content-Disposition"] = f'attachment; filename="duty-variance-{since}-{until}.csv"'
            return answer
        whole = selectors.whole(since=since, until=until)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Quoted, collected and assessed"),
            "form": SpanForm(initial={"since": since, "until": until}),
            "rows": rows,
            "whole": whole,
            "bars": _bars(whole.by_reason),
            "height": len(whole.by_reason) * (_BAR + _GAP),
            "width": _WIDTH,
            "bar": _BAR,
            "csv": f"?since={since}&until={until}&format=csv",
        }
        return TemplateResponse(request, "admin/variances/report.html", context)


def _span(given: dict[str, date | None]) -> tuple[date, date]:
    until = given.get("until") or now().date()
    return min(given.get("since") or until - timedelta(days=_DAYS), until), until


def _bars(counts: dict[VarianceReason, int]) -> list[dict[str, object]]:
    most = max(counts.values(), default=0) or 1
    return [
        {"label": reason.label, "value": count, "y": place * (_BAR + _GAP), "length": round(_WIDTH * count / most)}
        for place, (reason, count) in enumerate(counts.items())
    ]
