"""Outbox · administration: what waits, what was parked and why."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.common.admin import ReadOnlyAdmin
from apps.common.clock import now

from . import operations
from .models import OutboxEvent


@admin.register(OutboxEvent)
class OutboxEventAdmin(ReadOnlyAdmin):
    list_display = ("id", "topic", "aggregate_id", "vendor_id", "created_at", "sent_at", "attempts", "parked_at")
    list_filter = ("topic", ("parked_at", admin.EmptyFieldListFilter), ("sent_at", admin.EmptyFieldListFilter))
    search_fields = ("aggregate_id",)
    ordering = ("-id",)
    actions = ("try_again",)

    @admin.action(description=_("Deliver again"), permissions=["view"])
    def try_again(self, request: HttpRequest, events: QuerySet[OutboxEvent]) -> None:
        count = operations.unpark(list(events.values_list("pk", flat=True)), at=now())
        self.message_user(request, _("%(count)s events will be delivered again.") % {"count": count})
