"""Dashboard · the form of what travels over hubs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.itineraries.types import Consignment
from apps.logistics.types import HubInfo

_DAY = {"type": "date"}


class AskForm(forms.Form):
    """From where to where, how much, and between which days. Days count in UTC."""

    reference = forms.CharField(label=_("What travels"), max_length=60)
    origin = forms.ChoiceField(label=pgettext_lazy("place", "From"))
    destination = forms.ChoiceField(label=pgettext_lazy("place", "To"))
    weight_kg = forms.DecimalField(
        label=_("Weight in kg"), min_value=0, max_value=99_999_999, decimal_places=1, max_digits=10
    )
    volume_cbm = forms.DecimalField(
        label=_("Room in m³"), min_value=0, max_value=99_999, decimal_places=3, max_digits=9
    )
    ready_on = forms.DateField(label=_("At the first hub on"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    due_on = forms.DateField(
        label=_("At the last hub by"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text=_("Ways that come later are shown apart."),
    )  # fmt: skip

    def __init__(self, hubs: Mapping[str, HubInfo], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        ordered = sorted(hubs.values(), key=lambda hub: (hub.country, hub.name))
        groups = [
            (country, [(hub.code, f"{hub.name} ({hub.code})") for hub in some])
            for country, some in groupby(ordered, key=lambda hub: hub.country)
        ]
        for name in ("origin", "destination"):
            self.fields[name].choices = [("", "–"), *groups]

    def consignment(self, *, currency: str, at: datetime) -> Consignment:
        """What was asked; goods that are there today are ready now, and the last day counts to its end."""
        said = self.cleaned_data
        ready_at = datetime.combine(said["ready_on"], time(0), tzinfo=UTC)
        return Consignment(
            origin=said["origin"],
            destination=said["destination"],
            weight_kg=said["weight_kg"],
            volume_cbm=said["volume_cbm"],
            ready_at=at if said["ready_on"] == at.date() else ready_at,
            due_by=datetime.combine(said["due_on"], time(23, 59), tzinfo=UTC) if said["due_on"] else None,
            currency=currency,
        )
