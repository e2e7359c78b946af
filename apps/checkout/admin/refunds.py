"""Checkout · administration · giving money back, and agreeing to what others give."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from djmoney.money import Money

from apps.accounts.step_up import require_recent_proof
from apps.checkout import operations
from apps.checkout.models import Refund
from apps.checkout.refund_form import RefundForm
from apps.checkout.selectors import refunds
from apps.checkout.types.refunds import RefundStatus
from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.admin_forms import framed
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.common.types import Actor, ActorKind

_SAID = {
    "approve": _("Agreed: the money is on its way back."),
    "decline": _("Declined: nothing goes back."),
    "retry": _("The provider is asked once more."),
}


@admin.register(Refund, site=staff_site)
class RefundAdmin(ReadOnlyAdmin):
    """What was given back, what waits for a second person, and what could not be paid."""

    list_display = ("requested_at", "order", "kind", "reason", "money", "status", "made_by", "checked_by")
    list_filter = ("status", "kind", "reason", "currency")
    list_select_related = ("part", "made_by", "checked_by")
    search_fields = ("part__order_number", "part__order_id", "part__purchase__public_id", "public_id", "operation_id")
    date_hierarchy = "requested_at"

    @admin.display(description=_("order"), ordering="part__order_number")
    def order(self, row: Refund) -> str:
        return row.part.order_number

    @admin.display(description=_("amount"), ordering="amount")
    def money(self, row: Refund) -> Money:
        return Money(row.amount, row.currency)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        acts = [
            path(f"<uuid:public_id>/{name}/", view(require_POST(self._act(name))), name=f"checkout_refund_{name}")
            for name in _SAID
        ]
        return [
            path("of/<uuid:order_id>/", view(self.give), name="checkout_refund_give"),
            path("<uuid:public_id>/page/", view(self.page), name="checkout_refund_page"),
            *acts,
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The row's link leads to the refund's own page."""
        row = self.get_object(request, object_id)
        if row is None:
            return super().change_view(request, object_id)
        return HttpResponseRedirect(reverse("admin:checkout_refund_page", args=[row.public_id]))

    def give(self, request: HttpRequest, order_id: UUID) -> HttpResponse:
        """What can be given back of an order; then what that would post; then doing just that."""
        if not request.user.has_perm("checkout.add_refund"):
            raise PermissionDenied
        person = int(request.user.pk or 0)
        known = refunds.refundable(order_id)
        numbers = refunds.numbers_sent(order_id)
        form = framed(RefundForm(request.POST or None, refundable=known, numbers=numbers, by_staff=True))
        shown = None
        if request.method == "POST" and form.is_valid():
            try:
                shown = refunds.preview(order_id, form.wish(), made_by=person)
                if request.POST.get("step") == "give" and request.POST.get("seen") == shown.digest:
                    if shown.needs_second_person:
                        require_recent_proof(request)
                    with transaction.atomic():
                        made = operations.refund(
                            order_id,
                            wish=form.wish(),
                            key=form.cleaned_data["key"] or str(uuid4()),
                            by=Actor(ActorKind.STAFF, str(getattr(request.user, "public_id", ""))),
                            made_by=person,
                            at=now(),
                        )
                    return HttpResponseRedirect(reverse("admin:checkout_refund_page", args=[made.public_id]))
            except MarketError as refused:
                if refused.status in (401, 403):
                    raise
                tell(form, refused)
        context = {
            **self._context(request, _("Give money back: %(order)s") % {"order": known.order_number}),
            "known": known,
            "form": form,
            "preview": shown,
            "before": refunds.refunds_of([order_id])[order_id],
        }
        answer = TemplateResponse(request, "admin/checkout/refund_give.html", context)
        answer.status_code = 422 if form.errors else 200
        return answer

    def page(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """One refund: what went back, who asked, who agreed, and what can be done now."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        refund = refunds.refund(public_id)
        context = {
            **self._context(request, _("Refund of %(order)s") % {"order": refund.order_number}),
            "refund": refund,
            "known": refunds.refundable(refund.order_id),
            "journals_url": f"{reverse('admin:ledger_journal_changelist')}?q={public_id}",
            "may_decide": request.user.has_perm("checkout.change_refund") and refund.status is RefundStatus.WAITING,
            "may_retry": request.user.has_perm("checkout.change_refund") and refund.status is RefundStatus.FAILED,
        }
        return TemplateResponse(request, "admin/checkout/refund.html", context)

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.model._meta, "title": title}

    def _act(self, name: str) -> Any:
        def act(request: HttpRequest, public_id: UUID) -> HttpResponse:
            if not request.user.has_perm("checkout.change_refund"):
                raise PermissionDenied
            person = int(request.user.pk or 0)
            if name == "approve":
                require_recent_proof(request)
            try:
                with transaction.atomic():
                    if name == "approve":
                        operations.approve_refund(public_id, by=person, at=now())
                    elif name == "decline":
                        operations.decline_refund(public_id, by=person, at=now())
                    else:
                        operations.retry_refund(public_id, at=now())
            except MarketError as refused:
                self.message_user(request, refused.text(), messages.ERROR)
            else:
                self.message_user(request, _SAID[name], messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:checkout_refund_page", args=[public_id]))

        return act
