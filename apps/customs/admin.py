"""Customs · a vendor's declarations in administration: read, sent again, paid, taken back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from apps.common.admin import StaffTabularInline, VendorModelAdmin, vendor_tables
from apps.common.clock import now
from apps.common.errors import MarketError, Retryable
from apps.common.types import Actor, ActorKind

from .documents import us_entry, us_entry_texts
from .models import CustomsDocument, Declaration, DeclarationEvent, DeclarationLine, Matching, TradeMessage
from .operations import sending
from .types import DeclarationState, Snapshot


class LineInline(StaffTabularInline):
    model = DeclarationLine
    fields = ("position", "description", "hs_code", "origin", "quantity", "net_g", "value")
    readonly_fields = fields
    can_delete = False


class EventInline(StaffTabularInline):
    model = DeclarationEvent
    fields = ("issued_at", "code", "version", "actor_kind", "data")
    readonly_fields = fields
    can_delete = False


class DeclarationAdmin(VendorModelAdmin):
    """Nothing is typed here: what staff may do are actions, each by its operation."""

    list_display = ("lrn", "order_number", "jurisdiction", "procedure", "state", "owner", "due_at", "is_blocked")
    list_filter = ("state", "owner", "jurisdiction", "is_blocked")
    search_fields = ("lrn", "mrn", "order_number")
    exclude = ("snapshot",)
    inlines = (LineInline, EventInline)
    actions = ("send_again", "pay_debt", "take_back")
    actions_detail = ("american_entry",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Declaration]:
        return super().get_queryset(request).defer("snapshot")

    @admin.action(description=_("Send to customs (again)"), permissions=["change_vendor"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Declaration]) -> None:
        """Drafts and rejected ones are handed in, those with customs are replaced by what they say now."""

        def send(row: Declaration, by: Actor) -> None:
            is_there = row.state not in (DeclarationState.DRAFT, DeclarationState.REJECTED)
            (sending.amend if is_there else sending.submit)(row.public_id, at=now(), by=by)

        self._each(request, queryset, send)

    @admin.action(description=_("Pay what customs has assessed"), permissions=["change_vendor"])
    def pay_debt(self, request: HttpRequest, queryset: QuerySet[Declaration]) -> None:
        """For debts that are not as declared, once somebody has looked at them."""
        self._each(request, queryset, lambda row, by: sending.pay(row.public_id, at=now(), by=by))

    @admin.action(description=_("Cancel, or ask customs to cancel"), permissions=["change_vendor"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Declaration]) -> None:
        """At once where customs does not have it; else customs decides."""
        self._each(
            request,
            queryset,
            lambda row, by: sending.cancel(row.public_id, reason="Cancelled by the marketplace", at=now(), by=by),
        )

    @action(description=_("Entry into the United States"), url_path="us-entry", permissions=["american_entry"])
    def american_entry(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What CBP Form 7501 asks for, with what no sale tells; `?format=json` and `?format=csv` for a broker."""
        row = Declaration.objects.get(pk=object_id)
        snapshot = Snapshot.from_json(row.snapshot)
        if not us_entry.is_drawn(snapshot):
            raise Http404
        ending = request.GET.get("format", "")
        if ending in us_entry.MEDIA_TYPES:
            response = HttpResponse(us_entry.written(snapshot, ending), content_type=us_entry.MEDIA_TYPES[ending])
            response["Content-Disposition"] = f'attachment; filename="us-entry-{row.order_number}.{ending}"'
            response["Cache-Control"] = "no-store"
            return response
        entry = us_entry.dataset(snapshot)
        title = _("Entry into the United States: %(number)s") % {"number": row.order_number}
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "declaration": row,
            "entry": entry,
            "kind": us_entry_texts.kind(entry),
            "blocks": us_entry_texts.blocks(entry),
            "missing": us_entry_texts.missing(entry),
        }
        return TemplateResponse(request, "admin/customs/us_entry.html", context)

    def has_american_entry_permission(self, request: HttpRequest, object_id: str) -> bool:
        """Whoever may see a declaration, where it is one to the United States."""
        is_american = Declaration.objects.filter(pk=object_id, jurisdiction="US").exists()
        return is_american and self.has_view_permission(request)

    def has_change_vendor_permission(self, request: HttpRequest) -> bool:
        """Who may change a vendor may act for it."""
        return bool(request.user.is_active and request.user.has_perm("vendors.change_vendor"))

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Declaration], act: Callable[[Declaration, Actor], object]
    ) -> None:
        by = Actor(ActorKind.STAFF, str(request.user.public_id))
        done = 0
        for row in queryset:
            try:
                act(row, by)
                done += 1
            except (MarketError, Retryable) as problem:
                self.message_user(request, f"{row.lrn}: {problem}", messages.ERROR)
        if done:
            self.message_user(request, _("Done: %(count)s.") % {"count": done}, messages.SUCCESS)


class DocumentAdmin(VendorModelAdmin):
    list_display = ("name", "declaration", "kind", "media_type", "created_at", "snapshot_hash")
    list_select_related = ("declaration",)
    list_filter = ("kind",)
    search_fields = ("declaration__lrn", "name")
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CustomsDocument]:
        return super().get_queryset(request).defer("content", "declaration__snapshot")


class MatchingAdmin(VendorModelAdmin):
    """The queue of orders whose three documents do not agree, with the reasons."""

    list_display = ("order_no", "flow", "code", "reasons", "since", "updated_at")
    list_filter = ("code", "flow")
    search_fields = ("order_no",)

    @admin.display(description=_("Reasons"))
    def reasons(self, row: Matching) -> str:
        return "; ".join(" ".join(filter(None, (one["document"], one["field"]))) for one in row.findings[:3])


class TradeMessageAdmin(VendorModelAdmin):
    list_display = ("order_no", "own_number", "flow", "kind", "app_type", "received_at")
    list_filter = ("kind", "flow")
    search_fields = ("order_no", "own_number", "guid")
    exclude = ("content", "buyer_ref")


vendor_tables.register(Matching, MatchingAdmin)
vendor_tables.register(TradeMessage, TradeMessageAdmin)
vendor_tables.register(Declaration, DeclarationAdmin)
vendor_tables.register(CustomsDocument, DocumentAdmin)
