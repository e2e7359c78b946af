"""Currencies · administration: promises of rates, and markups that two people decide · public schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.common import clock
from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, staff_site
from apps.common.currency_table import CODES
from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind
from apps.currencies import operations
from apps.currencies.models import Conversion, FxQuote, Markup
from apps.currencies.types import MarkupUse


def actor(request: HttpRequest) -> Actor:
    """The member of staff who acts."""
    return Actor(ActorKind.STAFF, own_id(request))


def own_id(request: HttpRequest) -> str:
    """The public id of the member of staff who asks."""
    user: Any = request.user
    return str(user.public_id)


def decide(
    model_admin: admin.ModelAdmin, request: HttpRequest, chosen: models.QuerySet[Any], act: Callable[[Any], None]
) -> None:
    """Do something with each chosen row by itself, and tell how many were decided and why others were not."""
    decided = 0
    for row in chosen:
        try:
            with transaction.atomic():
                act(row)
            decided += 1
        except MarketError as problem:
            model_admin.message_user(request, f"{row}: {problem.text()} {problem.remedy}", messages.WARNING)
    if decided:
        text = ngettext("%(count)s row decided.", "%(count)s rows decided.", decided) % {"count": decided}
        model_admin.message_user(request, text, messages.SUCCESS)
    else:
        model_admin.message_user(request, _("None of the rows waited for your decision."), messages.INFO)


@admin.register(FxQuote, site=staff_site)
class FxQuoteAdmin(ReadOnlyAdmin):
    list_display = ("public_id", "charge_currency", "spread", "valid_until", "created_at")
    list_filter = ("charge_currency",)
    search_fields = ("public_id",)
    date_hierarchy = "created_at"


@admin.register(Conversion, site=staff_site)
class ConversionAdmin(ReadOnlyAdmin):
    list_display = (
        "public_id", "sold_currency", "sold", "bought_currency", "bought", "gain", "rate", "spread_bps", "valid_until",
        "used_at", "used_for",
    )  # fmt: skip
    list_filter = ("sold_currency", "bought_currency")
    search_fields = ("public_id", "used_for")
    date_hierarchy = "created_at"


class MarkupForm(forms.ModelForm):
    """What one person proposes and another confirms."""

    use = forms.ChoiceField(choices=MarkupUse.choices, label=gettext_lazy("For"))
    currency = forms.ChoiceField(
        choices=[("", gettext_lazy("Every currency without its own")), *((code, code) for code in CODES)],
        required=False,
        label=gettext_lazy("Into"),
    )
    bps = forms.IntegerField(
        min_value=0, max_value=2000, label=gettext_lazy("Basis points"), help_text=gettext_lazy("150 is 1.5 %.")
    )
    reason = forms.CharField(max_length=200, label=gettext_lazy("Reason"))

    class Meta:
        model = Markup
        fields = ("use", "currency", "bps", "reason")


@admin.register(Markup, site=staff_site)
class MarkupAdmin(StaffModelAdmin):
    """Markups are proposed here, and put into force by somebody else; none is ever edited."""

    form = MarkupForm
    list_display = ("use", "currency", "bps", "status", "reason", "made_at", "checked_at")
    list_filter = ("status", "use")
    actions = ("confirm", "reject")

    def has_change_permission(self, request: HttpRequest, obj: Markup | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Markup | None = None) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether the person may change markups."""
        return bool(request.user.has_perm("currencies.change_markup"))

    def save_model(self, request: HttpRequest, obj: Markup, form: Any, change: bool) -> None:
        """Propose; the row that the form made is dropped for the operation's own."""
        with transaction.atomic():
            obj.pk = operations.propose_markup(
                use=MarkupUse(obj.use),
                currency=obj.currency,
                bps=obj.bps,
                reason=obj.reason,
                by=actor(request),
                at=clock.now(),
            )
        obj.refresh_from_db()

    @admin.action(description=gettext_lazy("Put into force"), permissions=["decide"])
    def confirm(self, request: HttpRequest, chosen: models.QuerySet[Markup]) -> None:
        """Put each chosen proposal into force."""
        by, at = actor(request), clock.now()
        decide(self, request, chosen, lambda row: operations.confirm_markup(row.pk, by=by, at=at))

    @admin.action(description=gettext_lazy("Reject"), permissions=["decide"])
    def reject(self, request: HttpRequest, chosen: models.QuerySet[Markup]) -> None:
        """Drop each chosen proposal."""
        by, at = actor(request), clock.now()
        decide(self, request, chosen, lambda row: operations.reject_markup(row.pk, by=by, at=at))
