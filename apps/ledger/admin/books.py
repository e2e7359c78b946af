"""Ledger · administration · journals with their legs, accounts with their lines, the trial balance."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.ledger import selectors
from apps.ledger.models import Account, Journal

LINES = 200


@admin.register(Journal, site=staff_site)
class JournalAdmin(ReadOnlyAdmin):
    """Found by memo, by purchase, and by the id of the payment operation, refund or payout that it is of."""

    list_display = ("kind", "memo", "amounts", "occurred_at", "purchase_id", "idempotency_key")
    list_filter = ("kind",)
    search_fields = ("memo", "=purchase_id", "=public_id", "idempotency_key")
    date_hierarchy = "occurred_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Journal]:
        return selectors.journals()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Journal], search_term: str
    ) -> tuple[QuerySet[Journal], bool]:
        """Exact memo, key or id: the books are long."""
        if not search_term.strip():
            return queryset, False
        return queryset & selectors.journals(text=search_term.strip()), False

    @admin.display(description=_("debit"))
    def amounts(self, journal: Journal) -> str:
        legs = selectors.as_view(journal).legs
        return ", ".join(str(leg.amount) for leg in legs if leg.amount.amount > 0)

    def get_urls(self) -> list[URLPattern]:
        page = path("<uuid:public_id>/page/", self.admin_site.admin_view(self.page), name="ledger_journal_page")
        return [page, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The row's link leads to the journal's own page."""
        row = self.get_object(request, object_id)
        if row is None:
            return super().change_view(request, object_id)
        return HttpResponseRedirect(reverse("admin:ledger_journal_page", args=[row.public_id]))

    def page(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """One journal in plain words, debit and credit side by side."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        journal = selectors.journal(public_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": f"{journal.kind.label} {journal.memo}",
            "journal": journal,
        }
        return TemplateResponse(request, "admin/ledger/journal.html", context)


@admin.register(Account, site=staff_site)
class AccountAdmin(ReadOnlyAdmin):
    """The chart of accounts, above it the trial balance; an account's page is its last lines with the balance."""

    list_display = ("code", "currency", "vendor", "detail")
    list_filter = ("code", "currency")
    list_select_related = ("vendor",)
    search_fields = ("vendor__name", "detail")
    actions_list = ("open_trial_balance",)

    @action(description=_("Trial balance"), url_path="open-trial-balance")
    def open_trial_balance(self, request: HttpRequest) -> HttpResponse:
        """The button above the list."""
        return redirect("admin:ledger_trial_balance")

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.trial_balance)
        return [path("trial-balance/", page, name="ledger_trial_balance"), *super().get_urls()]

    def trial_balance(self, request: HttpRequest) -> HttpResponse:
        """Debit, credit and difference by currency, and what stands on each account."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Trial balance"),
            "rows": selectors.trial_balance(),
            "accounts": selectors.balances(),
            "opts": self.model._meta,
        }
        return TemplateResponse(request, "admin/ledger/trial_balance.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The account's last lines, newest first, each with what stood on it afterwards."""
        account = self.get_object(request, object_id)
        if account is None:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": f"{account.get_code_display()} {account.vendor or account.detail} {account.currency}",
            "account": account,
            "lines": selectors.running_lines(account, limit=LINES),
            "most": LINES,
        }
        return TemplateResponse(request, "admin/ledger/account.html", context)
