"""Ledger · what staff see of the books: nothing here can be changed but commission rules."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, StaffTabularInline, staff_site

from . import rules, selectors
from .models import Account, CommissionRule, Journal, Posting


class PostingInline(StaffTabularInline):
    model = Posting
    fields = ("account", "currency", "amount")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("account")


@admin.register(Journal, site=staff_site)
class JournalAdmin(ReadOnlyAdmin):
    list_display = ("kind", "memo", "occurred_at", "purchase_id", "idempotency_key")
    list_filter = ("kind",)
    search_fields = ("memo", "idempotency_key", "purchase_id")
    inlines = (PostingInline,)


@admin.register(Account, site=staff_site)
class AccountAdmin(ReadOnlyAdmin):
    """The chart of accounts, and above it the trial balance."""

    list_display = ("code", "currency", "vendor", "detail")
    list_filter = ("code", "currency")
    list_select_related = ("vendor",)
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


@admin.register(CommissionRule, site=staff_site)
class CommissionRuleAdmin(StaffModelAdmin):
    list_display = ("position", "vendor", "market", "rate", "valid_from", "valid_until", "is_reached")
    list_select_related = ("vendor",)

    @admin.display(description=_("Reached"), boolean=True)
    def is_reached(self, rule: CommissionRule) -> bool:
        """Whether no earlier, wider rule always wins."""
        return rule.pk not in self._hidden

    def save_model(self, request: HttpRequest, obj: CommissionRule, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        selectors.forget_terms()

    def get_queryset(self, request: HttpRequest) -> Any:
        selectors.forget_terms()
        self._hidden = set(rules.unreachable(selectors.commission_terms()))
        return super().get_queryset(request)
