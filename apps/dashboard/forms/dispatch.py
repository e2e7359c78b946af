"""Dashboard · the forms of what leaves the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.shipping.operations.pickups import Wish


class ShipmentsForm(forms.Form):
    """The shipments that were ticked."""

    shipments = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        # Whether they are the vendor's is for the operation to say; here they only have to be ids.
        self.fields["shipments"].choices = [(one, one) for one in data.getlist("shipments") if _is_id(one)]

    def ids(self) -> list[UUID]:
        """The ids that were ticked, in the order of the list."""
        return list(self.cleaned_data["shipments"]) if self.is_valid() else []


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


class PickupForm(forms.Form):
    """When a carrier is to come, and where; `key` makes a form that is sent twice one visit."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.ChoiceField(label=_("Parcels"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    ready_from = forms.TimeField(label=_("Ready from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ready_until = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    note = forms.CharField(
        label=_("For the driver"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["place"].choices = list(places)

    def wish(self) -> Wish:
        """The visit that was asked for."""
        found: Mapping[str, Any] = self.cleaned_data
        warehouse, _colon, carrier = str(found["place"]).partition(":")
        return Wish(
            warehouse_id=UUID(warehouse),
            carrier_code=carrier,
            day=found["day"],
            ready_from=found["ready_from"],
            ready_until=found["ready_until"],
            note=found["note"],
        )
