"""Dashboard · the form of the bank account that a vendor is paid to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.payouts.types import CLEARING_SYSTEMS, AccountDetails


class AccountForm(forms.Form):
    """An IBAN, or elsewhere an account number with the bank's BIC or clearing number."""

    holder = forms.CharField(label=_("Account holder"), max_length=70, help_text=_("As the bank knows the name."))
    currency = forms.ChoiceField(label=_("Currency"))
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=42,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Where your bank has given you one, nothing more is needed."),
    )
    country = forms.CharField(
        label=_("Country of the bank"),
        max_length=2,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "US", "size": "4"}),
        help_text=_("Only without an IBAN: the two letters of the country."),
    )
    number = forms.CharField(
        label=_("Account number"),
        max_length=34,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=_("Only without an IBAN."),
    )
    bic = forms.CharField(
        label=_("BIC"), max_length=11, required=False, widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Only without an IBAN: 8 or 11 characters."),
    )  # fmt: skip
    clearing_system = forms.ChoiceField(
        label=_("Clearing system"),
        required=False,
        choices=[("", "–"), *((code, code) for code in CLEARING_SYSTEMS)],
        help_text=_("Where the bank has no BIC: USABA is the routing number of the United States, and so on."),
    )
    clearing_member = forms.CharField(
        label=_("The bank's number there"), max_length=14, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        currencies = sorted(settings.BANK["iban_by_currency"])
        self.fields["currency"].choices = [(code, code) for code in currencies]

    def details(self) -> AccountDetails:
        """What was filled in."""
        given = {**self.cleaned_data, "country": self.cleaned_data["country"].upper()}
        return AccountDetails(**given)
