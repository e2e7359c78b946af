"""Payouts · administration of statements, reports, and of the queue of differences."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.admin_forms import framed
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.ledger.types import AccountCode

from .. import operations, selectors
from ..models import BankStatement, Break, SettlementLine, SettlementReport, StatementLine
from ..operations.breaks import IN_SUSPENSE
from ..types import BreakStatus


class WorkForm(forms.Form):
    """What is done about a difference, and why."""

    account = forms.ChoiceField(
        label=_("Book it to"),
        required=False,
        choices=[("", "–"), *((code.value, AccountCode(code).label) for code in operations.ADJUSTABLE)],
    )
    note = forms.CharField(label=_("Why"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


@admin.register(Break, site=staff_site)
class BreakAdmin(ReadOnlyAdmin):
    """Where books, provider and bank do not agree: the oldest first, with what to do next."""

    list_display = ("reason", "money", "detail", "age", "status", "owner", "next_step")
    list_filter = ("status", "reason", "currency")
    search_fields = ("detail", "subject", "note")
    list_select_related = ("owner", "made_by")
    ordering = ("opened_at",)
    actions = ("take",)

    def has_work_permission(self, request: HttpRequest) -> bool:
        """Whether the person may work on differences."""
        return bool(request.user.has_perm("payouts.change_break"))

    @admin.display(description=_("Age"))
    def age(self, row: Break) -> str:
        """In days."""
        days = ((row.resolved_at or now()) - row.opened_at).days
        return _("%(days)d days") % {"days": days}

    @admin.display(description=_("Next"))
    def next_step(self, row: Break) -> str:
        """A link to the page where it is worked on."""
        if row.status == BreakStatus.RESOLVED:
            return row.note or "–"
        words = _("Decide on the proposal") if row.status == BreakStatus.PROPOSED else _NEXT.get(row.reason, _("Look"))
        address = reverse("admin:payouts_break_work", args=[row.public_id])
        return format_html('<a class="text-primary-600" href="{}">{}</a>', address, words)

    @admin.action(description=_("Take the chosen ones on"), permissions=["work"])
    def take(self, request: HttpRequest, queryset: QuerySet[Break]) -> None:
        """Be the owner of them."""
        with transaction.atomic():
            for row in queryset.exclude(status=BreakStatus.RESOLVED):
                operations.assign(row.public_id, owner=request.user.pk)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.work)
        return [path("<uuid:break_id>/handle/", view, name="payouts_break_work"), *super().get_urls()]

    def work(self, request: HttpRequest, break_id: UUID) -> HttpResponse:
        """One difference: what it is, a proposal of where to book it, a note that closes it, a decision."""
        row = selectors.find_break(break_id)
        if not self.has_work_permission(request):
            raise PermissionDenied
        form = framed(WorkForm(request.POST or None, initial={"note": row.note}))
        if request.method == "POST" and self._acted(request, row, form):
            return redirect("admin:payouts_break_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": row.get_reason_display(),
            "opts": self.model._meta,
            "row": row,
            "form": form,
            "in_suspense": row.reason in IN_SUSPENSE,
            "may_decide": row.status == BreakStatus.PROPOSED and row.made_by_id != request.user.pk,
        }
        return TemplateResponse(request, "admin/payouts/break.html", context)

    def _acted(self, request: HttpRequest, row: Break, form: WorkForm) -> bool:
        act, who = request.POST.get("act"), int(request.user.pk or 0)
        try:
            with transaction.atomic():
                if act in ("approve", "refuse"):
                    operations.decide(row.public_id, approve=act == "approve", by=who, at=now())
                elif not form.is_valid():
                    return False
                elif row.reason in IN_SUSPENSE:
                    given = form.cleaned_data
                    operations.propose(row.public_id, account=given["account"], note=given["note"], by=who)
                else:
                    operations.resolve(row.public_id, note=form.cleaned_data["note"], by=who, at=now())
        except MarketError as error:
            if error.field in form.fields and act not in ("approve", "refuse"):
                form.add_error(error.field, error.text())
            else:
                self.message_user(request, f"{error.text()} {error.remedy}", messages.ERROR)
            return False
        self.message_user(request, _("It is written down."), messages.SUCCESS)
        return True


_NEXT = {
    "unknown_credit": _("Find whose it is, or propose an account"),
    "unknown_debit": _("Ask the bank, or propose an account"),
    "not_in_books": _("Look up the payment at the provider"),
    "not_at_provider": _("Ask the provider for the report"),
    "amount_differs": _("Compare the amounts at the provider"),
    "not_at_bank": _("Ask the bank or the provider for the transfer"),
    "statement_gap": _("Import the statement in between"),
    "refund_failed": _("Agree another way of refund with the buyer"),
}


class UploadForm(forms.Form):
    """A camt.053 file from the bank."""

    file = forms.FileField(label=_("Statement (camt.053)"))


@admin.register(BankStatement, site=staff_site)
class BankStatementAdmin(ReadOnlyAdmin):
    """Statements of our accounts; a file from the bank's own pages is imported here."""

    list_display = ("statement_id", "account", "currency", "opening", "closing", "until", "imported_at")
    list_filter = ("currency",)
    search_fields = ("statement_id", "account")
    actions_list = ("open_upload",)

    @action(description=_("Import a statement"), url_path="open-import", permissions=["import"])
    def open_upload(self, request: HttpRequest) -> HttpResponse:
        """The button above the list."""
        return redirect("admin:payouts_statement_import")

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whether the person may import statements."""
        return bool(request.user.has_perm("payouts.add_bankstatement"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.upload)
        return [path("import/", view, name="payouts_statement_import"), *super().get_urls()]

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Take in a file; what is in it is matched at once."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            try:
                with transaction.atomic():
                    counted = operations.import_statements(form.cleaned_data["file"].read(), at=now())
            except MarketError as error:
                form.add_error("file", error.text())
            else:
                text = _("%(lines)d new lines, %(matched)d of them matched.")
                self.message_user(request, text % vars(counted), messages.SUCCESS)
                return redirect("admin:payouts_bankstatement_changelist")
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Import a statement"),
            "opts": self.model._meta,
            "form": form,
        }
        return TemplateResponse(request, "admin/payouts/upload.html", context, status=422 if form.errors else 200)


@admin.register(StatementLine, site=staff_site)
class StatementLineAdmin(ReadOnlyAdmin):
    list_display = ("booked_on", "money", "counterparty", "reference", "end_to_end", "match", "matched_to")
    list_filter = ("match", "currency", "booked_on")
    search_fields = ("entry_ref", "reference", "end_to_end", "counterparty", "matched_to")
    exclude = ("sealed_account",)


@admin.register(SettlementReport, site=staff_site)
class SettlementReportAdmin(ReadOnlyAdmin):
    list_display = ("gateway", "day", "line_count", "fetched_at")
    list_filter = ("gateway",)


@admin.register(SettlementLine, site=staff_site)
class SettlementLineAdmin(ReadOnlyAdmin):
    list_display = ("gateway", "day", "kind", "money", "fee", "reference", "journal_key", "matched_at")
    list_filter = ("gateway", "kind", "currency", "day")
    search_fields = ("line_id", "reference", "our_reference", "journal_key")
