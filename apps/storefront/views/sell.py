"""Storefront · applying to sell here."""

from __future__ import annotations

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.common.errors import MarketError
from apps.reference import selectors as reference
from apps.storefront import formatting
from apps.vendors import operations


class ApplicationForm(forms.Form):
    """What we need to know of a maker to begin with."""

    name = forms.CharField(
        label=_("Name of your shop"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    slug = forms.SlugField(
        label=_("Address of your shop"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens: this becomes the first part of your shop's web address."),
    )
    legal_name = forms.CharField(label=_("Name in the commercial register"), max_length=160)
    country = forms.ChoiceField(label=_("Country"))
    contact_name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact_email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    goods = forms.CharField(
        label=_("What do you make?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, required=False
    )


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The application form; staff decide in administration."""
    form = ApplicationForm(request.POST or None, initial={"country": request.shop.country})
    form.fields["country"].choices = _countries(request)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                operations.apply(**form.cleaned_data, currency=reference.currency_of(form.cleaned_data["country"]))
        except MarketError as error:
            form.add_error(error.field, error.text())
        else:
            return render(request, "site/sell/done.html", {"name": form.cleaned_data["name"]})
    return render(request, "site/sell/form.html", {"form": form}, status=422 if form.errors else 200)


def _countries(request: HttpRequest) -> list[tuple[str, str]]:
    locale = formatting.locale_for(request.shop.language, request.shop.country)
    named = [(code, formatting.country_name(code, locale)) for code in reference.places()]
    return sorted(named, key=lambda choice: choice[1])
