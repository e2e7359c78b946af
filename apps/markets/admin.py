"""Markets · administration: where we sell, in which currency and languages · public schema."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest

from apps.common import clock
from apps.common.admin import StaffModelAdmin, StaffTabularInline, staff_site
from apps.common.types import Actor, ActorKind

from . import operations, selectors
from .models import Market, MarketCountry, PriceRule


class MarketCountryInline(StaffTabularInline):
    model = MarketCountry


@admin.register(Market, site=staff_site)
class MarketAdmin(StaffModelAdmin):
    list_display = ("code", "currency", "languages", "prices_include_tax", "duty_policy", "is_open", "position")
    list_filter = ("is_open", "duty_policy")
    inlines = (MarketCountryInline,)

    def save_related(self, request: HttpRequest, form: object, formsets: object, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        selectors.forget()


@admin.register(PriceRule, site=staff_site)
class PriceRuleAdmin(StaffModelAdmin):
    """Neat prices by market and currency: all prices that come from a rate follow a change at once."""

    list_display = (
        "market", "currency", "endings", "uses_coins", "largest_shift", "least_margin", "hysteresis", "is_active",
    )  # fmt: skip
    list_filter = ("market", "currency", "is_active")
    list_select_related = ("market",)
    readonly_fields = ("held",)

    def save_model(self, request: HttpRequest, obj: PriceRule, form: Any, change: bool) -> None:
        with transaction.atomic():
            operations.change_price_rule(obj, by=_actor(request), at=clock.now())

    def delete_model(self, request: HttpRequest, obj: PriceRule) -> None:
        with transaction.atomic():
            operations.drop_price_rule(obj, by=_actor(request), at=clock.now())

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[PriceRule]) -> None:
        for row in queryset:
            self.delete_model(request, row)


def _actor(request: HttpRequest) -> Actor:
    user: Any = request.user
    return Actor(ActorKind.STAFF, str(user.public_id))
