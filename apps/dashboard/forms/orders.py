"""Dashboard · forms of the order pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from apps.logistics.types import ParcelPlan
from apps.orders.types import OrderStatus
from apps.shipping.types import ParcelView


class OrderFilter(forms.Form):
    """Which orders are listed."""

    status = forms.ChoiceField(choices=[("", _("All")), *OrderStatus.choices], required=False)
    q = forms.CharField(required=False, max_length=80)
    before = forms.IntegerField(required=False, min_value=1)


class CancelForm(forms.Form):
    """Why an order is called off."""

    reason = forms.CharField(
        label=_("Reason, for the buyer"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class ParcelForm(forms.Form):
    """One box: grams and millimetres."""

    weight_g = forms.IntegerField(label=_("Weight in g"), min_value=1, max_value=100_000)
    length_mm = forms.IntegerField(label=_("Length in mm"), min_value=1, max_value=5_000)
    width_mm = forms.IntegerField(label=_("Width in mm"), min_value=1, max_value=5_000)
    height_mm = forms.IntegerField(label=_("Height in mm"), min_value=1, max_value=5_000)


class BaseParcelFormSet(BaseFormSet):
    """The boxes of a shipment; rows left empty are no boxes."""

    def plans(self) -> list[ParcelPlan]:
        """The boxes that were filled in."""
        return [ParcelPlan(**form.cleaned_data) for form in self.forms if form.cleaned_data]


ParcelFormSet = formset_factory(ParcelForm, formset=BaseParcelFormSet, extra=0, min_num=1, max_num=50, absolute_max=50)


def parcels_of(parcels: Sequence[ParcelView | ParcelPlan]) -> list[dict[str, Any]]:
    """The rows that the form begins with."""
    plans = [parcel.plan if isinstance(parcel, ParcelView) else parcel for parcel in parcels]
    return [
        {
            "weight_g": plan.weight_g,
            "length_mm": plan.length_mm,
            "width_mm": plan.width_mm,
            "height_mm": plan.height_mm,
        }
        for plan in plans
    ]
