"""Checkout · what staff see of purchases and checkouts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money
from unfold.decorators import action

from apps.checkout.models import CheckoutSession, Purchase, PurchaseEvent, PurchasePart
from apps.checkout.rules import states
from apps.checkout.rules.routing import ways_told
from apps.checkout.types import PartStatus
from apps.common.admin import ReadOnlyAdmin, StaffTabularInline, staff_site

from .commissions import commission


class PartInline(StaffTabularInline):
    model = PurchasePart
    fields = (
        "vendor",
        "order_number",
        "status",
        "total",
        "refunded",
        "commission",
        "routing",
        "give_back",
        "updated_at",
    )
    readonly_fields = fields
    can_delete = False

    @admin.display(description=_("routing"))
    def routing(self, part: PurchasePart) -> str:
        """Which houses could have sent the goods, what each would have cost and when it would have arrived."""
        return format_html_join(
            mark_safe("<br>"),
            "{}: {}, {} d, {}",
            (
                (
                    " + ".join(f"{country} × {pieces}" for _house, country, pieces in way.houses),
                    way.landed,
                    way.days,
                    way.why.value or part.frozen["routing"]["rule"],
                )
                for way in ways_told(part.frozen.get("routing", {}))
            ),
        )

    @admin.display(description=_("refund"))
    def give_back(self, part: PurchasePart) -> str:
        """Leads to the page that gives money of this part back, and to that which has fewer pieces of it sent."""
        ways = (
            (reverse("admin:checkout_refund_give", args=[part.order_id]), _("Give money back")),
            (reverse("admin_leave_out", args=[part.order_id]), _("Leave pieces out")),
        )
        return format_html_join(mark_safe("<br>"), '<a class="text-primary-600" href="{}">{}</a>', ways)


class EventInline(StaffTabularInline):
    model = PurchaseEvent
    fields = ("occurred_at", "code", "source", "vendor_id", "data")
    readonly_fields = fields
    can_delete = False


@admin.register(Purchase, site=staff_site)
class PurchaseAdmin(ReadOnlyAdmin):
    list_display = ("number", "status", "buyer_name", "email", "ship_to", "total", "placed_at")
    list_filter = ("market", "ship_to", "currency")
    search_fields = ("email", "buyer_name", "public_id")
    date_hierarchy = "placed_at"
    inlines = (PartInline, EventInline)
    actions_detail = ("evidence",)

    @action(description=_("Evidence (PDF)"), url_path="evidence")
    def evidence(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Everything that a provider asks for in a dispute, in one file."""
        purchase = self.get_object(request, object_id)
        if purchase is None:
            raise Http404
        if not self.has_view_permission(request, purchase):
            raise PermissionDenied
        # Drawing loads a large library, which is needed for nothing else.
        from apps.checkout.evidence import evidence

        response = HttpResponse(evidence(purchase.public_id), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="evidence-{purchase.number}.pdf"'
        return response

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("commission/<int:rule_id>/", view(commission), name="checkout_commission"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("parts")

    @admin.display(description=_("status"))
    def status(self, purchase: Purchase) -> str:
        parts = [PartStatus(part.status) for part in purchase.parts.all()]
        return str(states.whole(parts).label) if parts else ""

    @admin.display(description=_("total"))
    def total(self, purchase: Purchase) -> Money:
        return purchase.totals.total


@admin.register(CheckoutSession, site=staff_site)
class CheckoutSessionAdmin(ReadOnlyAdmin):
    list_display = ("public_id", "status", "email", "ship_to", "currency", "expires_at", "updated_at")
    list_filter = ("status", "market", "currency")
    search_fields = ("public_id", "email", "intent_id")
