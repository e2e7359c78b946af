"""Tariffs · administration · lists of authorities that were loaded, and what of them is not among the rules."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.tariffs.models import RuleList


@admin.register(RuleList, site=staff_site)
class RuleListAdmin(ReadOnlyAdmin):
    """Editions with their day and counts, the newest first; commands load them."""

    list_display = ("kind", "number", "listed_on", "status", "row_count", "written_count", "ended_count", "loaded_at")
    list_filter = ("kind", "status")
    ordering = ("-loaded_at",)
    fields = (
        "kind", "number", "listed_on", "status", "source", "checksum", "row_count", "written_count", "ended_count",
        "left_out", "loaded_at",
    )  # fmt: skip
    readonly_fields = ("left_out",)

    @admin.display(description=_("left out"))
    def left_out(self, row: RuleList) -> Any:
        told = ((one["count"], reason, ", ".join(one["places"])) for reason, one in row.unread.items())
        return format_html_join("", "<div>{} × {} <small>({})</small></div>", told) or "–"
