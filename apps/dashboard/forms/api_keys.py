"""Dashboard · the form of an API key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.types import SCOPES, Audience

FOREVER = "forever"
_LASTS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("A year")), (FOREVER, _("Until it is revoked"))]


class ApiKeyForm(forms.Form):
    """A key for one program: what it is for, what it may do, and how long."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("The program that will hold it, so that you know it again."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Permissions"),
        choices=[(scope, text) for scope, text in SCOPES[Audience.VENDOR].items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick no more than the program needs."),
    )
    lasts = forms.ChoiceField(label=_("Valid for"), choices=_LASTS, initial="365")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def expires_at(self, at: datetime) -> datetime | None:
        """When the key ends, or None where it lasts until it is revoked."""
        days = self.cleaned_data["lasts"]
        return None if days == FOREVER else at + timedelta(days=int(days))
