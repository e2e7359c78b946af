"""Credits · administration · buyers' store credit, what changed it, and goodwill."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.step_up import require_recent_proof
from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.credits import operations
from apps.credits.models import CreditAccount, CreditEntry

from .forms import GiveForm


@admin.register(CreditAccount, site=staff_site)
class CreditAccountAdmin(ReadOnlyAdmin):
    """Store credit by buyer and currency. «Add» gives some, at the marketplace's cost."""

    list_display = ("user", "amount", "set_aside", "created_at")
    list_filter = ("currency",)
    search_fields = ("user__email", "public_id")
    list_select_related = ("user",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CreditAccount]:
        rows: QuerySet[CreditAccount] = super().get_queryset(request)
        return rows.filter(user__isnull=False)

    @admin.display(description=_("balance"))
    def amount(self, account: CreditAccount) -> str:
        return str(account)

    @admin.display(description=_("set aside"))
    def set_aside(self, account: CreditAccount) -> str:
        return str(account.money(account.held))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("credits.add_creditentry"))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Give a buyer store credit, with a reason that the buyer reads. The same form gives once."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        require_recent_proof(request)
        form = GiveForm(request.POST or None, label_suffix="")
        if form.is_valid():
            try:
                with transaction.atomic():
                    operations.give_credit(
                        form.buyer_id,
                        form.money(),
                        reason=form.cleaned_data["reason"],
                        key=form.cleaned_data["key"],
                        made_by=int(request.user.pk or 0),
                        may_exceed=request.user.has_perm("credits.issue_above_limit"),
                        at=now(),
                    )
            except MarketError as error:
                tell(form, error)
            else:
                self.message_user(request, _("The store credit is given."), messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:credits_creditaccount_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Give store credit"),
            "form": form,
        }
        return TemplateResponse(request, "admin/credits/give.html", context, status=422 if form.errors else 200)


@admin.register(CreditEntry, site=staff_site)
class CreditEntryAdmin(ReadOnlyAdmin):
    """Each change of a balance, cards' and buyers'; found by purchase, e-mail address, or a card's last four."""

    list_display = ("occurred_at", "owner", "kind", "sum", "purchase_id", "note", "made_by")
    list_filter = ("kind", "account__currency")
    search_fields = ("purchase_id", "account__user__email", "account__card__last_four", "reference")
    list_select_related = ("account__user", "account__card", "made_by")

    @admin.display(description=_("of"))
    def owner(self, entry: CreditEntry) -> str:
        account = entry.account
        return str(account.user) if account.user_id else str(getattr(account, "card", ""))

    @admin.display(description=_("amount"))
    def sum(self, entry: CreditEntry) -> str:
        return str(entry.account.money(entry.amount))
