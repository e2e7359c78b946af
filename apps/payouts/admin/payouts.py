"""Payouts · administration of payouts and of the files that they go to the bank in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.accounts.step_up import require_recent_proof
from apps.common.admin import ReadOnlyAdmin, StaffTabularInline, staff_site
from apps.common.clock import now
from apps.common.errors import MarketError

from .. import operations, tasks
from ..models import Payout, PayoutBatch, PayoutItem, ReserveHold, TransferBack
from ..types import PayoutStatus


class ItemInline(StaffTabularInline):
    """Each posting that a payout pays."""

    model = PayoutItem
    fields = ("posting", "amount")
    readonly_fields = fields
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("posting__journal")


@admin.register(Payout, site=staff_site)
class PayoutAdmin(ReadOnlyAdmin):
    """Payouts; drafts are put into files here, for another person to approve."""

    list_display = ("reference", "vendor", "status", "money", "paid", "account", "batch", "made_at", "problem")
    list_filter = ("status", "currency")
    search_fields = ("reference", "vendor__name", "batch__message_id")
    list_select_related = ("vendor", "account", "batch")
    inlines = (ItemInline,)
    actions = ("put_into_files", "withdraw")

    def has_prepare_permission(self, request: HttpRequest) -> bool:
        """Whether the person may prepare files."""
        return bool(request.user.has_perm("payouts.add_payoutbatch"))

    @admin.action(description=_("Put the chosen drafts into payment files"), permissions=["prepare"])
    def put_into_files(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        """One file for each kind of transfer and currency."""
        at = now()
        try:
            with transaction.atomic():
                made = operations.make_batches(
                    list(queryset.values_list("public_id", flat=True)),
                    execute_on=at.date(),
                    by=int(request.user.pk or 0),
                    at=at,
                )
        except MarketError as error:
            self.message_user(request, f"{error.text()} {error.remedy}", messages.ERROR)
            return
        left = queryset.filter(status=PayoutStatus.DRAFT, batch__isnull=True).count()
        text = _("%(count)d files wait for a second person; %(left)d payouts were left out.")
        self.message_user(request, text % {"count": len(made), "left": left}, messages.SUCCESS)

    @admin.action(description=_("Withdraw the chosen drafts"), permissions=["prepare"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        """Give what they would have paid back to the balances."""
        try:
            with transaction.atomic():
                for payout in queryset.filter(batch__isnull=True).select_for_update(of=("self",)):
                    operations.cancel(payout, at=now())
        except MarketError as error:
            self.message_user(request, error.text(), messages.ERROR)


@admin.register(PayoutBatch, site=staff_site)
class PayoutBatchAdmin(ReadOnlyAdmin):
    """Payment files: approved by another person than the one who prepared them, then sent or downloaded."""

    list_display = ("message_id", "status", "scheme", "money", "count", "made_by", "checked_by", "sent_at", "problem",
                    "download")  # fmt: skip
    list_filter = ("status", "scheme", "currency")
    search_fields = ("message_id", "payouts__reference")
    list_select_related = ("made_by", "checked_by")
    actions = ("approve", "withdraw", "note_handed_in")
    exclude = ("file",)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether the person may approve files."""
        return bool(request.user.has_perm("payouts.change_payoutbatch"))

    @admin.display(description=_("File"))
    def download(self, batch: PayoutBatch) -> str:
        """A link to the file, once it is approved."""
        if not batch.file:
            return "–"
        address = reverse("admin:payouts_batch_file", args=[batch.public_id])
        return format_html('<a class="text-primary-600" href="{}">pain.001</a>', address)

    @admin.action(description=_("Approve the chosen files"), permissions=["decide"])
    def approve(self, request: HttpRequest, queryset: QuerySet[PayoutBatch]) -> None:
        """Let them go to the bank, after a fresh proof of who acts."""
        require_recent_proof(request)
        for batch_id in queryset.values_list("public_id", flat=True):
            if self._done(
                request, lambda one=batch_id: operations.approve_batch(one, by=int(request.user.pk or 0), at=now())
            ):
                tasks.nudge(batch_id)

    @admin.action(description=_("Withdraw the chosen files"), permissions=["decide"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[PayoutBatch]) -> None:
        """Their payouts are drafts again."""
        for batch_id in queryset.values_list("public_id", flat=True):
            self._done(request, lambda one=batch_id: operations.cancel_batch(one, at=now()))

    @admin.action(description=_("Note that the chosen files were handed in at the bank"), permissions=["decide"])
    def note_handed_in(self, request: HttpRequest, queryset: QuerySet[PayoutBatch]) -> None:
        """For files that were downloaded and carried to the bank by hand."""
        for batch_id in queryset.values_list("public_id", flat=True):
            self._done(request, lambda one=batch_id: operations.record_sent(one, at=now()))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file)
        return [path("<uuid:batch_id>/pain.001.xml", view, name="payouts_batch_file"), *super().get_urls()]

    def file(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """The approved file, to be carried to the bank."""
        require_recent_proof(request)
        batch = PayoutBatch.objects.exclude(file="").filter(public_id=batch_id).first()
        if batch is None or not self.has_decide_permission(request):
            return HttpResponse(status=404)
        response = HttpResponse(batch.file, content_type="application/xml; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{batch.message_id}.xml"'
        return response

    def _done(self, request: HttpRequest, act: Any) -> bool:
        try:
            with transaction.atomic():
                act()
        except MarketError as error:
            self.message_user(request, f"{error.text()} {error.remedy}", messages.ERROR)
            return False
        return True


@admin.register(ReserveHold, site=staff_site)
class ReserveHoldAdmin(ReadOnlyAdmin):
    list_display = ("vendor", "payout", "amount", "currency", "release_at", "released_at")
    list_filter = ("currency",)
    list_select_related = ("vendor", "payout")


@admin.register(TransferBack, site=staff_site)
class TransferBackAdmin(ReadOnlyAdmin):
    """Money of buyers' transfers that goes back to where it came from."""

    list_display = ("order", "reference", "money", "status", "ordered_at", "settled_at", "problem")
    list_filter = ("status", "currency")
    search_fields = ("order", "reference")
