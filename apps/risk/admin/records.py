"""Risk · administration · decisions, models and alarms, to look at."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.risk.models import Alarm, Decision, Model


@admin.register(Decision, site=staff_site)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("decided_at", "stage", "action", "score", "anomaly", "why", "intent_id")
    list_filter = ("stage", "action")
    search_fields = ("intent_id", "session_id", "public_id")
    exclude = ("keys",)

    @admin.display(description=_("why"))
    def why(self, decision: Decision) -> str:
        return ", ".join(f"({hit.name})" if hit.is_shadow else hit.name for hit in decision.found)


@admin.register(Model, site=staff_site)
class ModelAdmin(ReadOnlyAdmin):
    list_display = ("version", "sample_count", "made_at")


@admin.register(Alarm, site=staff_site)
class AlarmAdmin(ReadOnlyAdmin):
    list_display = ("kind", "subject", "facts", "opened_at", "seen_at", "closed_at")
    list_filter = ("kind", ("closed_at", admin.EmptyFieldListFilter))
