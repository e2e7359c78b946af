"""Tariffs · administration · lists of rules by place, state and age of their source."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from apps.common import clock
from apps.common.admin import staff_site
from apps.tariffs import operations
from apps.tariffs.models import (
    Fee,
    JurisdictionPolicy,
    Measure,
    OriginProof,
    Regime,
    Restriction,
    Stacking,
    TaxRate,
)
from apps.tariffs.types.life import STALE_AFTER

from .drafting import Drafting
from .people import actor, decide

_HEAD = ("code", "place")
_TAIL = ("first_day", "last_day", "state", "is_verified", "is_enabled", "cited", "checked")


class Age(admin.SimpleListFilter):
    """Whether the source was checked lately."""

    title = _("age of the source")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("stale", _("checked long ago")), ("fresh", _("checked lately"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        line = clock.now().date() - STALE_AFTER
        if self.value() == "stale":
            return queryset.filter(source__checked_on__lt=line)
        return queryset.filter(source__checked_on__gte=line) if self.value() == "fresh" else queryset


class RuleAdmin(Drafting):
    """Every kind of rule. None is edited: a draft follows it, which a second person verifies."""

    list_select_related = ("source",)
    search_fields: tuple[str, ...] = ("code", "label", "basis")
    list_filter: tuple[Any, ...] = ("status", "is_verified", "is_enabled", Age, "jurisdiction")
    actions = ("verify_drafts", "put_in_force", "mark_read")
    actions_list = ("open_drafts", "open_places", "open_simulator")

    @action(description=_("What waits"), url_path="open-drafts")
    def open_drafts(self, request: HttpRequest) -> HttpResponse:
        """A button above the list."""
        return redirect("admin:tariffs_drafts")

    @action(description=_("Rules by place"), url_path="open-places")
    def open_places(self, request: HttpRequest) -> HttpResponse:
        """A button above the list."""
        return redirect("admin:tariffs_places")

    @action(description=_("What changes on a day"), url_path="open-simulator")
    def open_simulator(self, request: HttpRequest) -> HttpResponse:
        """A button above the list."""
        return redirect("admin:tariffs_flips")

    @admin.action(description=_("Verify (drafts of others that you have read)"), permissions=["decide"])
    def verify_drafts(self, request: HttpRequest, chosen: models.QuerySet[Any]) -> None:
        """Verify each chosen draft."""
        by, at = actor(request), clock.now()
        decide(request, chosen, lambda row: operations.verify(self.kind, row.pk, by=by, at=at))

    @admin.action(description=_("Put in force (what is verified)"), permissions=["decide"])
    def put_in_force(self, request: HttpRequest, chosen: models.QuerySet[Any]) -> None:
        """Put each chosen rule in force."""
        by, at = actor(request), clock.now()
        decide(request, chosen, lambda row: operations.activate(self.kind, row.pk, by=by, at=at))

    @admin.action(description=_("I have read these figures at their source"), permissions=["decide"])
    def mark_read(self, request: HttpRequest, chosen: models.QuerySet[Any]) -> None:
        """Mark each chosen rule in use as verified at its source."""
        by, at = actor(request), clock.now()
        decide(request, chosen, lambda row: operations.read_at_source(self.kind, [row.pk], by=by, at=at))

    @admin.display(description=_("place"), ordering="jurisdiction")
    def place(self, row: Any) -> str:
        return str(row.jurisdiction_id)

    @admin.display(description=_("from"), ordering="valid")
    def first_day(self, row: Any) -> str:
        return _day(row.valid.lower)

    @admin.display(description=_("until, exclusive"))
    def last_day(self, row: Any) -> str:
        return _day(row.valid.upper)

    @admin.display(description=_("state"), ordering="status")
    def state(self, row: Any) -> str:
        return str(row.get_status_display())

    @admin.display(description=_("source"), ordering="source")
    def cited(self, row: Any) -> str:
        if not row.source.url:
            return str(row.source_id)
        link = '<a class="text-primary-600 whitespace-nowrap" href="{}" title="{}" rel="noreferrer">{}</a>'
        return format_html(link, row.source.url, row.source.title, row.source_id)

    @admin.display(description=_("checked"), ordering="source__checked_on")
    def checked(self, row: Any) -> str:
        days = (clock.now().date() - row.source.checked_on).days
        said = _("%(day)s, %(count)s days ago") % {"day": row.source.checked_on.isoformat(), "count": days}
        if days <= STALE_AFTER.days:
            return said
        return format_html('<strong class="text-red-700 dark:text-red-500">{}</strong>', said)


def _day(day: date | None) -> str:
    return format_html('<span class="whitespace-nowrap">{}</span>', day.isoformat()) if day else "–"


@admin.register(JurisdictionPolicy, site=staff_site)
class JurisdictionPolicyAdmin(RuleAdmin):
    list_display = (*_HEAD, "trade", "sale", "currency", "value_basis", "rounding", "level", *_TAIL)


@admin.register(Regime, site=staff_site)
class RegimeAdmin(RuleAdmin):
    list_display = (*_HEAD, "scheme", "trade", "sale", "threshold", "currency", "duty_effect", "tax_effect", *_TAIL)


@admin.register(Measure, site=staff_site)
class MeasureAdmin(RuleAdmin):
    list_display = (*_HEAD, "layer", "hs_prefix", "origin", "expression", "is_exact", *_TAIL)
    list_filter = (*RuleAdmin.list_filter, "layer")
    search_fields = ("=code", "^hs_prefix")


@admin.register(Stacking, site=staff_site)
class StackingAdmin(RuleAdmin):
    list_display = (*_HEAD, "layer", "position", "base", "excluded_by", *_TAIL)


@admin.register(OriginProof, site=staff_site)
class OriginProofAdmin(RuleAdmin):
    list_display = (*_HEAD, "origin", "kind", "threshold", "currency", *_TAIL)


@admin.register(TaxRate, site=staff_site)
class TaxRateAdmin(RuleAdmin):
    list_display = (*_HEAD, "tax", "hs_prefix", "region", "rate", "base", *_TAIL)


@admin.register(Fee, site=staff_site)
class FeeAdmin(RuleAdmin):
    list_display = (*_HEAD, "kind", "currency", "amount", "rate", "minimum", "maximum", *_TAIL)


@admin.register(Restriction, site=staff_site)
class RestrictionAdmin(RuleAdmin):
    list_display = (*_HEAD, "direction", "effect", "hs_prefix", "keyword", "un_number", "country", *_TAIL)
    list_filter = (*RuleAdmin.list_filter, "effect")
