"""Tariffs · administration · where rules come from, where they hold, and what was done."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.common import clock
from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, staff_site
from apps.tariffs import operations
from apps.tariffs.models import Jurisdiction, RuleChange, RuleRevision, RuleSource
from apps.tariffs.types.life import STALE_AFTER

from . import flips, places
from .people import actor, decide


@admin.register(RuleSource, site=staff_site)
class RuleSourceAdmin(StaffModelAdmin):
    """Sources are added, never rewritten; that one still says what it said is a step of its own."""

    list_display = ("code", "title", "url", "checked_on", "age")
    list_filter = ("checked_on",)
    ordering = ("checked_on",)
    search_fields = ("code", "title")
    actions = ("still_so",)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """All but the note, once the source exists."""
        return ["code", "title", "url", "checked_on"] if obj is not None else []

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    @admin.action(description=_("I have looked today: they still say what the rules say"), permissions=["change"])
    def still_so(self, request: HttpRequest, chosen: models.QuerySet[RuleSource]) -> None:
        """Mark each chosen source as checked today."""
        by, at = actor(request), clock.now()
        decide(request, chosen, lambda row: operations.recheck_sources([row.pk], on=at.date(), by=by, at=at))

    @admin.display(description=_("age"), ordering="-checked_on")
    def age(self, row: RuleSource) -> Any:
        days = (clock.now().date() - row.checked_on).days
        said = _("%(count)s days") % {"count": days}
        if days <= STALE_AFTER.days:
            return said
        return format_html('<strong class="text-red-700 dark:text-red-500">{}</strong>', said)


@admin.register(Jurisdiction, site=staff_site)
class JurisdictionAdmin(ReadOnlyAdmin):
    """Places, and the pages that look at the rules of all kinds together."""

    list_display = ("code", "parent", "country")
    list_select_related = ("parent",)
    search_fields = ("code",)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("places/", wrap(places.places), name="tariffs_places"),
            path("drafts/", wrap(places.drafts), name="tariffs_drafts"),
            path("flips/", wrap(flips.page), name="tariffs_flips"),
            *super().get_urls(),
        ]


@admin.register(RuleRevision, site=staff_site)
class RuleRevisionAdmin(ReadOnlyAdmin):
    list_display = ("name", "digest", "written", "created_at")


@admin.register(RuleChange, site=staff_site)
class RuleChangeAdmin(ReadOnlyAdmin):
    """Who did what to which rule, the newest first."""

    list_display = ("at", "kind", "rule", "act", "by", "note")
    list_filter = ("act", "kind")
    search_fields = ("rule", "by")
    date_hierarchy = "at"
