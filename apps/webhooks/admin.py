"""Webhooks · what staff see of endpoints and messages; they can pause an endpoint."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.common.admin import ReadOnlyAdmin, StaffTabularInline
from apps.common.errors import MarketError

from . import operations
from .models import Attempt, Delivery, Endpoint


@admin.register(Endpoint)
class EndpointAdmin(ReadOnlyAdmin):
    """Endpoints of all vendors. The secrets are not shown."""

    list_display = ("url", "vendor", "status", "failure_count", "failing_since", "open_until", "delivered_at")
    list_filter = ("status", ("failing_since", admin.EmptyFieldListFilter))
    list_select_related = ("vendor",)
    search_fields = ("url", "vendor__name", "vendor__slug", "public_id")
    fields = (
        "public_id", "vendor", "url", "description", "topics", "status", "disabled_cause", "failure_count",
        "failing_since", "open_until", "claimed_until", "delivered_at", "previous_until", "version", "created_at",
    )  # fmt: skip
    readonly_fields = ("public_id",)
    actions = ("pause",)

    def has_pause_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("webhooks.change_endpoint")

    @admin.action(description=_("Pause"), permissions=["pause"])
    def pause(self, request: HttpRequest, endpoints: QuerySet[Endpoint]) -> None:
        for endpoint in endpoints:
            try:
                with transaction.atomic():
                    operations.pause(endpoint.public_id, vendor_id=endpoint.vendor_id)
            except MarketError as error:
                self.message_user(request, f"{endpoint}: {error.text()}", messages.ERROR)
            else:
                self.message_user(request, _("%(endpoint)s is paused.") % {"endpoint": endpoint}, messages.SUCCESS)


class AttemptInline(StaffTabularInline):
    model = Attempt
    fields = ("attempted_at", "status_code", "failure", "duration_ms", "response")
    readonly_fields = fields
    can_delete = False


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("type", "endpoint", "status", "attempt_count", "next_attempt_at", "created_at", "settled_at")
    list_filter = ("status", "type")
    list_select_related = ("endpoint",)
    search_fields = ("public_id", "subject")
    inlines = (AttemptInline,)
