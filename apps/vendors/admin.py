"""Vendors · administration: vendors and their tables, applications, the fleet's state."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, StaffTabularInline
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind

from . import operations
from .models import Application, Domain, FleetStatus, SchemaMigration, TeamMember, Vendor
from .tasks import nudge


class DomainInline(StaffTabularInline):
    model = Domain


class TeamInline(StaffTabularInline):
    model = TeamMember
    autocomplete_fields = ("user",)


@admin.register(Vendor)
class VendorAdmin(StaffModelAdmin):
    """Statuses change by the lifecycle's actions alone."""

    list_display = ("name", "colour", "status", "country", "currency", "own_tables", "created_at")
    list_filter = ("status", "country")
    search_fields = ("name", "legal_name", "slug", "contact_email")
    readonly_fields = ("public_id", "slug", "schema_name", "status", "created_at", "own_tables")
    fields = (
        "name", "legal_name", "slug", "schema_name", "status", "country", "currency", "contact_email", "accent",
        "latitude", "longitude", "processing_days", "own_tables", "created_at",
    )  # fmt: skip
    inlines = (DomainInline, TeamInline)
    actions = ("finish_provisioning", "pause", "resume", "suspend", "reinstate")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Vendors come by applications, or by the command provision_vendor."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Vendor | None = None) -> bool:
        return False

    @admin.display(description=_("colour"))
    def colour(self, vendor: Vendor) -> SafeString:
        return format_html(
            '<svg width="28" height="14" role="img" aria-label="{0}">'
            '<rect width="28" height="14" rx="3" fill="{0}"/></svg>',
            vendor.accent,
        )

    @admin.display(description=_("own tables"))
    def own_tables(self, vendor: Vendor) -> SafeString:
        return format_html('<a href="/admin/v/{}/">{}</a>', vendor.slug, _("Open"))

    @admin.action(description=_("Make the schema, or finish making it"), permissions=["change"])
    def finish_provisioning(self, request: HttpRequest, vendors: QuerySet[Vendor]) -> None:
        for vendor in vendors:
            nudge(vendor.pk)
        self.message_user(request, _("The schemas are being made. Reload in a few seconds."))

    @admin.action(description=_("Pause (on holiday)"), permissions=["change"])
    def pause(self, request: HttpRequest, vendors: QuerySet[Vendor]) -> None:
        self._step(request, vendors, "pause")

    @admin.action(description=_("Resume"), permissions=["change"])
    def resume(self, request: HttpRequest, vendors: QuerySet[Vendor]) -> None:
        self._step(request, vendors, "resume")

    @admin.action(description=_("Suspend: nothing of it can be bought"), permissions=["change"])
    def suspend(self, request: HttpRequest, vendors: QuerySet[Vendor]) -> None:
        self._step(request, vendors, "suspend")

    @admin.action(description=_("Reinstate"), permissions=["change"])
    def reinstate(self, request: HttpRequest, vendors: QuerySet[Vendor]) -> None:
        self._step(request, vendors, "reinstate")

    def _step(self, request: HttpRequest, vendors: QuerySet[Vendor], event: str) -> None:
        for vendor in vendors:
            try:
                with transaction.atomic():
                    operations.change_status(vendor.pk, event=event, at=now(), by=_actor(request))
            except MarketError as error:
                self.message_user(request, f"{vendor}: {error.text()}", messages.ERROR)
            else:
                self.message_user(request, _("%(vendor)s has changed.") % {"vendor": vendor}, messages.SUCCESS)


@admin.register(Application)
class ApplicationAdmin(StaffModelAdmin):
    """Applications to sell here: approve or reject."""

    list_display = ("name", "slug", "country", "contact_email", "status", "submitted_at", "vendor")
    list_filter = ("status", "country")
    list_select_related = ("vendor",)
    search_fields = ("name", "legal_name", "contact_email")
    readonly_fields = ("status", "submitted_at", "decided_at", "vendor")
    actions = ("approve", "reject")

    @admin.action(description=_("Approve, and make the vendor"), permissions=["change"])
    def approve(self, request: HttpRequest, applications: QuerySet[Application]) -> None:
        for application in applications:
            try:
                with transaction.atomic():
                    vendor = operations.approve(application.public_id, at=now(), by=_actor(request))
            except MarketError as error:
                self.message_user(request, f"{application}: {error.text()}", messages.ERROR)
                continue
            nudge(vendor.pk)
            self.message_user(request, _("%(vendor)s is being set up.") % {"vendor": vendor}, messages.SUCCESS)

    @admin.action(description=_("Reject"), permissions=["change"])
    def reject(self, request: HttpRequest, applications: QuerySet[Application]) -> None:
        for application in applications:
            try:
                with transaction.atomic():
                    operations.reject(
                        application.public_id, note=application.decision_note, at=now(), by=_actor(request)
                    )
            except MarketError as error:
                self.message_user(request, f"{application}: {error.text()}", messages.ERROR)


@admin.register(FleetStatus)
class FleetStatusAdmin(ReadOnlyAdmin):
    list_display = ("schema_name", "state", "applied_position", "duration_ms", "updated_at", "error")
    list_filter = ("state",)
    search_fields = ("schema_name",)


@admin.register(SchemaMigration)
class SchemaMigrationAdmin(ReadOnlyAdmin):
    list_display = ("position", "app", "name", "rendered_at")


def _actor(request: HttpRequest) -> Actor:
    return Actor(ActorKind.STAFF, str(request.user.public_id))
