"""Dashboard · forms of webhooks."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.webhooks import registry
from apps.webhooks.types import DeliveryStatus


class EndpointForm(forms.Form):
    """Where messages go, and which."""

    url = forms.CharField(
        label=_("Address of your program"),
        max_length=500,
        help_text=_("A public https:// address. Each message is sent there as a POST with JSON."),
        widget=forms.URLInput(attrs={"placeholder": "https://erp.example.com/portolan", "dir": "ltr"}),
    )
    description = forms.CharField(label=_("Note for yourself"), max_length=120, required=False)
    topics = forms.MultipleChoiceField(label=_("Send a message when"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["topics"].choices = [(found.type, f"{found.title} ({found.type})") for found in registry.offers()]


class ReplayForm(forms.Form):
    """From when on what was given up is sent again."""

    since = forms.DateTimeField(
        label=_("Messages since (UTC)"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_since(self) -> Any:
        return self.cleaned_data["since"].replace(tzinfo=UTC)


class MessageFilter(forms.Form):
    """What the list of messages is narrowed to."""

    status = forms.ChoiceField(choices=[("", ""), *DeliveryStatus.choices], required=False)
    before = forms.IntegerField(min_value=1, max_value=2**62, required=False)
