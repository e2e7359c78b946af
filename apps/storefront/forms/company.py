"""Storefront · the form of a company that a person buys for · no tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CompanyForm(forms.Form):
    """Name, country and tax id; `countries` are the choices."""

    legal_name = forms.CharField(
        label=_("Name of the company"),
        max_length=160,
        help_text=_("As it stands in the commercial register: the check of the tax id compares it."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    country = forms.ChoiceField(label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"}))
    tax_id = forms.CharField(
        label=_("Tax id"),
        max_length=40,
        required=False,
        help_text=_(
            "The VAT or GST number, with the country's letters where it has them. Without one you buy as a consumer."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, countries: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["country"].choices = list(countries)
