"""Payments · what staff see of payments; changing one is an operation's business."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.admin import ReadOnlyAdmin, StaffTabularInline, staff_site

from .models import Attempt, Callback, Intent, Operation


class AttemptInline(StaffTabularInline):
    model = Attempt
    fields = ("status", "gateway", "reference", "payment_reference", "closes_at")
    readonly_fields = fields
    can_delete = False


@admin.register(Intent, site=staff_site)
class IntentAdmin(ReadOnlyAdmin):
    list_display = ("public_id", "status", "total", "gateway", "problem", "updated_at")
    list_filter = ("status", "gateway", "currency")
    search_fields = ("public_id", "session_id", "purchase_id")
    inlines = (AttemptInline,)

    @admin.display(description=_("amount"))
    def total(self, intent: Intent) -> Money:
        return intent.money(intent.amount)


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
