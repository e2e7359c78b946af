"""Credits · administration · refunds that went back to blocked cards: the oldest first, with what to do next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.accounts.step_up import require_recent_proof
from apps.common.admin import OpenFilter, ReadOnlyAdmin, staff_site
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.credits import operations
from apps.credits.models import StrandedRefund

from .cards import codes_page
from .forms import StrandedForm


@admin.register(StrandedRefund, site=staff_site)
class StrandedRefundAdmin(ReadOnlyAdmin):
    """Money that lies on blocked cards after a refund, until somebody says where it goes."""

    list_display = ("amount", "card", "purchase", "age", "next_step")
    list_filter = (OpenFilter, "entry__account__currency")
    search_fields = ("entry__purchase_id", "entry__account__card__last_four", "note")
    list_select_related = ("entry__account__card",)
    ordering = ("opened_at",)

    @admin.display(description=_("amount"))
    def amount(self, row: StrandedRefund) -> str:
        return str(row)

    @admin.display(description=_("card"))
    def card(self, row: StrandedRefund) -> str:
        return str(row.entry.account.card)

    @admin.display(description=_("purchase"))
    def purchase(self, row: StrandedRefund) -> str:
        return str(row.entry.purchase_id)

    @admin.display(description=_("Age"))
    def age(self, row: StrandedRefund) -> str:
        """In days."""
        days = ((row.closed_at or now()) - row.opened_at).days
        return _("%(days)d days") % {"days": days}

    @admin.display(description=_("Next"))
    def next_step(self, row: StrandedRefund) -> str:
        """A link to the page where it is worked on, or where the money went."""
        if row.closed_at is not None:
            return str(row.get_went_to_display())
        address = reverse("admin:credits_strandedrefund_work", args=[row.public_id])
        words = _("Ask the buyer where it shall go, then give it or unblock the card")
        return format_html('<a class="text-primary-600" href="{}">{}</a>', address, words)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.work)
        return [path("<uuid:stranded_id>/handle/", view, name="credits_strandedrefund_work"), *super().get_urls()]

    def work(self, request: HttpRequest, stranded_id: UUID) -> HttpResponse:
        """One of them: given to a buyer, put on a new card whose code is shown once, or the card is unblocked."""
        rows: QuerySet[StrandedRefund] = StrandedRefund.objects.select_related("entry__account__card", "closed_by")
        row = get_object_or_404(rows, public_id=stranded_id)
        if not request.user.has_perm("credits.change_strandedrefund"):
            raise PermissionDenied
        require_recent_proof(request)
        act = request.POST.get("act", "")
        form = StrandedForm(request.POST if act == "account" else None, label_suffix="")
        if request.method == "POST" and row.closed_at is None:
            try:
                answer = self._acted(request, row, act, form)
            except MarketError as error:
                self.message_user(request, error.told(), messages.ERROR)
            else:
                if answer is not None:
                    return answer
        context = {**self._context(request), "title": _("Refund to a blocked card"), "row": row, "form": form}
        return TemplateResponse(request, "admin/credits/stranded.html", context, status=422 if form.errors else 200)

    def _acted(self, request: HttpRequest, row: StrandedRefund, act: str, form: StrandedForm) -> HttpResponse | None:
        """What came of a button; None where the form has to be looked at."""
        by, at = int(request.user.pk or 0), now()
        with transaction.atomic():
            if act == "new_card":
                issued = operations.replace_stranded(row.public_id, by=by, at=at)
                return codes_page(request, self._context(request), [issued])
            if act == "unblock":
                operations.unblock_card(row.entry.account.card.public_id, by=by, at=at)
            elif form.is_valid():
                said = form.cleaned_data["note"]
                operations.give_stranded(row.public_id, user_id=form.buyer_id, by=by, note=said, at=at)
            else:
                return None
        self.message_user(request, _("It is written down."), messages.SUCCESS)
        return redirect("admin:credits_strandedrefund_changelist")

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.model._meta}
