"""Dashboard · the forms of a tax registration."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.registrations.types import Kind


class RegistrationForm(forms.Form):
    """A number of the shop's own, and from when to when it holds."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.VAT)
    jurisdiction = forms.CharField(
        label=_("Given by"),
        min_length=2,
        max_length=2,
        help_text=_("The country's two letters, or EU for a number of the European Union."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    number = forms.CharField(
        label=_("Number"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"})
    )
    since = forms.DateField(label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}))
    evidence = forms.CharField(
        label=_("Evidence"), max_length=200, required=False, help_text=_("Which certificate says so, and of what day.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_jurisdiction(self) -> str:
        return str(self.cleaned_data["jurisdiction"]).upper()


class EndForm(forms.Form):
    """The first day on which a number does not hold any more."""

    on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    def day(self) -> date | None:
        return self.cleaned_data["on"] if self.is_valid() else None
