"""Payments · administration: what staff see of payments; changing one is an operation's business."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.admin import ReadOnlyAdmin, StaffTabularInline, staff_site

from .. import selectors
from ..models import Attempt, Callback, Intent, Operation


class AttemptInline(StaffTabularInline):
    model = Attempt
    fields = ("status", "method", "gateway", "reference", "payment_reference", "closes_at")
    readonly_fields = fields
    can_delete = False


@admin.register(Intent, site=staff_site)
class IntentAdmin(ReadOnlyAdmin):
    """A payment, and below it everything that happened to it: attempts, operations, messages, journals."""

    list_display = ("public_id", "status", "total", "gateway", "problem", "updated_at")
    list_filter = ("status", "gateway", "currency")
    search_fields = ("public_id", "session_id", "purchase_id")
    inlines = (AttemptInline,)
    change_form_after_template = "admin/payments/timeline.html"

    @admin.display(description=_("amount"))
    def total(self, intent: Intent) -> Money:
        return intent.money(intent.amount)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id) if object_id else None
        moments = selectors.timeline(row.public_id) if row is not None else []
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "moments": moments})


@admin.register(Operation, site=staff_site)
class OperationAdmin(ReadOnlyAdmin):
    list_display = ("kind", "state", "currency", "amount", "reason", "problem", "tries", "due_at", "resolved_at")
    list_filter = ("kind", "state")
    search_fields = ("public_id", "reference", "idempotency_key")


@admin.register(Callback, site=staff_site)
class CallbackAdmin(ReadOnlyAdmin):
    list_display = ("gateway", "kind", "reference", "received_at", "handled_at", "outcome")
    list_filter = ("gateway", "outcome", "kind")
    search_fields = ("event_id", "reference", "intent_id")
