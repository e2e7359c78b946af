"""Dashboard · forms of vehicles, plans and stops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.warehouse.types import WarehouseInfo


class _Plain(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


def _clock(label: Any, *, required: bool = True) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=required, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class VehicleForm(_Plain):
    """Vehicles that are alike."""

    name = forms.CharField(label=_("Name"), max_length=60)
    warehouse = forms.ChoiceField(label=_("Starts from"))
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=500, initial=1)
    most_weight_kg = forms.IntegerField(label=_("Carries at most, in kg"), min_value=1, max_value=50_000)
    most_litres = forms.IntegerField(label=_("Holds at most, in litres"), min_value=1, max_value=200_000)
    shift_from = _clock(_("Leaves at the earliest at"))
    shift_until = _clock(_("Is back at the latest at"))
    speed_kmh = forms.IntegerField(label=_("Average speed in km/h"), min_value=3, max_value=130, initial=30)
    has_breaks = forms.BooleanField(
        label=_("Drivers rest for 45 minutes after 4½ hours at the wheel"),
        required=False,
        initial=True,
        help_text=_("European law asks it of vehicles for goods above 3.5 tonnes."),
    )
    day_cost = forms.DecimalField(label=_("Cost of a day"), min_value=0, max_digits=10, decimal_places=2)
    km_cost = forms.DecimalField(label=_("Cost of a kilometre"), min_value=0, max_digits=8, decimal_places=4)

    def __init__(self, houses: Sequence[WarehouseInfo], *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._currency = currency
        self.fields["warehouse"].choices = [(str(house.public_id), house.name) for house in houses]
        for name, label in (
            ("day_cost", _("Cost of a day in %(currency)s")),
            ("km_cost", _("Cost of a kilometre in %(currency)s")),
        ):
            self.fields[name].label = label % {"currency": currency}

    def facts(self) -> dict[str, Any]:
        """The columns of the vehicle."""
        data = dict(self.cleaned_data)
        data["warehouse_id"] = UUID(data.pop("warehouse"))
        for name in ("day_cost", "km_cost"):
            data[name] = Money(data[name], self._currency)
        return data


class PlanForm(_Plain):
    """On which day what was ticked is driven out, and for how long rounds are searched."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    seconds = forms.IntegerField(
        label=_("Seconds to search"),
        min_value=1,
        max_value=600,
        initial=20,
        help_text=_("Longer searches find cheaper rounds: 20 are enough for a hundred stops."),
    )
    shipments = forms.TypedMultipleChoiceField(coerce=UUID, required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, choices: Sequence[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shipments"].choices = [(str(one), "") for one in choices]


class StopForm(_Plain):
    """Where a stop is, and when somebody is there."""

    latitude = forms.DecimalField(
        label=_("Degrees north"), min_value=-90, max_value=90, max_digits=7, decimal_places=4,
        help_text=_("As maps on phones show it, such as 52.5200; south is negative."),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=_("Degrees east"), min_value=-180, max_value=180, max_digits=7, decimal_places=4,
        help_text=_("Such as 13.4050; west is negative."),
    )  # fmt: skip
    opens = _clock(_("Not before"), required=False)
    closes = _clock(_("Not after"), required=False)
    minutes = forms.IntegerField(label=_("Minutes there"), min_value=0, max_value=240, initial=5)


class MoveForm(_Plain):
    """A stop that goes elsewhere."""

    stop = forms.IntegerField(min_value=1, max_value=2**62)
    to_round = forms.IntegerField(min_value=1, max_value=500)
    to_place = forms.IntegerField(min_value=0, max_value=10_000)
