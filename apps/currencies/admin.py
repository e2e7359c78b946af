"""Currencies · administration: rates with source and date, waiting rates, locked quotes · public schema."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.common import clock
from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind

from . import operations
from .models import ExchangeRate, FxQuote


@admin.register(ExchangeRate, site=staff_site)
class ExchangeRateAdmin(ReadOnlyAdmin):
    list_display = ("base", "quote", "rate", "source", "published_on", "status", "jump", "fetched_at")
    list_filter = ("status", "source", "quote")
    date_hierarchy = "published_on"
    actions = ("confirm", "reject")

    @admin.action(description=gettext_lazy("Use the waiting rates"), permissions=["decide"])
    def confirm(self, request: HttpRequest, chosen: models.QuerySet[ExchangeRate]) -> None:
        """Put each chosen rate that waits into use."""
        by = Actor(ActorKind.STAFF, str(request.user.pk))
        at = clock.now()
        self._decide(request, chosen, lambda row: operations.confirm_rate(row.pk, by=by, at=at))

    @admin.action(description=gettext_lazy("Never use the waiting rates"), permissions=["decide"])
    def reject(self, request: HttpRequest, chosen: models.QuerySet[ExchangeRate]) -> None:
        """Reject each chosen rate that waits."""
        self._decide(request, chosen, lambda row: operations.reject_rate(row.pk))

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether the person may change rates."""
        return bool(request.user.has_perm("currencies.change_exchangerate"))

    def _decide(
        self, request: HttpRequest, chosen: models.QuerySet[ExchangeRate], decide: Callable[[ExchangeRate], None]
    ) -> None:
        decided = 0
        for row in chosen:
            try:
                with transaction.atomic():
                    decide(row)
                decided += 1
            except MarketError as problem:
                self.message_user(request, f"{row}: {problem.text()}", messages.WARNING)
        if decided:
            text = ngettext("%(count)s rate decided.", "%(count)s rates decided.", decided) % {"count": decided}
            self.message_user(request, text, messages.SUCCESS)
        else:
            self.message_user(request, _("None of the rates waited for a decision."), messages.INFO)


@admin.register(FxQuote, site=staff_site)
class FxQuoteAdmin(ReadOnlyAdmin):
    list_display = ("public_id", "charge_currency", "spread", "valid_until", "created_at")
    list_filter = ("charge_currency",)
    date_hierarchy = "created_at"
