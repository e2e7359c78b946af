"""Dashboard · the form of a parcel whose cost is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.logistics.types import ParcelPlan

from .catalogue import country_choices


class ParcelForm(forms.Form):
    """A parcel as it would be handed over, packing included, and between which countries it goes."""

    ship_from = forms.ChoiceField(label=pgettext_lazy("place", "From"))
    ship_to = forms.ChoiceField(label=pgettext_lazy("place", "To"))
    postcode = forms.CharField(
        label=_("Postcode there"), max_length=16, required=False, help_text=_("Remote places cost more.")
    )
    weight_g = forms.IntegerField(label=_("Weight in g"), min_value=1, max_value=2_000_000, initial=1000)
    length_mm = forms.IntegerField(label=_("Length in mm"), min_value=1, max_value=5_000, initial=300)
    width_mm = forms.IntegerField(label=_("Width in mm"), min_value=1, max_value=5_000, initial=200)
    height_mm = forms.IntegerField(label=_("Height in mm"), min_value=1, max_value=5_000, initial=150)

    def __init__(self, houses: Iterable[str], *args: Any, **kwargs: Any) -> None:
        """`houses` are the countries that goods are sent from: they come first."""
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        known = country_choices()[1:]
        own = set(houses)
        nearest = [(code, name) for code, name in known if code in own]
        self.fields["ship_from"].choices = nearest + [one for one in known if one[0] not in own]
        self.fields["ship_to"].choices = known

    def parcel(self) -> ParcelPlan:
        """The parcel that was typed in."""
        said = self.cleaned_data
        return ParcelPlan(said["weight_g"], said["length_mm"], said["width_mm"], said["height_mm"])
