"""Payments · administration of the ways to pay: where each is offered, and why it is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money
from unfold.decorators import action

from apps.common.admin import StaffModelAdmin, staff_site
from apps.common.admin_forms import framed
from apps.common.money import rounded

from .. import rules, selectors
from ..models import MethodRule

WHY = {
    "switched_off": _("Its rule is switched off."),
    "country": _("Its rule does not name this country."),
    "currency": _("Its rule does not name this currency."),
    "for_companies": _("Its rule is for companies."),
    "for_people": _("Its rule is for people."),
    "below_smallest": _("The amount is below the smallest of its rule."),
    "above_largest": _("The amount is above the largest of its rule."),
    "gateway_off": _("Its gateway is not switched on (PAYMENT_GATEWAYS)."),
    "gateway_not_set_up": _("Its gateway is switched on and not set up: see the log."),
    "gateway_currency": _("Its gateway does not take this currency."),
    "gateway_smallest": _("The amount is below the smallest that its gateway takes."),
    "gateway_largest": _("The amount is above the largest that its gateway takes."),
    "gateway_amount": _("Its gateway cannot express this amount."),
}


class RuleForm(forms.ModelForm):
    """Amounts are checked here, codes are upper case."""

    class Meta:
        model = MethodRule
        fields = ("is_on", "countries", "currencies", "smallest", "largest", "audience", "open_minutes", "position")
        help_texts = {
            "countries": _("Codes of two letters, separated by commas; empty for everywhere."),
            "currencies": _("Codes of three letters, separated by commas; empty for all that the gateway takes."),
            "smallest": _('Amounts by currency, as in {"EUR": "250.00"}.'),
            "largest": _('Amounts by currency, as in {"EUR": "10000.00"}.'),
            "open_minutes": _(
                "How long a buyer has, and the goods stay set aside; empty for the time of a card's page."
            ),
        }

    def clean_smallest(self) -> dict[str, str]:
        return self._bounds("smallest")

    def clean_largest(self) -> dict[str, str]:
        return self._bounds("largest")

    def clean_countries(self) -> list[str]:
        return [code.upper() for code in self.cleaned_data["countries"]]

    def clean_currencies(self) -> list[str]:
        return [code.upper() for code in self.cleaned_data["currencies"]]

    def _bounds(self, name: str) -> dict[str, str]:
        said = self.cleaned_data[name] or {}
        try:
            return {code.upper(): str(amount) for code, amount in rules.bounds(said).items()}
        except (AttributeError, ValueError) as fault:
            raise ValidationError(_('Write an amount for each currency, as in {"EUR": "250.00"}.')) from fault


class AskForm(forms.Form):
    """A sum and where it goes."""

    amount = forms.DecimalField(label=_("Amount"), min_value=Decimal("0.001"), max_digits=15, decimal_places=3)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in settings.SHOPPER_CURRENCIES])
    country = forms.RegexField(label=_("Country"), regex=r"^[A-Za-z]{2}$", max_length=2)
    is_company = forms.BooleanField(label=_("For a company"), required=False)


@admin.register(MethodRule, site=staff_site)
class MethodRuleAdmin(StaffModelAdmin):
    """Where a way to pay is offered. Each has one rule; new ones come with their gateway."""

    form = RuleForm
    list_display = ("method", "is_on", "countries", "currencies", "audience", "open_minutes", "position")
    list_filter = ("is_on", "audience")
    actions_list = ("try_out",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MethodRule | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: MethodRule, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        selectors.forget_methods()

    @action(description=_("Try out for a sum"), url_path="try-out-for-a-sum")
    def try_out(self, request: HttpRequest) -> HttpResponse:
        """The button above the list."""
        return redirect("admin:payments_methodrule_try")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.why)
        return [path("why/", view, name="payments_methodrule_try"), *super().get_urls()]

    def why(self, request: HttpRequest) -> HttpResponse:
        """What a buyer is offered for a sum and a country, and why not the rest."""
        if not request.user.has_perm("payments.view_methodrule"):
            raise PermissionDenied
        form = framed(AskForm(request.GET or None))
        offers = []
        if form.is_valid():
            said = form.cleaned_data
            sum_ = rounded(Money(said["amount"], said["currency"]))
            found = selectors.methods_for(sum_, country=said["country"].upper(), is_company=said["is_company"])
            offers = [(offer, WHY.get(offer.why_not, "")) for offer in found]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Ways to pay a sum"),
            "opts": self.model._meta,
            "form": form,
            "offers": offers,
        }
        return TemplateResponse(request, "admin/payments/methods.html", context)
