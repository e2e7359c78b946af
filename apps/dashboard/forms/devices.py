"""Dashboard · the forms of devices on the way and of geofences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_PLAIN = {"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}


class DeviceForm(forms.Form):
    """What is known of a device, and with which shipment it travels."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    tracking_number = forms.CharField(
        label=_("Travels with the parcel"),
        max_length=40,
        required=False,
        help_text=_("Its tracking number. Empty: with none."),
        widget=forms.TextInput(attrs=_PLAIN),
    )
    max_kmh = forms.IntegerField(
        label=_("Fastest speed, km/h"),
        min_value=1,
        max_value=1200,
        initial=160,
        help_text=_("Points that would be faster are left out of its track."),
    )
    min_celsius = forms.FloatField(label=_("Lowest temperature, °C"), min_value=-100, max_value=150, required=False)
    max_celsius = forms.FloatField(label=_("Highest temperature, °C"), min_value=-100, max_value=150, required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class NewDeviceForm(DeviceForm):
    """A device that is not known yet."""

    field_order = ("code", "name")
    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("As it names itself."), widget=forms.TextInput(attrs=_PLAIN)
    )


class FenceForm(forms.Form):
    """A circle on the map."""

    code = forms.SlugField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=_PLAIN))
    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    radius_m = forms.IntegerField(label=_("Radius in m"), min_value=1, max_value=1_000_000, initial=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
