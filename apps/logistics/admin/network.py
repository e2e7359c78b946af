"""Logistics · administration · hubs, timetables with their closings and files, and vendors' planned ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin
from apps.common.clock import now
from apps.common.decoding import NotText, decoded
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.common.types import Actor, ActorKind
from apps.logistics import operations, selectors
from apps.logistics.errors import SheetUnreadable
from apps.logistics.models import Hub, PlannedWay, ScheduledLeg
from apps.reference.types import LoadedTable

MOST_BYTES = 2_000_000


class SheetForm(forms.Form):
    """A CSV file."""

    sheet = forms.FileField(label=_("CSV file"), widget=UnfoldAdminFileFieldWidget)

    def clean_sheet(self) -> str:
        """The file's text."""
        given = self.cleaned_data["sheet"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB. Divide it."))
        try:
            return decoded(given.read())
        except NotText as bad:
            raise forms.ValidationError(str(bad.problem) % bad.data if bad.data else str(bad.problem)) from None


class ClosingForm(forms.Form):
    """From when until when a leg does not run, in UTC, and why."""

    since = forms.DateTimeField(
        label=_("From (UTC)"), widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "2026-05-31 18:00"})
    )
    until = forms.DateTimeField(
        label=_("Until (UTC); empty: until further notice"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "2026-06-14 06:00"}),
    )
    reason = forms.CharField(label=_("Why: buyers read it"), max_length=200, widget=UnfoldAdminTextInputWidget)


class NetworkAdmin(StaffModelAdmin):
    """Hubs or legs: a page reads rows from a CSV file; what is wrong is listed by line, and then nothing is read.

    Whatever is changed here by hand begins a new edition of the network.
    """

    actions_list = ("read_file",)
    load: Callable[[str], LoadedTable]
    columns: tuple[str, ...] = ()

    @action(description=_("Read a CSV file"), url_path="read-file")
    def read_file(self, request: HttpRequest) -> HttpResponse:
        """The button above the list."""
        return HttpResponseRedirect(reverse(f"admin:logistics_{self.model._meta.model_name}_file"))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        operations.renew_network()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        operations.renew_network()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            operations.renew_network()

    def get_urls(self) -> list[URLPattern]:
        name = f"logistics_{self.model._meta.model_name}_file"
        return [path("file/", self.admin_site.admin_view(self.file_page), name=name), *super().get_urls()]

    def file_page(self, request: HttpRequest) -> HttpResponse:
        """Upload, and what came of it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = SheetForm(request.POST or None, request.FILES or None, label_suffix="")
        problems: tuple[Any, ...] = ()
        if form.is_valid():
            try:
                with transaction.atomic():
                    found = type(self).load(form.cleaned_data["sheet"])
            except SheetUnreadable as refused:
                problems = refused.problems
            else:
                told = _("%(written)s rows written, %(same)s as they were.")
                messages.success(request, told % {"written": found.written, "same": found.unchanged})
                return HttpResponseRedirect(reverse(f"admin:logistics_{self.model._meta.model_name}_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Read a CSV file"),
            "form": form,
            "problems": problems[:100],
            "columns": self.columns,
        }
        failed = bool(form.errors or problems)
        return TemplateResponse(request, "admin/logistics/file.html", context, status=422 if failed else 200)


@admin.register(Hub)
class HubAdmin(NetworkAdmin):
    load = staticmethod(operations.load_hubs)
    columns = tuple(operations.HUB_COLUMNS)
    list_display = ("code", "name", "kind", "country", "timezone", "handling_h", "handling_price", "currency")
    list_filter = ("kind",)
    search_fields = ("code", "name", "=country")


class ClosedFilter(admin.SimpleListFilter):
    title = _("closed")
    parameter_name = "closed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Closed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ScheduledLeg]) -> QuerySet[ScheduledLeg]:
        return queryset.filter(closed_from__isnull=False) if self.value() == "yes" else queryset


@admin.register(ScheduledLeg)
class ScheduledLegAdmin(NetworkAdmin):
    """Timetables. What is closed is said on a page of its own, since goods are planned anew then."""

    load = staticmethod(operations.load_legs)
    columns = tuple(operations.LEG_COLUMNS)
    list_display = ("code", "mode", "origin", "destination", "carrier", "transit_h", "reliability", "closed_from",
                    "closed_reason", "plans")  # fmt: skip
    list_select_related = ("origin", "destination")
    list_filter = ("mode", ClosedFilter)
    search_fields = ("code", "carrier", "origin__name", "destination__name")
    autocomplete_fields = ("origin", "destination")
    readonly_fields = ("closed_from", "closed_until", "closed_reason")
    actions_detail = ("close_or_open",)

    @admin.display(description=_("Plans that need it"))
    def plans(self, row: ScheduledLeg) -> SafeString | str:
        """The open plans over this leg."""
        return format_html(
            '<a class="text-primary-600" href="{}?leg={}">{}</a>',
            reverse("admin:logistics_plannedway_changelist"), row.code, _("Show"),
        )  # fmt: skip

    @action(description=_("Close or open"), url_path="close-or-open")
    def close_or_open(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The button on a leg's page."""
        return HttpResponseRedirect(reverse("admin:logistics_scheduledleg_closing", args=[object_id]))

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.closing_page)
        return [path("<str:code>/closing/", page, name="logistics_scheduledleg_closing"), *super().get_urls()]

    def closing_page(self, request: HttpRequest, code: str) -> HttpResponse:
        """From when until when it does not run, or that it runs again; how many plans are made anew."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        leg = selectors.leg(code)
        closing = leg.closing
        known = {"since": closing.since, "until": closing.until, "reason": closing.reason} if closing else None
        is_opening = request.POST.get("step") == "open"
        form = ClosingForm(
            None if is_opening else request.POST or None, initial=known or {"since": now()}, label_suffix=""
        )
        staff = Actor(ActorKind.STAFF, str(getattr(request.user, "public_id", "")))
        if is_opening or form.is_valid():
            try:
                with transaction.atomic():
                    if is_opening:
                        operations.open_leg(code, at=now(), by=staff)
                    else:
                        operations.close_leg(code, **form.cleaned_data, at=now(), by=staff)
                    row = ScheduledLeg.objects.get(code=code)
                    told = "opened" if is_opening else f"closed from {row.closed_from}: {row.closed_reason}"
                    self.log_change(request, row, told)
            except MarketError as refused:
                tell(form, refused)
            else:
                messages.success(request, _("Said. Plans that need it are made anew now, and their buyers are told."))
                return HttpResponseRedirect(reverse("admin:logistics_scheduledleg_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Close or open %(leg)s") % {"leg": code},
            "form": form,
            "leg": leg,
            "count": len(selectors.plans_over(code)),
        }
        return TemplateResponse(request, "admin/logistics/closing.html", context, status=422 if form.errors else 200)


class NotMetFilter(admin.SimpleListFilter):
    title = _("promised day")
    parameter_name = "met"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("Not met"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PlannedWay]) -> QuerySet[PlannedWay]:
        return queryset.filter(state__in=selectors.UNMET) if self.value() == "no" else queryset


class LegFilter(admin.SimpleListFilter):
    title = _("leg")
    parameter_name = "leg"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(self.value() or "", self.value())] if self.value() else [("", "")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PlannedWay]) -> QuerySet[PlannedWay]:
        return queryset.filter(leg_codes__contains=[self.value()]) if self.value() else queryset


@admin.register(PlannedWay)
class PlannedWayAdmin(ReadOnlyAdmin):
    """All vendors' goods over hubs in one list: what cannot be met is «promised day: not met»."""

    list_display = ("reference", "vendor", "origin", "destination", "state", "due_by", "arrives_at", "until_at",
                    "leg_codes", "at_the_vendor")  # fmt: skip
    list_select_related = ("vendor",)
    list_filter = ("is_open", NotMetFilter, LegFilter, "state")
    search_fields = ("reference", "=plan_id")

    @admin.display(description=_("Plan"))
    def at_the_vendor(self, row: PlannedWay) -> SafeString:
        """Where it can be read: the vendor's own tables."""
        return format_html(
            '<a class="text-primary-600" href="/admin/v/{}/itineraries/plan/?q={}">{}</a>',
            row.vendor.slug, row.plan_id, _("Open"),
        )  # fmt: skip
